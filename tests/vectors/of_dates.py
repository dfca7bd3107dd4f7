"""Cases about the moment of the check: validity and skew, leap day, the years in which counters run over."""

from collections.abc import Iterator

from tests.example import CLAIMS, DAY, HOUR, NOW, signed_status_list, signed_token, status_list
from tests.vectors.case import GOOD, Case, case, changed, valid

SKEW = 120
LEAP_DAY = 1835370000  # 2028-02-29 00:00 in Vietnam
LATEST = 2**37
FAR = {"trust_list": "of the far future"}
FAR_LISTS = {
    "of 2028": LEAP_DAY,
    "of 2038": 2**31,
    "of 2106": 2**32,
    "of the last moment": LATEST - DAY,
}


def status_lists() -> dict[str, bytes]:
    """Return the status lists that these cases need beside the common ones."""
    return {
        name: signed_status_list(
            status_list(issued_at=moment - HOUR, expires=min(moment + 3 * DAY, LATEST)), by="far status list"
        )
        for name, moment in FAR_LISTS.items()
    }


def validity() -> Iterator[Case]:
    """Yield cases at the edges of what the token and the list say, on both sides."""
    start = NOW + HOUR
    later = signed_token(changed(not_before=start))
    yield valid("in force", GOOD)
    yield valid("120 s before it was issued", GOOD, now=CLAIMS.issued_at - SKEW)
    yield _early("121 s before it was issued", GOOD, "issued_in_future", CLAIMS.issued_at - SKEW - 1)
    yield valid("120 s before its first day", later, now=start - SKEW)
    yield _early("121 s before its first day", later, "before_start", start - SKEW - 1)
    yield _early("starts tomorrow", signed_token(changed(not_before=NOW + DAY)), "before_start", NOW)
    yield _early("neither issued nor begun", later, "issued_in_future", CLAIMS.issued_at - DAY)
    short = signed_token(changed(expires=NOW))
    yield valid("119 s after its last day", short, now=NOW + SKEW - 1)
    yield case("120 s after its last day", short, "EXPIRED", "after_end", now=NOW + SKEW)
    yield case("121 s after its last day", short, "EXPIRED", "after_end", now=NOW + SKEW + 1)
    yield case("long over", GOOD, "EXPIRED", "after_end", now=CLAIMS.expires + 365 * DAY)
    moment = signed_token(changed(issued_at=NOW - 1, not_before=NOW - 1, expires=NOW))
    yield valid("in force for one second", moment)
    yield case("in force for one second, at the moment 0", moment, "NOT_YET_VALID", "issued_in_future", now=0)


def far_away() -> Iterator[Case]:
    """Yield cases on a leap day, around 2^31 and 2^32 seconds, and at the last second that is read."""
    leap = _far(LEAP_DAY, LEAP_DAY + DAY)
    yield valid("29 February, first second", leap, now=LEAP_DAY, status_list="of 2028", **FAR)
    yield valid(
        "29 February, its last second with the skew",
        leap,
        now=LEAP_DAY + DAY + SKEW - 1,
        status_list="of 2028",
        **FAR,
    )
    yield case(
        "1 March", leap, "EXPIRED", "after_end", now=LEAP_DAY + DAY + SKEW, status_list="of 2028", **FAR
    )
    for year, edge in (("2038", 2**31), ("2106", 2**32)):
        over = _far(edge - HOUR, edge + HOUR)
        listed = {"status_list": f"of {year}", **FAR}
        for name, now in (("before", edge - 1), ("at", edge), ("after", edge + 1)):
            yield valid(f"{year}: {name} the second that needs another bit", over, now=now, **listed)
        for name, end in (("last", edge - 1), ("first", edge)):
            ended = _far(edge - HOUR, end)
            yield valid(
                f"{year}: end at the {name} such second, 119 s on", ended, now=end + SKEW - 1, **listed
            )
            yield case(
                f"{year}: end at the {name} such second, 120 s on",
                ended,
                "EXPIRED",
                "after_end",
                now=end + SKEW,
                **listed,
            )
    last = _far(LATEST - DAY, LATEST)
    yield valid("the last second", last, now=LATEST - 1, status_list="of the last moment", **FAR)


def _far(start: int, end: int) -> bytes:
    return signed_token(changed(issued_at=start, not_before=start, expires=end), by="far approver")


def _early(name: str, data: bytes, reason: str, now: int) -> Case:
    return case(name, data, "NOT_YET_VALID", reason, now=now)
