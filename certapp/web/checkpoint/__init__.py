"""The checkpoint's room: check a paper and record it."""

from flask import Blueprint

blueprint = Blueprint("checkpoint", __name__)

from certapp.web.checkpoint import views  # noqa: E402, F401  # the views register themselves on the blueprint
