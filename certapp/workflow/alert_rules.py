"""What is odd about the checks of one paper, or of one post: pure rules over all of them that are kept.

Each rule answers for the whole, never for the check that came last: in whatever order checks arrive (a phone
hands over yesterday's today), all of them together give the same answers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from certapp.credential import VerdictCode
from certapp.registry.checks import Direction

HOUR = timedelta(hours=1)
_EARTH = 6371.0  # kilometres, mean radius
_NONE: Mapping["AlertKind", AbstractSet[str]] = {}


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
    :param least_minutes: between two posts of which one has no position; less is too far.
    :param twice_hours: two ways in are odd if they are no more hours apart: a way out may go unseen.
    :param pass_minutes: two ways in through one post within less are one, looked at twice.
    :param often: checks of one paper within an hour; more is odd.
    :param forged: forged papers at one post within an hour; as many are odd.
    """

    speed: int = 90
    least_minutes: int = 5
    twice_hours: int = 24
    pass_minutes: int = 2
    often: int = 8
    forged: int = 3

    def fault(self) -> dict[str, str]:
        """Return what is wrong, by name."""
        limits = {
            "speed": (10, 300),
            "least_minutes": (0, 600),
            "twice_hours": (0, 720),
            "pass_minutes": (0, 60),
            "often": (1, 1000),
            "forged": (1, 1000),
        }
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: "range" for name, (low, high) in limits.items() if not low <= values[name] <= high}


@dataclass(frozen=True, slots=True)
class Seen:
    """A check as the rules see it.

    :param id: what its page or phone called it: the same in whatever order checks arrive.
    :param at: aware UTC.
    :param place: latitude and longitude of the post in degrees, None where nobody has told.
    :param taken_back: the paper was revoked or suspended at this moment, as far as the office can know.
    """

    id: str
    at: datetime
    post: int
    verdict: str
    direction: str | None = None
    place: tuple[float, float] | None = None
    taken_back: bool = False


def of_paper(
    checks: Collection[Seen], limits: Thresholds, looked_at: Mapping[AlertKind, AbstractSet[str]] = _NONE
) -> dict[AlertKind, set[str]]:
    """Return the checks that are odd, by what is odd about them; what is not is left out.

    :param checks: all of one paper, in any order.
    :param looked_at: ids of those about which an alert was closed. They are not odd again among themselves.
    """
    ordered = sorted(checks, key=_by_time)
    found = {
        AlertKind.TOO_FAR: _new(_too_far(ordered, limits), looked_at.get(AlertKind.TOO_FAR, set())),
        AlertKind.TWICE_IN: _new(_twice_in(ordered, limits), looked_at.get(AlertKind.TWICE_IN, set())),
        AlertKind.OFTEN: _crowded(ordered, limits.often + 1, looked_at.get(AlertKind.OFTEN, set())),
        AlertKind.REVOKED_MOVES: {check.id for check in ordered if check.taken_back}
        - looked_at.get(AlertKind.REVOKED_MOVES, set()),
    }
    return {kind: ids for kind, ids in found.items() if ids}


def of_post(
    checks: Collection[Seen], limits: Thresholds, looked_at: Mapping[AlertKind, AbstractSet[str]] = _NONE
) -> dict[AlertKind, set[str]]:
    """Return the odd ones among the checks of one post; otherwise as :func:`of_paper`."""
    forged = sorted((check for check in checks if check.verdict == VerdictCode.FORGED), key=_by_time)
    ids = _crowded(forged, limits.forged, looked_at.get(AlertKind.FORGED_MANY, set()))
    return {AlertKind.FORGED_MANY: ids} if ids else {}


def was_taken_back(history: Sequence[tuple[datetime, bool]], at: datetime) -> bool:
    """Tell whether a paper was revoked or suspended at a moment.

    :param history: when it was taken back (True) or put in force again (False), oldest first.
    """
    return next((is_taken for since, is_taken in reversed(history) if since <= at), False)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two positions in degrees, as the crow flies: nobody travels a shorter way."""
    (lat1, lon1), (lat2, lon2) = ((radians(value) for value in place) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(min(1.0, half)))


def _by_time(check: Seen) -> tuple[datetime, bool, str]:
    # of one moment the way out comes first: whoever goes in again at once has been out
    return check.at, check.direction == Direction.IN, check.id


def _new(pairs: Iterator[tuple[Seen, Seen]], looked_at: AbstractSet[str]) -> set[str]:
    """Return the checks of the pairs of which somebody has not looked at both."""
    ids = ({one.id, other.id} for one, other in pairs)
    return {name for pair in ids if not pair <= looked_at for name in pair}


def _too_far(ordered: Sequence[Seen], limits: Thresholds) -> Iterator[tuple[Seen, Seen]]:
    latest: dict[int, Seen] = {}  # by post: no earlier one is nearer
    for check in ordered:
        for post, before in latest.items():
            if post != check.post and check.at - before.at < _way(before, check, limits):
                yield before, check
        latest[check.post] = check


def _way(one: Seen, other: Seen, limits: Thresholds) -> timedelta:
    """Return the least time between two posts."""
    if one.place is None or other.place is None:
        return timedelta(minutes=limits.least_minutes)
    return timedelta(hours=kilometres(one.place, other.place) / limits.speed)


def _twice_in(ordered: Sequence[Seen], limits: Thresholds) -> Iterator[tuple[Seen, Seen]]:
    for before, after in pairwise(check for check in ordered if check.direction is not None):
        if not before.direction == after.direction == Direction.IN:
            continue
        passed = after.at - before.at
        is_one = before.post == after.post and passed < timedelta(minutes=limits.pass_minutes)
        if not is_one and passed <= timedelta(hours=limits.twice_hours):
            yield before, after


def _crowded(ordered: Sequence[Seen], most: int, looked_at: AbstractSet[str]) -> set[str]:
    """Return the checks that stand with at least `most` in one hour; what was looked at does not count."""
    checks = [check for check in ordered if check.id not in looked_at]
    found: set[str] = set()
    first = told = 0
    for last, check in enumerate(checks):
        while check.at - checks[first].at >= HOUR:
            first += 1
        if last + 1 - first >= most:
            found.update(each.id for each in checks[max(first, told) : last + 1])
            told = last + 1
    return found
