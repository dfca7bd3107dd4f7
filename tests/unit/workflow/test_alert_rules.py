"""What is odd about the checks of one paper or one post, each rule at its edge and one past it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.workflow.alert_rules import (
    AlertKind,
    Seen,
    Thresholds,
    kilometres,
    of_paper,
    of_post,
    was_taken_back,
)

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
LIMITS = Thresholds()
PHUOC_DAI, NINH_SON = (11.8312, 108.9321), (11.7430, 108.7810)
SECOND = 1 / 60  # of a minute
_ids = count(1)


def seen(minutes: float, post: int = 1, **more: object) -> Seen:
    values = {"verdict": "VALID", **more}
    at = NOON + timedelta(minutes=minutes)
    return Seen(id=f"{next(_ids):09}", at=at, post=post, **values)  # type: ignore[arg-type]


def odd(*checks: Seen) -> set[AlertKind]:
    return set(of_paper(checks, LIMITS))


def test_a_distance_is_as_the_crow_flies() -> None:
    assert kilometres(PHUOC_DAI, PHUOC_DAI) == 0
    assert kilometres((10.7769, 106.7009), (21.0285, 105.8542)) == pytest.approx(1143, abs=5)
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015, abs=1)


def test_two_posts_without_positions_are_some_minutes_apart() -> None:
    assert odd(seen(0), seen(5 - SECOND, post=2)) == {AlertKind.TOO_FAR}
    assert odd(seen(0), seen(5, post=2)) == set()
    assert odd(seen(0, place=PHUOC_DAI), seen(5 - SECOND, post=2)) == {AlertKind.TOO_FAR}
    assert odd(seen(0), seen(1)) == set()


def test_two_posts_on_the_map_are_as_far_apart_as_the_fastest_car() -> None:
    least = kilometres(PHUOC_DAI, NINH_SON) / LIMITS.speed * 60
    for minutes, expected in ((least - SECOND, {AlertKind.TOO_FAR}), (least + SECOND, set())):
        assert odd(seen(0, place=PHUOC_DAI), seen(minutes, post=2, place=NINH_SON)) == expected


def test_a_post_is_compared_with_every_other_and_only_what_is_odd_is_named() -> None:
    far, between, near = seen(0, post=1), seen(3, post=2), seen(7, post=3)
    assert of_paper([near, far, between], LIMITS) == {AlertKind.TOO_FAR: {far.id, between.id, near.id}}
    later = seen(12, post=1)
    assert later.id not in of_paper([near, far, between, later], LIMITS)[AlertKind.TOO_FAR]


def test_in_twice_without_out() -> None:
    hours = LIMITS.twice_hours * 60
    assert odd(seen(0, direction="in"), seen(60, direction="in")) == {AlertKind.TWICE_IN}
    assert odd(seen(0, direction="in"), seen(hours, direction="in")) == {AlertKind.TWICE_IN}
    assert odd(seen(0, direction="in"), seen(hours + SECOND, direction="in")) == set()
    assert odd(seen(0, direction="in"), seen(30, direction="out"), seen(60, direction="in")) == set()
    assert odd(seen(0, direction="in"), seen(30), seen(60, direction="in")) == {AlertKind.TWICE_IN}
    assert odd(seen(0, direction="in"), seen(60, direction="out")) == set()
    assert odd(seen(0, direction="out"), seen(60, direction="out")) == set()


def test_out_and_in_of_one_moment_are_no_second_way_in() -> None:
    assert odd(seen(0, direction="in"), seen(60, direction="in"), seen(60, direction="out")) == set()


def test_a_paper_looked_at_twice_in_passing_is_in_once() -> None:
    passing = LIMITS.pass_minutes
    assert odd(seen(0, direction="in"), seen(passing - SECOND, direction="in")) == set()
    assert odd(seen(0, direction="in"), seen(passing, direction="in")) == {AlertKind.TWICE_IN}
    at_another = seen(passing - SECOND, post=2, direction="in")
    assert AlertKind.TWICE_IN in odd(seen(0, direction="in"), at_another)


def test_checked_too_often_within_an_hour() -> None:
    usual = [seen(minute * 7) for minute in range(LIMITS.often)]
    assert odd(*usual) == set()
    one_more = seen(60 - SECOND)
    everyone = {check.id for check in (*usual, one_more)}
    assert of_paper([one_more, *usual], LIMITS) == {AlertKind.OFTEN: everyone}
    assert odd(*usual, seen(60)) == set()


def test_a_paper_that_was_taken_back() -> None:
    assert odd(seen(0, taken_back=True)) == {AlertKind.REVOKED_MOVES}
    for verdict in ("REVOKED", "SUSPENDED", "EXPIRED"):  # whatever the phone said
        assert odd(seen(0, verdict=verdict)) == set()


def test_a_paper_is_taken_back_from_the_moment_on_until_it_is_put_in_force_again() -> None:
    moment, later = NOON, NOON + timedelta(hours=1)
    instant = timedelta(microseconds=1)
    history = [(moment, True), (later, False)]
    assert not was_taken_back([], moment)
    assert not was_taken_back(history, moment - instant)
    assert was_taken_back(history, moment)
    assert was_taken_back(history, later - instant)
    assert not was_taken_back(history, later)


def test_many_forged_papers_at_one_post() -> None:
    forged = [seen(minute, verdict="FORGED") for minute in range(LIMITS.forged - 1)]
    assert of_post(forged, LIMITS) == {}
    assert of_post([*forged, seen(5)], LIMITS) == {}
    assert of_post([*forged, seen(60, verdict="FORGED")], LIMITS) == {}
    last = seen(60 - SECOND, verdict="FORGED")
    everyone = {check.id for check in (*forged, last)}
    assert of_post([last, *forged], LIMITS) == {AlertKind.FORGED_MANY: everyone}


def test_what_somebody_has_looked_at_is_not_odd_again_by_itself() -> None:
    first, second = seen(0, direction="in"), seen(30, direction="in")
    settled = {AlertKind.TWICE_IN: {first.id, second.id}}
    assert of_paper([first, second], LIMITS, settled) == {}
    third = seen(60, direction="in")
    assert of_paper([first, second, third], LIMITS, settled) == {AlertKind.TWICE_IN: {second.id, third.id}}
    many = [seen(minute) for minute in range(LIMITS.often + 1)]
    settled = {AlertKind.OFTEN: {check.id for check in many}}
    assert of_paper([*many, *(seen(30) for _ in range(LIMITS.often))], LIMITS, settled) == {}
    assert AlertKind.OFTEN in of_paper([*many, *(seen(30) for _ in range(LIMITS.often + 1))], LIMITS, settled)
    taken_back = seen(0, taken_back=True)
    assert of_paper([taken_back], LIMITS, {AlertKind.REVOKED_MOVES: {taken_back.id}}) == {}


CHECKS = st.lists(
    st.builds(
        seen,
        st.integers(0, 200),
        st.integers(1, 3),
        verdict=st.sampled_from(["VALID", "FORGED"]),
        direction=st.sampled_from(["in", "out", None]),
        taken_back=st.booleans(),
        place=st.just(None),
    ),
    max_size=25,
)


@given(CHECKS, st.randoms(use_true_random=False))
def test_in_whatever_order_checks_come_the_same_ones_are_odd(checks: list[Seen], random) -> None:  # type: ignore[no-untyped-def]
    orders = checks, random.sample(checks, len(checks))
    for rule in (of_paper, of_post):
        one, other = (rule(order, LIMITS) for order in orders)
        assert one == other


@given(CHECKS, CHECKS)
def test_what_is_odd_and_was_looked_at_stays_so_whatever_comes_long_after(
    checks: list[Seen], later: list[Seen]
) -> None:
    found = of_paper(checks, LIMITS)
    assert of_paper(checks, LIMITS, found) == {}
    week = timedelta(days=7)
    after = [Seen(each.id, each.at + week, each.post, each.verdict, each.direction) for each in later]
    again = of_paper([*checks, *after], LIMITS, found)
    assert not {check.id for check in checks} & set().union(*again.values())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"speed": 9}, "speed"),
        ({"often": 0}, "often"),
        ({"forged": 0}, "forged"),
        ({"least_minutes": -1}, "least_minutes"),
        ({"twice_hours": 721}, "twice_hours"),
        ({"pass_minutes": 61}, "pass_minutes"),
    ],
)
def test_a_threshold_out_of_its_range_is_refused(change: dict[str, int], fault: str) -> None:
    assert Thresholds(**change).fault() == {fault: "range"}
    assert Thresholds().fault() == {}
