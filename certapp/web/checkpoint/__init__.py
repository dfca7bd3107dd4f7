"""The checkpoint's room: check a paper and record it."""

from flask import Blueprint

from certapp.registry.people import Role
from certapp.web import gate

blueprint = Blueprint("checkpoint", __name__, url_prefix="/checkpoint")
blueprint.before_request(gate.require(Role.CHECKPOINT))

from certapp.web.checkpoint import views  # noqa: E402, F401  # the views register themselves on the blueprint
