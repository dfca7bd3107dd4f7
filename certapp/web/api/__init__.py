"""The same answers for machines."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

from certapp.web.api import views  # noqa: E402, F401  # the views register themselves on the blueprint
