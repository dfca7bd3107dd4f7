"""verify() against the table of docs/token.md, and lists of any content: back as they were, or refused."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import (
    KeyState,
    Purpose,
    StatusList,
    StatusRef,
    TrustedKey,
    TrustList,
    statuslist,
    trustlist,
    verify,
)
from certapp.credential.errors import ListError
from tests.example import (
    CLAIMS,
    DAY,
    ISSUER,
    NOW,
    URI,
    kid,
    private_key,
    signed_status_list,
    signed_token,
    signed_trust_list,
    status_list,
    trust_list,
    trusted_key,
)

SKEW = 120
ROOT = private_key("root").public_key()
TRUSTED = trust_list()

around = st.sampled_from([-DAY, -SKEW - 1, -SKEW, -1, 0, 1, SKEW, SKEW + 1, DAY]).map(NOW.__add__)
GOOD: dict[str, Any] = {
    "iat": NOW - DAY,
    "nbf": NOW - DAY,
    "exp": NOW + DAY,
    "issuer": ISSUER,
    "state": KeyState.ACTIVE,
    "since": NOW - DAY,
    "key_from": NOW - 30 * DAY,
    "key_until": NOW + 30 * DAY,
    "listed": True,
    "index": 5,
    "list_iat": NOW - DAY,
    "list_exp": NOW + DAY,
    "entry": 0,
}
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    **{name: around for name, value in GOOD.items() if type(value) is int and value > 5},
    "issuer": st.just(ISSUER + "X"),
    "state": st.sampled_from((KeyState.RETIRED, KeyState.REVOKED)),
    "listed": st.just(False),
    "index": st.sampled_from((0, 31, 32, 2**32 - 1)),
    "entry": st.integers(1, 3),
}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Everything a verdict depends on: all good but for a few things at, beside or beyond their edges."""
    changed = draw(st.sets(st.sampled_from(sorted(CHANGES)), max_size=4))
    return GOOD | {name: draw(CHANGES[name]) for name in sorted(changed)}


def expected(case: dict[str, Any], now: int) -> str:
    """The table of docs/token.md, checks 7 to 20."""
    entry = case["entry"]
    table = [
        (case["issuer"] == ISSUER, "key_issuer"),
        (case["state"] is not KeyState.REVOKED, "key_revoked"),
        (case["state"] is not KeyState.RETIRED or case["iat"] <= case["since"] + SKEW, "key_retired"),
        (case["key_from"] - SKEW <= case["iat"] <= case["key_until"] + SKEW, "key_not_in_force"),
        (case["iat"] - SKEW <= now, "issued_in_future"),
        (case["nbf"] - SKEW <= now, "before_start"),
        (now < case["exp"] + SKEW, "after_end"),
        (case["listed"], "list_missing"),
        (case["index"] < 32, "list_index"),
        (entry != 1, "revoked"),
        (now < case["list_exp"] + SKEW, "list_expired"),
        (case["list_iat"] - SKEW <= now, "list_from_future"),
        (entry != 2, "suspended"),
        (entry == 0, "status_value"),
    ]
    return next((reason for holds, reason in table if not holds), "genuine")


@settings(deadline=None, max_examples=500)
@given(cases().filter(lambda case: case["exp"] > max(case["nbf"], case["iat"])))
def test_a_verdict_is_what_the_table_says(case: dict[str, Any]) -> None:
    paper = replace(
        CLAIMS,
        issuer=case["issuer"],
        issued_at=case["iat"],
        not_before=case["nbf"],
        expires=case["exp"],
        status=StatusRef(case["index"], URI),
    )
    key = trusted_key(
        "approver",
        state=case["state"],
        since=case["since"],
        not_before=case["key_from"],
        expires=case["key_until"],
    )
    entries = {case["index"]: case["entry"]} if case["index"] < 32 else {}
    held = status_list(entries, issued_at=case["list_iat"], expires=case["list_exp"])
    lists = {URI: held} if case["listed"] else {}
    verdict = verify(signed_token(paper), trust_list(key), lists, NOW)
    assert verdict.reason == expected(case, NOW)
    assert (verdict.claims == paper) if verdict.claims else verdict.code == "UNKNOWN_SIGNER"


numbers = st.integers(0, 2**64 - 1)
names = st.text(st.characters(codec="utf-8"), max_size=40)
keys = st.builds(
    TrustedKey,
    kid=st.binary(min_size=8, max_size=8),
    purpose=st.sampled_from(Purpose),
    public_key=st.sampled_from(["approver", "root", "status list"]).map(
        lambda name: private_key(name).public_key()
    ),
    not_before=numbers,
    expires=numbers,
    name=names,
    state=st.sampled_from(KeyState),
    since=numbers,
)
trust_lists = st.builds(
    TrustList,
    issuer=names,
    version=numbers,
    issued_at=numbers,
    keys=st.lists(keys, max_size=5).map(lambda found: {key.kid: key for key in found}),
)
status_lists = st.builds(
    StatusList,
    uri=st.just(URI),
    bits=st.sampled_from((1, 2, 4, 8)),
    packed=st.binary(max_size=200),
    issued_at=st.integers(NOW - 30 * DAY, NOW + 300 * DAY),
    expires=st.integers(1, 2**37),
    ttl=st.integers(1, 2**37),
    issuer=st.just(ISSUER),
)


@settings(deadline=None, max_examples=60)
@given(trust_lists)
def test_a_trust_list_comes_back_as_it_was(given_list: TrustList) -> None:
    opened = trustlist.open_signed(signed_trust_list(given_list), ROOT)
    assert (opened.issuer, opened.version, opened.issued_at) == (
        given_list.issuer,
        given_list.version,
        given_list.issued_at,
    )
    assert dict(opened.keys) == dict(given_list.keys)


@settings(deadline=None, max_examples=60)
@given(status_lists)
def test_a_status_list_comes_back_as_it_was(given_list: StatusList) -> None:
    opened = statuslist.open_signed(signed_status_list(given_list), TRUSTED, uri=URI)
    assert opened == replace(given_list, issuer=TRUSTED.issuer)


SIGNED = {"trust": signed_trust_list(TRUSTED), "status": signed_status_list(status_list())}


@pytest.mark.parametrize("kind", SIGNED)
@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_no_part_put_in_for_another_opens_a_list(kind: str, data: st.DataObject) -> None:
    whole = SIGNED[kind]
    place = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(place, min(len(whole), place + 40)))
    changed = whole[:place] + data.draw(st.binary(max_size=40)) + whole[end:]
    try:
        if kind == "trust":
            trustlist.open_signed(changed, ROOT)
        else:
            statuslist.open_signed(changed, TRUSTED, uri=URI)
    except ListError:
        return
    assert changed == whole


def test_a_list_of_one_kind_is_never_taken_for_the_other() -> None:
    assert kid("root") != kid("status list")
    with pytest.raises(ListError):
        trustlist.open_signed(SIGNED["status"], ROOT)
    with pytest.raises(ListError):
        statuslist.open_signed(SIGNED["trust"], TRUSTED, uri=URI)
