"""Guessing is slowed: every try is counted in the database before the secret is looked at."""

import hashlib
from datetime import datetime, timedelta

from certapp.config import settings
from certapp.registry.access import Guesses
from certapp.registry.database import transaction
from certapp.workflow.errors import Throttled


def count(subject: str, now: datetime, *, allowance: int = 1) -> None:
    """Count one try at `subject`.

    :param subject: what is being guessed at, such as `user:<username>`; stored hashed.
    :param now: aware UTC.
    :param allowance: how many times the usual number of tries this subject has.
    :raises Throttled: the tries of this window are used up.
    """
    tries = settings().sign_in_tries * allowance
    with transaction() as session:
        guesses = session.get(Guesses, _hashed(subject))
        if guesses is None:
            guesses = Guesses(subject=_hashed(subject), count=0, window_ends=now)
            session.add(guesses)
        if guesses.window_ends <= now:
            guesses.count = 0
            guesses.window_ends = now + timedelta(seconds=settings().sign_in_pause)
        if guesses.count >= tries:
            raise Throttled(int((guesses.window_ends - now).total_seconds()))
        guesses.count += 1


def forget(subject: str) -> None:
    """Forget the tries at `subject`: the right secret was given."""
    with transaction() as session:
        guesses = session.get(Guesses, _hashed(subject))
        if guesses is not None:
            session.delete(guesses)


def _hashed(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
