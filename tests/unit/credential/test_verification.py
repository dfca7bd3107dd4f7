"""The nine verdicts: their causes, their order, and the second at which one gives way to the next."""

from dataclasses import replace
from typing import Any

import pytest

from certapp.credential import (
    KeyState,
    Purpose,
    StatusRef,
    Verdict,
    VerdictCode,
    qrtext,
    verify,
    verify_text,
)
from certapp.credential.verification import CLOCK_SKEW
from tests.example import (
    BASE_URL,
    CLAIMS,
    DAY,
    HOUR,
    NOW,
    URI,
    kid,
    signed_token,
    status_list,
    trust_list,
    trusted_key,
)

TRUSTED = trust_list()
LISTS = {URI: status_list()}
START, END = CLAIMS.not_before, CLAIMS.expires
V = VerdictCode


def judge(claims: Any = CLAIMS, now: int = NOW, **options: Any) -> Verdict:
    signing = {name: options.pop(name) for name in ("by", "as_kid") if name in options}
    trusted, lists = options.get("trusted", TRUSTED), options.get("lists", LISTS)
    return verify(signed_token(claims, **signing), trusted, lists, now)


def at_entry(index: int) -> Any:
    return replace(CLAIMS, status=StatusRef(index, URI))


def always(**changes: Any) -> dict[str, Any]:
    """Status lists that are in force for ever."""
    return {URI: status_list(issued_at=1, expires=2**37, **changes)}


def test_a_good_paper_is_valid_and_tells_all() -> None:
    verdict = judge()
    assert (verdict.code, verdict.reason) == (V.VALID, "genuine")
    assert verdict.claims == CLAIMS
    assert verdict.signer == TRUSTED.keys[kid("approver")]
    assert verdict.status_age == HOUR


@pytest.mark.parametrize(
    ("now", "code", "reason"),
    [
        (CLAIMS.issued_at - CLOCK_SKEW - 1, V.NOT_YET_VALID, "issued_in_future"),
        (CLAIMS.issued_at - CLOCK_SKEW, V.VALID, "genuine"),
        (CLAIMS.issued_at, V.VALID, "genuine"),
        (END - 1, V.VALID, "genuine"),
        (END, V.VALID, "genuine"),
        (END + CLOCK_SKEW - 1, V.VALID, "genuine"),
        (END + CLOCK_SKEW, V.EXPIRED, "after_end"),
        (END + 100 * DAY, V.EXPIRED, "after_end"),
    ],
)
def test_the_first_and_the_last_second(now: int, code: VerdictCode, reason: str) -> None:
    verdict = judge(now=now, lists=always())
    assert (verdict.code, verdict.reason) == (code, reason)
    assert verdict.claims == CLAIMS


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (NOW + DAY - CLOCK_SKEW - 1, V.NOT_YET_VALID),
        (NOW + DAY - CLOCK_SKEW, V.VALID),
        (NOW + DAY, V.VALID),
    ],
)
def test_a_paper_for_later_is_not_yet_valid(now: int, code: VerdictCode) -> None:
    later = replace(CLAIMS, not_before=NOW + DAY)
    verdict = judge(later, now=now, lists=always())
    assert verdict.code is code
    assert verdict.reason == ("genuine" if code is V.VALID else "before_start")


@pytest.mark.parametrize(
    ("index", "code", "reason"),
    [
        (5, V.VALID, "genuine"),
        (9, V.REVOKED, "revoked"),
        (12, V.SUSPENDED, "suspended"),
        (20, V.STATUS_UNKNOWN, "status_value"),
        (31, V.VALID, "genuine"),
        (32, V.STATUS_UNKNOWN, "list_index"),
        (2**32 - 1, V.STATUS_UNKNOWN, "list_index"),
    ],
)
def test_the_status_decides_on_a_genuine_paper(index: int, code: VerdictCode, reason: str) -> None:
    lists = {URI: status_list({9: 1, 12: 2, 20: 3})}
    verdict = judge(at_entry(index), lists=lists)
    assert (verdict.code, verdict.reason) == (code, reason)
    assert verdict.claims == at_entry(index)


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"expires": NOW + 1}, V.VALID, "genuine"),
        ({"expires": NOW - CLOCK_SKEW + 1}, V.VALID, "genuine"),
        ({"expires": NOW - CLOCK_SKEW}, V.STATUS_UNKNOWN, "list_expired"),
        ({"issued_at": NOW + CLOCK_SKEW}, V.VALID, "genuine"),
        ({"issued_at": NOW + CLOCK_SKEW + 1}, V.STATUS_UNKNOWN, "list_from_future"),
        ({"ttl": 1, "issued_at": NOW - 10 * HOUR}, V.VALID, "genuine"),  # ttl is advice, exp is the law
    ],
    ids=repr,
)
def test_only_a_list_in_force_makes_a_paper_valid(
    changes: dict[str, int], code: VerdictCode, reason: str
) -> None:
    verdict = judge(lists={URI: status_list(**changes)})
    assert (verdict.code, verdict.reason) == (code, reason)
    assert verdict.status_age is not None


