"""Guessing is slowed: every try is counted in the database before the secret is looked at."""

import hashlib
import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete

from certapp.config import settings
from certapp.registry.access import Guesses
from certapp.registry.database import transaction
from certapp.workflow.errors import Throttled


def count(subject: str, now: datetime) -> None:
    """Count one try at `subject`.

    :param subject: what is being guessed at, such as `key:<id>`; stored hashed.
    :param now: aware UTC.
    :raises Throttled: the tries of this window are used up.
    """
    count_all({subject: 1}, now)


@contextmanager
def guess(subject: str | None, now: datetime, *, no_guess: type[Exception]) -> Iterator[None]:
    """Count the try that the block is, and forget all of them when the secret was right.

    :param subject: as in :func:`count`; None: there is nothing to guess at.
    :param no_guess: an error of the block after which the try does not count: the secret was not looked at.
    :raises Throttled: as :func:`count`.
    """
    if subject is None:
        yield
        return
    count(subject, now)
    try:
        yield
    except no_guess:
        take_back([subject])
        raise
    forget(subject)


def count_all(allowances: Mapping[str, int], now: datetime) -> None:
    """Count one try at each subject, or at none of them when one has no tries left.

    :param allowances: how many times the usual number of tries a subject has.
    :param now: aware UTC.
    :raises Throttled: the tries of this window are used up for one of them.
    """
    with transaction() as session:
        found = []
        for subject, allowance in allowances.items():
            guesses = session.get(Guesses, _hashed(subject), with_for_update=True)
            if guesses is None:
                guesses = Guesses(subject=_hashed(subject), count=0, window_ends=now)
                session.add(guesses)
            if guesses.window_ends <= now:
                guesses.count = 0
                guesses.window_ends = now + timedelta(seconds=settings().sign_in_pause)
            if guesses.count >= settings().sign_in_tries * allowance:
                raise Throttled(int((guesses.window_ends - now).total_seconds()))
            found.append(guesses)
        for guesses in found:
            guesses.count += 1


def take_back(subjects: Iterable[str]) -> None:
    """Take back one try at each subject: it was no guess."""
    with transaction() as session:
        for subject in subjects:
            guesses = session.get(Guesses, _hashed(subject), with_for_update=True)
            if guesses is not None and guesses.count:
                guesses.count -= 1


def forget(subject: str) -> None:
    """Forget the tries at `subject`: the right secret was given."""
    with transaction() as session:
        guesses = session.get(Guesses, _hashed(subject))
        if guesses is not None:
            session.delete(guesses)


def forget_old(now: datetime) -> int:
    """Remove what no longer slows anybody; returns how many subjects that were.

    :param now: aware UTC.
    """
    with transaction() as session:
        result = session.execute(delete(Guesses).where(Guesses.window_ends <= now))
        return cast(CursorResult[tuple[()]], result).rowcount


def subscriber(address: str) -> str:
    """Return what one subscriber holds of the network: an IPv4 address, or 64 bits of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _hashed(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "backslashreplace")).hexdigest()
