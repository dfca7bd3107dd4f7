"""The session cookie: over https only (http is for this machine alone), and not on pages that know nobody."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from certapp.web.stateless import is_stateless


class _Interface(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the browser may send it by https only: always, but on this machine itself."""
        return request.is_secure or not _is_this_machine(urlsplit(f"//{request.host}").hostname or "")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep a page that knows nobody free of the session: it is the same whatever cookie comes with it."""
        if not is_stateless():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Set how the cookie is sent."""
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    app.session_interface = _Interface()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
