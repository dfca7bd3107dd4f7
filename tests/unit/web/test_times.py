from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from certapp.web.times import clock, local_date, local_time, now

# five to midnight, UTC: the day after in Vietnam
LATE = datetime(2026, 11, 24, 23, 55, tzinfo=UTC)


def test_moments_are_shown_in_vietnam() -> None:
    assert local_time(LATE) == "25/11/2026 06:55"
    assert local_date(LATE) == "25/11/2026"


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    assert local_time(LATE.astimezone(timezone(timedelta(hours=-5)))) == "25/11/2026 06:55"


def test_unix_seconds_are_moments() -> None:
    assert local_time(0) == "01/01/1970 08:00"
    assert local_date(int(LATE.timestamp())) == "25/11/2026"


def test_a_day_is_shown_as_it_is() -> None:
    assert local_date(date(2021, 9, 16)) == "16/09/2021"


@pytest.mark.parametrize("show", [local_time, local_date])
def test_a_naive_moment_is_refused(show: object) -> None:
    with pytest.raises(ValueError, match="zone"):
        show(LATE.replace(tzinfo=None))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "00:00"), (450, "07:30"), (1439, "23:59"), (1440, "24:00")]
)
def test_minutes_after_midnight_are_a_time(minutes: int, shown: str) -> None:
    assert clock(minutes) == shown


def test_now_is_aware() -> None:
    assert now().tzinfo is UTC
