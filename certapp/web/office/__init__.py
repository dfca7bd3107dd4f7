"""The clerk's room: certificates, people, units, checkpoints, keys, and what the office says of itself."""

from flask import Blueprint

from certapp.registry.people import Role
from certapp.web import certificates, gate, pictures, prints
from certapp.workflow.pictures import Kind

blueprint = Blueprint("office", __name__, url_prefix="/office")
blueprint.before_request(gate.require(Role.CLERK))
certificates.add_views(blueprint, "/certificates")
prints.add_views(blueprint, "/prints")
pictures.add_views(blueprint, "/seal", Kind.SEAL)

# their views join the blueprint
from certapp.web.office import about, checks, home, keys, paper, people, person, places, scanners  # noqa: E402, F401
