"""Who is looking at the page, and the rooms open to that person."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certapp.web.stateless import is_stateless


class Person(Protocol):
    """What the navigation needs to know of a user."""

    @property
    def name(self) -> str:
        """Full name."""

    @property
    def roles(self) -> Collection[str]:
        """Roles held."""

    @property
    def must_change_password(self) -> bool:
        """Whether no room is open before the password is changed."""


@dataclass(frozen=True, slots=True)
class Item:
    """A link to a room."""

    endpoint: str
    label: str
    href: str
    is_current: bool


_ROOMS = (
    ("applicant.home", "official"),
    ("approver.queue", "approver"),
    ("approver.keys", "approver"),
    ("checkpoint.scan", "checkpoint"),
    ("office.home", "clerk"),
    ("office.certificates", "clerk"),
    ("office.people", "clerk"),
    ("office.units", "clerk"),
    ("office.checkpoints", "clerk"),
    ("office.scanners", "clerk"),
    ("office.checks", "clerk"),
    ("office.alerts", "clerk"),
    ("office.keys", "clerk"),
)


def init_app(app: Flask) -> None:
    """Give the templates `person()`, `navigation()`, `has_page()` and `is_stateless()`."""
    app.jinja_env.globals.update(
        person=person, navigation=navigation, has_page=has_page, is_stateless=is_stateless
    )


def person() -> Person | None:
    """Return who is signed in; None on the pages that know nobody."""
    if is_stateless() or not current_user:
        return None
    return cast(Person, current_user)


def navigation(user: Person | None) -> list[Item]:
    """Return the rooms this person may enter, in the order of the trip, and the account page."""
    if user is None or user.must_change_password:
        return []
    endpoints = [endpoint for endpoint, role in _ROOMS if role in user.roles]
    hrefs = {name: url_for(name) for name in [*endpoints, "account.account"] if has_page(name)}
    around = [href for href in hrefs.values() if _is_around(href)]
    current = max(around, key=len, default=None)  # /office/people is in /office, too
    return [Item(name, _("nav." + name), href, href == current) for name, href in hrefs.items()]


def has_page(endpoint: str) -> bool:
    """Tell whether this process serves the page; a process may be started with some of the rooms only."""
    return endpoint in current_app.view_functions


def _is_around(href: str) -> bool:
    """Tell whether the page asked for is the one at `href`, or below it."""
    return request.path == href or request.path.startswith(href.rstrip("/") + "/")
