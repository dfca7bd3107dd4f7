"""Cases about the status list: what its entries say, how old it may be, whether there is one."""

from collections.abc import Iterator

from certapp.credential import statuslist
from tests.example import CLAIMS, DAY, HOUR, NOW, ORDER, signed_status_list, signed_token, status_list
from tests.vectors.case import GOOD, Case, case, changed, valid

SKEW = 120
TAKEN = {9: 1, 12: 2, 20: 3}
LISTS = {
    "fresh": status_list(TAKEN),
    "ended": status_list(issued_at=NOW - 3 * DAY, expires=NOW - 2 * DAY),
    "just ended": status_list(TAKEN, issued_at=NOW - HOUR, expires=NOW),
    "from the future": status_list(TAKEN, issued_at=NOW + 10 * 60, expires=NOW + DAY),
    **{
        f"of {bits} bits": status_list(
            bits=bits,
            packed=statuslist.pack({9: 1, 12: min(2, (1 << bits) - 1), 31: (1 << bits) - 1}, 32, bits=bits),
        )
        for bits in (1, 4, 8)
    },
    "of no entries": status_list(packed=b""),
}


def status_lists() -> dict[str, bytes]:
    """Return the status lists, signed."""
    return {name: signed_status_list(held) for name, held in LISTS.items()}


def statuses() -> Iterator[Case]:
    """Yield cases about what the list says and how old it is."""
    revoked, suspended = _entry(9), _entry(12)
    yield case("revoked", revoked, "REVOKED", "revoked")
    twin = revoked[:-32] + (ORDER - int.from_bytes(revoked[-32:])).to_bytes(32)
    yield case("revoked, with the other signature that ECDSA allows", twin, "REVOKED", "revoked")
    yield case("suspended", suspended, "SUSPENDED", "suspended")
    for place in (8, 10, 11, 13):
        yield valid(f"beside one that is taken back: {place}", _entry(place))
    yield _unknown("a status without a meaning", _entry(20), "status_value")
    yield _unknown("beyond the list", _entry(32), "list_index")
    yield _unknown("no list", GOOD, "list_missing", None)
    yield _unknown("no list, and revoked", revoked, "list_missing", None)
    yield _unknown("a list of no entries", _entry(0), "list_index", "of no entries")
    for bits in (1, 4, 8):
        name = f"of {bits} bits"
        yield case(f"revoked in a list {name}", revoked, "REVOKED", "revoked", status_list=name)
        yield valid(f"valid in a list {name}", GOOD, status_list=name)
        yield _unknown(f"beyond a list {name}", _entry(32), "list_index", name)
    for bits in (4, 8):
        name = f"of {bits} bits"
        yield case(f"suspended in a list {name}", suspended, "SUSPENDED", "suspended", status_list=name)
        yield _unknown(f"no meaning in a list {name}", _entry(31), "status_value", name)
    yield from _ages(revoked, suspended)
    yield case("expired and revoked", revoked, "EXPIRED", "after_end", now=CLAIMS.expires + HOUR)
    later = signed_token(changed(index=9, not_before=NOW + HOUR))
    yield case("not begun and revoked", later, "NOT_YET_VALID", "before_start")
    stolen = signed_token(changed(index=9), by="revoked approver")
    yield case("revoked under a revoked key", stolen, "UNKNOWN_SIGNER", "key_revoked")


def _ages(revoked: bytes, suspended: bytes) -> Iterator[Case]:
    yield valid("119 s after the list's end", GOOD, now=NOW + SKEW - 1, status_list="just ended")
    yield _unknown("120 s after the list's end", GOOD, "list_expired", "just ended", NOW + SKEW)
    yield case(
        "suspended, 119 s after the list's end",
        suspended,
        "SUSPENDED",
        "suspended",
        now=NOW + SKEW - 1,
        status_list="just ended",
    )
    yield _unknown("an old list", GOOD, "list_expired", "ended")
    yield case("revoked by an old list", revoked, "REVOKED", "revoked", status_list="ended")
    yield _unknown("suspended by an old list", suspended, "list_expired", "ended")
    issued = LISTS["from the future"].issued_at
    yield valid("120 s before the list was issued", GOOD, now=issued - SKEW, status_list="from the future")
    yield _unknown(
        "121 s before the list was issued", GOOD, "list_from_future", "from the future", issued - SKEW - 1
    )
    yield _unknown("suspended by a list from the future", suspended, "list_from_future", "from the future")
    yield case(
        "revoked by a list from the future", revoked, "REVOKED", "revoked", status_list="from the future"
    )


def _entry(index: int) -> bytes:
    return signed_token(changed(index=index))


def _unknown(name: str, data: bytes, reason: str, status_list: str | None = "fresh", now: int = NOW) -> Case:
    return case(name, data, "STATUS_UNKNOWN", reason, status_list=status_list, now=now)
