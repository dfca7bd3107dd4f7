"""The official's room: apply, follow, download, extend."""

from flask import Blueprint

blueprint = Blueprint("applicant", __name__, url_prefix="/applications")

from certapp.web.applicant import views  # noqa: E402, F401  # the views register themselves on the blueprint
