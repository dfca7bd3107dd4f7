"""The approver's room: the queue, one application, signing, the own key."""

from flask import Blueprint

blueprint = Blueprint("approver", __name__)

from certapp.web.approver import views  # noqa: E402, F401  # the views register themselves on the blueprint
