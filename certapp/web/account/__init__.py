"""Signing in and out, and the own account: open to everybody who works in the office."""

from flask import Blueprint, Flask

from certapp.web.account import first_password, open_session

blueprint = Blueprint("account", __name__)


def init_app(app: Flask) -> None:
    """Open the room, and tell the app who is signed in."""
    open_session.init_app(app)
    first_password.init_app(app)
    app.register_blueprint(blueprint)


# the views register themselves on the blueprint
from certapp.web.account import own, sign_in  # noqa: E402, F401
