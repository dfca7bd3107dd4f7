"""What a browser holds of a sign-in: its secret token, in the signed session cookie."""

from flask import Flask, Request, session
from flask_login import LoginManager, current_user

from certapp.registry.people import User
from certapp.web.times import now
from certapp.workflow import access

_KEY = "sign_in"
_KEPT = ("lang",)  # what outlives a sign-in or sign-out


def init_app(app: Flask) -> None:
    """Make `flask_login.current_user` the User who is signed in, or nothing."""
    manager = LoginManager()
    # its own way of giving templates `current_user` reads the session for every page, public ones too
    manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    manager.anonymous_user = _nobody  # type: ignore[assignment]  # any function will do
    manager.session_protection = None  # type: ignore[assignment]  # off: the register protects the token
    manager.request_loader(_user_of)


def _nobody() -> None:
    return None


def _user_of(request: Request) -> User | None:
    token = held()
    return access.user_of(token, now()) if token else None


def held() -> str | None:
    """Return the token of this browser's sign-in."""
    token = session.get(_KEY)
    return token if isinstance(token, str) else None


def begin(token: str) -> None:
    """Hold a new sign-in, in a new session: nothing set before it, by whomever, goes on."""
    end()
    session[_KEY] = token


def end() -> None:
    """Forget the sign-in and everything else but the language."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
