"""What is odd about the checks of one paper, or of one post: pure rules over a few of them.

Whatever the order in which checks arrive (a phone hands over yesterday's today), all of them together give
the same answers: each rule looks at a check with those around it in time, on both sides.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from certapp.credential import VerdictCode
from certapp.registry.checks import Direction

AROUND = timedelta(hours=24)  # how far from a check others of the same paper matter
HOUR = timedelta(hours=1)
_EARTH = 6371.0  # kilometres, mean radius


class AlertKind(StrEnum):
    """What an alert is about."""

    TOO_FAR = "too_far"  # at two posts, farther apart than the time between allows
    TWICE_IN = "twice_in"  # in, and in again without having gone out
    OFTEN = "often"
    REVOKED_MOVES = "revoked_moves"  # revoked or suspended, and somebody still travels on it
    FORGED_MANY = "forged_many"  # of a post, not of a paper


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is odd; an office sets its own.

    :param speed: kilometres an hour between two posts; faster is too far.
    :param least_minutes: between two posts of which one has no position.
    :param often: checks of one paper within an hour; more is odd.
    :param forged: forged papers at one post within an hour; as many are odd.
    """

    speed: int = 90
    least_minutes: int = 5
    often: int = 8
    forged: int = 3

    def fault(self) -> dict[str, str]:
        """Return what is wrong, by name."""
        limits = {"speed": (10, 300), "least_minutes": (0, 600), "often": (1, 1000), "forged": (1, 1000)}
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: "range" for name, (low, high) in limits.items() if not low <= values[name] <= high}


@dataclass(frozen=True, slots=True)
class Seen:
    """A check as the rules see it.

    :param at: aware UTC.
    :param place: latitude and longitude of the post in degrees, None where nobody has told.
    :param taken_back: the register has the paper as revoked or suspended at this moment.
    """

    id: int
    at: datetime
    post: int
    verdict: str
    direction: str | None = None
    place: tuple[float, float] | None = None
    taken_back: bool = False


def of_paper(check: Seen, others: Sequence[Seen], limits: Thresholds) -> set[AlertKind]:
    """Return what is odd about a paper at this check.

    :param others: of the same paper, within :data:`AROUND` of it, in any order.
    """
    found = set()
    if any(_is_too_far(check, other, limits) for other in others):
        found.add(AlertKind.TOO_FAR)
    if _is_twice_in(check, others):
        found.add(AlertKind.TWICE_IN)
    if _most_in_an_hour(check, others) > limits.often:
        found.add(AlertKind.OFTEN)
    if check.taken_back or check.verdict in (VerdictCode.REVOKED, VerdictCode.SUSPENDED):
        found.add(AlertKind.REVOKED_MOVES)
    return found


def of_post(check: Seen, forged: Sequence[Seen], limits: Thresholds) -> set[AlertKind]:
    """Return what is odd about a post at this check.

    :param forged: the other forged papers there, within an hour of it.
    """
    if check.verdict != VerdictCode.FORGED or _most_in_an_hour(check, forged) < limits.forged:
        return set()
    return {AlertKind.FORGED_MANY}


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two positions in degrees, as the crow flies: nobody travels a shorter way."""
    (lat1, lon1), (lat2, lon2) = ((radians(value) for value in place) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


def _is_too_far(check: Seen, other: Seen, limits: Thresholds) -> bool:
    if check.post == other.post:
        return False
    passed = abs(check.at - other.at)
    if check.place is None or other.place is None:
        return passed < timedelta(minutes=limits.least_minutes)
    return passed < timedelta(hours=kilometres(check.place, other.place) / limits.speed)


def _is_twice_in(check: Seen, others: Sequence[Seen]) -> bool:
    ways = sorted(
        (seen for seen in (check, *others) if seen.direction is not None), key=lambda seen: (seen.at, seen.id)
    )
    return any(
        check in (before, after) and before.direction == after.direction == Direction.IN
        for before, after in pairwise(ways)
    )


def _most_in_an_hour(check: Seen, others: Sequence[Seen]) -> int:
    """Return how many checks there are in the fullest hour that this one is in."""
    times = sorted(seen.at for seen in (check, *others))
    starts = [start for start in times if start <= check.at < start + HOUR]
    return max(bisect_left(times, start + HOUR) - bisect_left(times, start) for start in starts)
