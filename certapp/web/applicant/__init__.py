"""The official's room: apply, follow the application, download the certificate, extend."""

from flask import Blueprint

from certapp.registry.people import Role
from certapp.web import gate

blueprint = Blueprint("applicant", __name__, url_prefix="/applications")
blueprint.before_request(gate.require(Role.OFFICIAL))

from certapp.web.applicant import application, filling_in, home, preview  # noqa: E402, F401  # they join the blueprint
