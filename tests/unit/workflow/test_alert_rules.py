"""What is odd about the checks of one paper or one post, each rule at its edge and one past it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.workflow.alert_rules import AlertKind, Seen, Thresholds, kilometres, of_paper, of_post

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
LIMITS = Thresholds()
PHUOC_DAI, NINH_SON = (11.8312, 108.9321), (11.7430, 108.7810)
_ids = count(1)


def seen(minutes: float, post: int = 1, **more: object) -> Seen:
    values = {"verdict": "VALID", **more}
    return Seen(id=next(_ids), at=NOON + timedelta(minutes=minutes), post=post, **values)  # type: ignore[arg-type]


def odd(*checks: Seen) -> set[AlertKind]:
    """What the newest check is odd for."""
    *others, check = checks
    return of_paper(check, others, LIMITS)


def test_a_distance_is_as_the_crow_flies() -> None:
    assert kilometres(PHUOC_DAI, PHUOC_DAI) == 0
    assert kilometres((10.7769, 106.7009), (21.0285, 105.8542)) == pytest.approx(1143, abs=5)


def test_two_posts_without_positions_are_some_minutes_apart() -> None:
    assert odd(seen(0), seen(4.99, post=2)) == {AlertKind.TOO_FAR}
    assert odd(seen(0), seen(5, post=2)) == set()
    assert odd(seen(0), seen(1)) == set()


def test_two_posts_on_the_map_are_as_far_apart_as_the_fastest_car() -> None:
    least = kilometres(PHUOC_DAI, NINH_SON) / LIMITS.speed * 60
    for minutes, expected in ((least - 0.1, {AlertKind.TOO_FAR}), (least + 0.1, set())):
        assert odd(seen(0, place=PHUOC_DAI), seen(minutes, post=2, place=NINH_SON)) == expected


def test_in_twice_without_out() -> None:
    assert odd(seen(0, direction="in"), seen(60, direction="in")) == {AlertKind.TWICE_IN}
    assert odd(seen(0, direction="in"), seen(30, direction="out"), seen(60, direction="in")) == set()
    assert odd(seen(0, direction="in"), seen(30), seen(60, direction="in")) == {AlertKind.TWICE_IN}
    assert odd(seen(0, direction="in"), seen(60, direction="out")) == set()


def test_a_way_out_handed_over_late_is_not_odd_itself() -> None:
    assert odd(seen(0, direction="in"), seen(60, direction="in"), seen(30, direction="out")) == set()


def test_checked_too_often_within_an_hour() -> None:
    usual = [seen(minute * 7) for minute in range(LIMITS.often)]
    assert odd(*usual) == set()
    assert odd(*usual, seen(59)) == {AlertKind.OFTEN}
    assert odd(*usual, seen(60)) == set()


def test_a_paper_that_was_taken_back() -> None:
    for verdict in ("REVOKED", "SUSPENDED"):
        assert odd(seen(0, verdict=verdict)) == {AlertKind.REVOKED_MOVES}
    assert odd(seen(0, taken_back=True)) == {AlertKind.REVOKED_MOVES}
    assert odd(seen(0, verdict="EXPIRED")) == set()


def test_many_forged_papers_at_one_post() -> None:
    forged = [seen(minute, verdict="FORGED") for minute in range(LIMITS.forged)]
    assert of_post(forged[-1], forged[:-1], LIMITS) == {AlertKind.FORGED_MANY}
    assert of_post(forged[1], forged[:1], LIMITS) == set()
    assert of_post(seen(5), forged, LIMITS) == set()


@given(st.integers(0, 2**32), st.integers(2, 9))
def test_in_whatever_order_checks_arrive_the_same_is_found(seed: int, size: int) -> None:
    """All rules but TWICE_IN hold between any two checks or hours; in any order the last of them finds it."""
    random = Random(seed)
    checks = [
        seen(random.randrange(200), post=random.randrange(3), verdict=random.choice(["VALID", "REVOKED"]))
        for _ in range(size)
    ]

    def found(order: list[Seen]) -> set[AlertKind]:
        return {kind for at, check in enumerate(order) for kind in of_paper(check, order[:at], LIMITS)}

    expected = found(checks)
    random.shuffle(checks)
    assert found(checks) == expected


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"speed": 9}, "speed"),
        ({"often": 0}, "often"),
        ({"forged": 0}, "forged"),
        ({"least_minutes": -1}, "least_minutes"),
    ],
)
def test_a_threshold_out_of_its_range_is_refused(change: dict[str, int], fault: str) -> None:
    assert Thresholds(**change).fault() == {fault: "range"}
    assert Thresholds().fault() == {}
