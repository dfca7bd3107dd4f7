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
from certapp.web.office import (  # noqa: E402
    about,  # noqa: F401
    alert_stream,  # noqa: F401
    alerts,  # noqa: F401
    checks,  # noqa: F401
    home,  # noqa: F401
    keys,  # noqa: F401
    paper,  # noqa: F401
    people,  # noqa: F401
    person,  # noqa: F401
    places,  # noqa: F401
    scanners,  # noqa: F401
)
