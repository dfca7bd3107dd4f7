"""Cases about who signed: several approvers, keys that come and go, other purposes, other offices."""

from collections.abc import Iterator
from dataclasses import replace

from certapp.credential import KeyState, Purpose
from tests.example import DAY, HOUR, KEYS, NOW, kid, signed_token, signed_trust_list, trust_list, trusted_key
from tests.vectors.case import GOOD, Case, case, changed, valid
from tests.vectors.of_signatures import LARGE_X_KEY

SKEW = 120
RETIRED = NOW - 2 * DAY  # when the approver of tests/example.py was
START, END = NOW - 10 * HOUR, NOW - 2 * HOUR  # of a key that lasted a working day
FAR = {"not_before": 0, "expires": 2**37}


def trust_lists() -> dict[str, bytes]:
    """Return the trust lists: what the office trusts now, and at other moments."""
    second = replace(trusted_key("second approver"), name="Chamaléa Thị Thủy")
    short = trusted_key("short approver", not_before=START, expires=END)
    retired = trusted_key("approver", state=KeyState.RETIRED, since=NOW - 30 * 60)
    revoked = trusted_key("approver", state=KeyState.REVOKED, since=NOW - 30 * 60)
    lists = {
        "office": trust_list(*KEYS, second, short, LARGE_X_KEY),
        "after the rotation": trust_list(retired, KEYS[1], second, version=4),
        "after the theft": trust_list(revoked, KEYS[1], second, version=5),
        "of the far future": trust_list(
            trusted_key("far approver", **FAR), trusted_key("far status list", Purpose.STATUS_LIST, **FAR)
        ),
        "without a key for certificates": trust_list(KEYS[1], version=6),
    }
    return {name: signed_trust_list(held) for name, held in lists.items()}


def signers() -> Iterator[Case]:
    """Yield cases about keys that are not, or not for this, in the trust list."""
    yield valid("another approver of the office", signed_token(by="second approver"))
    yield _unknown("a stranger", signed_token(by="stranger"), "key_unknown")
    yield _unknown("the root itself", signed_token(by="root"), "key_unknown")
    yield _unknown("the status-list key", signed_token(by="status list"), "key_purpose")
    yield _unknown(
        "a stranger under the status-list key's kid",
        signed_token(by="stranger", as_kid=kid("status list")),
        "key_purpose",
    )
    for name, known in (("a stranger", "approver"), ("the second approver", "approver")):
        by = name.split(" ", 1)[1]
        forged = signed_token(by=by, as_kid=kid(known))
        yield case(f"{name} under the approver's kid", forged, "FORGED", "signature")
    forged = signed_token(by="stranger", as_kid=kid("revoked approver"))
    yield case("a stranger under a revoked kid", forged, "FORGED", "signature")
    for name, issuer in (
        ("another office", "MTTQ-KHAC"),
        ("the office in lower case", "mttq-ba"),
        ("the office and a letter", "MTTQ-BAA"),
        ("an office of 32 characters", "A" * 32),
    ):
        yield _unknown(f"issued by {name}", signed_token(changed(issuer=issuer)), "key_issuer")
    yield _unknown(
        "no key for certificates", GOOD, "key_unknown", trust_list="without a key for certificates"
    )


def rotation() -> Iterator[Case]:
    """Yield cases about keys before, during and after their time."""
    for name, when in (
        ("a day before it was retired", RETIRED - DAY),
        ("when it was retired", RETIRED),
        ("120 s after it was retired", RETIRED + SKEW),
    ):
        yield valid(f"signed {name}", _signed("retired approver", when))
    for name, when in (
        ("121 s after it was retired", RETIRED + SKEW + 1),
        ("long after it was retired", NOW - HOUR),
    ):
        yield _unknown(f"signed {name}", _signed("retired approver", when), "key_retired")
    yield _unknown("a revoked key", signed_token(by="revoked approver"), "key_revoked")
    early = _signed("revoked approver", NOW - 10 * DAY)
    yield _unknown("a revoked key, signed before it was revoked", early, "key_revoked")
    yield valid("the old key after the rotation", GOOD, trust_list="after the rotation")
    yield valid(
        "the new key after the rotation",
        signed_token(changed(issued_at=NOW - 60), by="second approver"),
        trust_list="after the rotation",
    )
    yield _unknown(
        "the old key once more after the rotation",
        _signed("approver", NOW - 60),
        "key_retired",
        trust_list="after the rotation",
    )
    yield _unknown("the old key after the theft", GOOD, "key_revoked", trust_list="after the theft")
    yield valid(
        "the new key after the theft", signed_token(by="second approver"), trust_list="after the theft"
    )
    yield valid("120 s before the key was in force", _signed("short approver", START - SKEW))
    yield _unknown(
        "121 s before the key was in force", _signed("short approver", START - SKEW - 1), "key_not_in_force"
    )
    yield valid("120 s after the key's end", _signed("short approver", END + SKEW))
    yield _unknown("121 s after the key's end", _signed("short approver", END + SKEW + 1), "key_not_in_force")
    yield _unknown("signed at the moment 0", _signed("approver", 0), "key_not_in_force")


def _signed(name: str, when: int) -> bytes:
    return signed_token(changed(issued_at=when), by=name)


def _unknown(name: str, data: bytes, reason: str, trust_list: str = "office") -> Case:
    return case(name, data, "UNKNOWN_SIGNER", reason, trust_list=trust_list)
