"""Who may enter a room. Each room asks before every request:

blueprint.before_request(gate.require(Role.OFFICIAL))
"""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from certapp.registry.people import Role, User
from certapp.workflow.people import require_role


def require(role: Role) -> Callable[[], Response | None]:
    """Return a before_request function that lets in only people who hold `role`.

    A stranger is sent to the sign-in page; it raises Forbidden (`role_needed`) for a person in another role.
    """

    def check() -> Response | None:
        if stranger := require_sign_in():
            return stranger
        require_role(user(), role)
        return None

    return check


def require_sign_in() -> Response | None:
    """Send a stranger to the sign-in page, and back here afterwards if the page was opened by a link."""
    if current_user:
        return None
    return redirect(url_for("account.sign_in", next=address_to_return_to()), 303)


def address_to_return_to() -> str | None:
    """Return the address asked for, None if it is not one that a link opens."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None


def user() -> User:
    """Return who is signed in; only behind a gate, where there is somebody."""
    return cast(User, current_user._get_current_object())


def own_address(address: str) -> str | None:
    """Return an address to go on to if it is a path of this server, None if it leads elsewhere."""
    if (
        not address.startswith("/")
        or address.startswith("//")
        or "\\" in address
        or not address.isprintable()
    ):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
