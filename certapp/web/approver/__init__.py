"""The approver's room: the queue, one application, signing, the own key."""

from flask import Blueprint

from certapp.registry.people import Role
from certapp.web import certificates, gate, pictures, prints
from certapp.workflow.pictures import Kind

blueprint = Blueprint("approver", __name__)
blueprint.before_request(gate.require(Role.APPROVER))
certificates.add_views(blueprint, "/review/certificates")
prints.add_views(blueprint, "/review/prints")
pictures.add_views(blueprint, "/keys/signature", Kind.SIGNATURE)

from certapp.web.approver import application, keys, queue  # noqa: E402, F401  # their views join the blueprint
