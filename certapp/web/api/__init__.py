"""The same answers for machines."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

# their views join the blueprint
from certapp.web.api import scanner, views  # noqa: E402, F401