def test_without_its_list_the_status_is_unknown() -> None:
    elsewhere = {"https://gxn.example/s/2": status_list(uri="https://gxn.example/s/2")}
    for lists in ({}, elsewhere):
        verdict = judge(lists=lists)
        assert (verdict.code, verdict.reason) == (V.STATUS_UNKNOWN, "list_missing")
        assert verdict.claims == CLAIMS
        assert verdict.status_age is None


def test_revoked_stays_revoked_under_an_old_list_and_suspended_does_not() -> None:
    old = {URI: status_list(issued_at=NOW - 3 * DAY, expires=NOW - 2 * DAY)}
    assert judge(at_entry(9), lists=old).code is V.REVOKED
    assert judge(at_entry(12), lists=old).code is V.STATUS_UNKNOWN
    assert judge(at_entry(5), lists=old).code is V.STATUS_UNKNOWN


def test_dates_come_before_status() -> None:
    assert judge(at_entry(9), now=END + DAY).code is V.EXPIRED
    assert judge(at_entry(12), now=CLAIMS.issued_at - HOUR).code is V.NOT_YET_VALID
    assert judge(now=END + DAY, lists={}).code is V.EXPIRED


def test_the_signature_comes_before_dates() -> None:
    assert judge(by="stranger", as_kid=kid("approver"), now=END + DAY).code is V.FORGED
    assert judge(by="stranger", now=END + DAY).code is V.UNKNOWN_SIGNER


@pytest.mark.parametrize(
    ("signing", "code", "reason"),
    [
        ({"by": "stranger"}, V.UNKNOWN_SIGNER, "key_unknown"),
        ({"by": "root"}, V.UNKNOWN_SIGNER, "key_unknown"),
        ({"by": "status list"}, V.UNKNOWN_SIGNER, "key_purpose"),
        ({"by": "revoked approver"}, V.UNKNOWN_SIGNER, "key_revoked"),
        ({"by": "retired approver"}, V.UNKNOWN_SIGNER, "key_retired"),
        ({"by": "stranger", "as_kid": kid("approver")}, V.FORGED, "signature"),
        ({"by": "approver", "as_kid": kid("retired approver")}, V.FORGED, "signature"),
        ({"by": "approver", "as_kid": kid("status list")}, V.UNKNOWN_SIGNER, "key_purpose"),
    ],
    ids=repr,
)
def test_only_a_key_entitled_to_it_signs(signing: dict[str, Any], code: VerdictCode, reason: str) -> None:
    verdict = judge(**signing)
    assert (verdict.code, verdict.reason) == (code, reason)
    assert verdict.claims is None
    assert verdict.signer is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": KeyState.RETIRED, "since": CLAIMS.issued_at - CLOCK_SKEW - 1}, "key_retired"),
        ({"state": KeyState.RETIRED, "since": CLAIMS.issued_at - CLOCK_SKEW}, "genuine"),
        ({"state": KeyState.RETIRED, "since": NOW}, "genuine"),
        ({"state": KeyState.REVOKED, "since": NOW}, "key_revoked"),
        ({"not_before": CLAIMS.issued_at + CLOCK_SKEW}, "genuine"),
        ({"not_before": CLAIMS.issued_at + CLOCK_SKEW + 1}, "key_not_in_force"),
        ({"expires": CLAIMS.issued_at - CLOCK_SKEW}, "genuine"),
        ({"expires": CLAIMS.issued_at - CLOCK_SKEW - 1}, "key_not_in_force"),
        ({"expires": NOW - 1}, "genuine"),  # a paper outlives the key that signed it
    ],
    ids=repr,
)
def test_the_moment_of_signing_decides_on_the_key(changes: dict[str, Any], reason: str) -> None:
    verdict = judge(trusted=trust_list(trusted_key("approver", **changes)))
    assert verdict.reason == reason
    assert verdict.code is (V.VALID if reason == "genuine" else V.UNKNOWN_SIGNER)


def test_another_offices_paper_is_not_ours() -> None:
    foreign = replace(CLAIMS, issuer="MTTQ-KHAC")
    assert judge(foreign).reason == "key_issuer"
    assert judge(foreign).code is V.UNKNOWN_SIGNER


def test_a_purpose_is_the_keys_and_not_the_kids() -> None:
    trusted = trust_list(trusted_key("approver", Purpose.STATUS_LIST))
    assert judge(trusted=trusted).reason == "key_purpose"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (qrtext.encode(signed_token(), BASE_URL), V.VALID),
        (qrtext.encode(signed_token(), "https://evil.example"), V.VALID),  # the host decides nothing
        (qrtext.encode(signed_token(), BASE_URL).lower(), V.VALID),
        (qrtext.encode(b"\xd2", BASE_URL), V.UNREADABLE),
        ("https://gxn.example/", V.UNREADABLE),
        ("", V.UNREADABLE),
        ("A" * 5000, V.UNREADABLE),
    ],
    ids=lambda value: str(value)[:25] + str(len(value)),
)
def test_a_text_gets_the_verdict_of_its_token(text: str, code: VerdictCode) -> None:
    assert verify_text(text, TRUSTED, LISTS, NOW).code is code
