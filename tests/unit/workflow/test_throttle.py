"""certapp.workflow.throttle: tries counted in the database, at all limits or at none."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from certapp.config import settings
from certapp.registry.access import Guesses
from certapp.registry.database import db
from certapp.workflow import throttle
from certapp.workflow.errors import Throttled
from tests.world import World


@pytest.fixture
def now(office: World) -> Iterator[datetime]:
    """A moment, inside the application context of the shared office, in which no guess is left."""
    with office.app.app_context():
        throttle.forget_old(office.now + timedelta(days=365))
        yield office.now


def use_up(subject: str, now: datetime) -> None:
    for _ in range(settings().sign_in_tries):
        throttle.count(subject, now)


def test_the_allowance_and_no_more(now: datetime) -> None:
    use_up("a", now)
    with pytest.raises(Throttled) as refused:
        throttle.count("a", now)
    assert refused.value.details == {"minutes": settings().sign_in_pause / 60}
    throttle.count("b", now)


def test_a_window_ends_by_itself(now: datetime) -> None:
    use_up("a", now)
    later = now + timedelta(seconds=settings().sign_in_pause)
    with pytest.raises(Throttled):
        throttle.count("a", later - timedelta(seconds=1))
    use_up("a", later)
    with pytest.raises(Throttled):
        throttle.count("a", later)


def test_the_right_secret_forgets(now: datetime) -> None:
    use_up("a", now)
    throttle.forget("a")
    use_up("a", now)
    throttle.forget("never tried")


def test_a_larger_share(now: datetime) -> None:
    for _ in range(settings().sign_in_tries * 3):
        throttle.count_all({"a": 3}, now)
    with pytest.raises(Throttled):
        throttle.count_all({"a": 3}, now)


def test_a_refused_try_uses_up_nothing_else(now: datetime) -> None:
    """Or one address could use up what all strangers have for an account."""
    use_up("here", now)
    for _ in range(settings().sign_in_tries + 1):
        with pytest.raises(Throttled):
            throttle.count_all({"account": 1, "here": 1}, now)
    use_up("account", now)


def test_a_try_that_was_no_guess_is_taken_back(now: datetime) -> None:
    for _ in range(settings().sign_in_tries * 2):
        throttle.count_all({"a": 1, "b": 1}, now)
        throttle.take_back(["a", "b"])
    throttle.take_back(["a", "never tried"])  # there is nothing to take
    use_up("a", now)
    with pytest.raises(Throttled):
        throttle.count("a", now)


def test_what_slows_nobody_any_more_is_removed(now: datetime) -> None:
    throttle.count("old", now - timedelta(seconds=settings().sign_in_pause))
    use_up("new", now)
    assert throttle.forget_old(now) == 1
    assert db.session.scalar(select(func.count()).select_from(Guesses)) == 1
    with pytest.raises(Throttled):
        throttle.count("new", now)


@pytest.mark.parametrize("subject", ["", "\ud800", "x" * 100_000, "user:Đỗ@10.0.0.1"])
def test_a_subject_is_stored_as_a_hash(now: datetime, subject: str) -> None:
    throttle.count(subject, now)
    stored = db.session.scalars(select(Guesses.subject)).one()
    assert len(stored) == 64
    assert stored != subject
