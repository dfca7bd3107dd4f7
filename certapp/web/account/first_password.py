"""A password that somebody else gave out opens one page: the one on which it is changed."""

from flask import Flask, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from certapp.web import gate
from certapp.web.stateless import is_stateless

_OPEN = frozenset(
    {"account.account", "account.change_password", "account.sign_out", "account.sign_out_everywhere"}
)


def init_app(app: Flask) -> None:
    """Lead every other page there, whatever it is; the pages that know nobody stay as they are."""
    app.before_request(_lead)


def _lead() -> Response | None:
    if is_stateless() or request.endpoint in _OPEN:
        return None
    if not current_user or not gate.user().must_change_password:
        return None
    return redirect(url_for("account.account", next=gate.address_to_return_to()), 303)
