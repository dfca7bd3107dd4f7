"""The clerk's room: certificates, people, units, checkpoints, keys."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from certapp.web.office import views  # noqa: E402, F401  # the views register themselves on the blueprint
