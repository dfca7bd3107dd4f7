"""Browsers a person has signed in from before.

Such a browser has tries of its own, so that a stranger who guesses at an account, or sits behind the same
address as everybody else, locks out strangers and not its owner (OWASP, "Device Cookies"). The cookie holds
a mark for each person who uses the browser: a random number, and a MAC that ties it to the username.
"""

import hmac
import secrets

from certapp.config import settings

MARKS = 8  # people of one shared computer
LIFETIME = 400 * 24 * 3600  # seconds a browser keeps the cookie; none keeps one longer (RFC 6265bis §5.5)


def mark_of(cookie: str, username: str) -> str | None:
    """Return the number of the mark that this browser holds for a person it has signed in before.

    :param cookie: as the browser sent it; anything.
    """
    for mark in cookie.split("~")[:MARKS]:
        number = mark.partition(".")[0]
        if hmac.compare_digest(_bytes(mark), _bytes(_mark(number, username))):
            return number
    return None


def with_mark(cookie: str, username: str) -> str:
    """Return the cookie for a browser with which this person has just signed in, newest mark first."""
    old = [mark for mark in cookie.split("~")[:MARKS] if mark and mark_of(mark, username) is None]
    return "~".join([_mark(secrets.token_urlsafe(16), username), *old][:MARKS])


def _mark(number: str, username: str) -> str:
    mac = hmac.digest(settings().secret("device").encode(), _bytes(f"{number}.{username}"), "sha256")
    return f"{number}.{mac.hex()}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
