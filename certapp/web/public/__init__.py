"""What anyone may open: the verdict of a QR, the home page, and the state of the server."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from certapp.web.public import views  # noqa: E402, F401  # the views register themselves on the blueprint
