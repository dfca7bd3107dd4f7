"""The hours of the day on a paper, as a checkpoint reads them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from certapp.credential import Verdict, VerdictCode
from certapp.workflow.scan import is_outside_hours
from tests.example import CLAIMS, KEYS

DAYTIME = (5 * 60, 19 * 60)
NIGHT = (22 * 60, 4 * 60)


def verdict(hours: tuple[int, int] | None, code: VerdictCode = VerdictCode.VALID) -> Verdict:
    return Verdict(code, "", replace(CLAIMS, travel=replace(CLAIMS.travel, hours=hours)), KEYS[0])


@pytest.mark.parametrize(
    ("hours", "clock", "is_outside"),
    [
        (DAYTIME, "04:59", True),
        (DAYTIME, "05:00", False),
        (DAYTIME, "18:59", False),
        (DAYTIME, "19:00", True),
        (NIGHT, "21:59", True),
        (NIGHT, "22:00", False),
        (NIGHT, "00:00", False),
        (NIGHT, "03:59", False),
        (NIGHT, "04:00", True),
        ((0, 24 * 60), "00:00", False),
        ((0, 24 * 60), "23:59", False),
        (None, "03:00", False),
    ],
)
def test_the_hours_are_those_of_vietnam(hours: tuple[int, int] | None, clock: str, is_outside: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 11, 25, (hour - 7) % 24, minute, tzinfo=UTC)
    assert is_outside_hours(verdict(hours), now) is is_outside


@pytest.mark.parametrize("code", [code for code in VerdictCode if code is not VerdictCode.VALID])
def test_only_a_valid_paper_has_hours_to_be_outside_of(code: VerdictCode) -> None:
    midnight = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert is_outside_hours(verdict(DAYTIME), midnight)
    assert not is_outside_hours(verdict(DAYTIME, code), midnight)


def test_what_tells_nothing_has_no_hours() -> None:
    assert not is_outside_hours(Verdict(VerdictCode.UNREADABLE, "not_sign1"), datetime.now(UTC))
