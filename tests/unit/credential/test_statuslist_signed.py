"""Signed status lists: of which form, by whom, of when and how large they must be to be taken."""

import zlib
from dataclasses import replace
from typing import Any

import pytest

from certapp.credential import KeyState, Purpose, StatusList, codec, cose, statuslist
from certapp.credential.errors import ListError
from tests.example import (
    DAY,
    NOW,
    URI,
    kid,
    sign,
    signed_status_list,
    status_list,
    trust_list,
    trusted_key,
)

TRUSTED = trust_list()
GOOD = status_list()


def read(data: bytes, **options: Any) -> StatusList:
    return statuslist.open_signed(data, TRUSTED, **{"uri": URI, **options})


def signed(payload: Any, header: dict[int, Any] | None = None, by: str = "status list") -> bytes:
    """A status list that somebody else wrote."""
    header = {cose.HEADER_TYP: statuslist.MEDIA_TYPE} if header is None else header
    return cose.prepare(header, kid(by), payload).signed_by(lambda message: sign(by, message))


def payload(**changes: Any) -> dict[int, Any]:
    """The example's payload; `sub`, `exp`, `iat`, `ttl`, `bits`, `lst` can be changed."""
    lst = changes.get("lst", zlib.compress(GOOD.packed))
    return {
        2: changes.get("sub", URI),
        4: changes.get("exp", GOOD.expires),
        6: changes.get("iat", GOOD.issued_at),
        65533: {"bits": changes.get("bits", 2), "lst": lst},
        65534: changes.get("ttl", 300),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": 7},
        {"exp": True},
        {"exp": None},
        {"exp": 0},
        {"exp": -1},
        {"exp": 2**37 + 1},
        {"exp": 2**64 - 1},
        {"exp": str(NOW)},
        {"iat": True},
        {"iat": None},
        {"iat": -1},
        {"ttl": 0},
        {"ttl": True},
        {"ttl": None},
        {"bits": True},
        {"bits": 0},
        {"bits": 3},
        {"bits": 16},
        {"bits": "2"},
        {"lst": "text"},
        {"lst": None},
        {"lst": b""},
        {"lst": bytes(16)},
        {"lst": zlib.compress(bytes(8))[:-1]},
        {"lst": zlib.compress(bytes(8)) + b"\x00"},
        {"lst": zlib.compress(bytes(2**18 + 1), 9)},
        {"lst": zlib.compress(bytes(2**26), 9)},
        {"lst": zlib.compressobj(9, zlib.DEFLATED, -15).compress(bytes(8)) + b"\x03\x00"},
    ],
    ids=lambda changes: repr(changes)[:50],
)
def test_a_payload_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    assert read(signed(payload()))
    with pytest.raises(ListError) as refusal:
        read(signed(payload(**changes)))
    assert refusal.value.code == "list_unreadable"


@pytest.mark.parametrize("claim", [2, 4, 6, 65533, 65534])
def test_a_claim_that_is_missing_is_noticed(claim: int) -> None:
    found = payload()
    del found[claim]
    with pytest.raises(ListError):
        read(signed(found))


def test_claims_of_others_are_passed_over() -> None:
    found = payload() | {1: "MTTQ-BA"}
    found[65533] |= {"aggregation_uri": "https://gxn.example/s"}
    assert read(signed(found)) == GOOD


@pytest.mark.parametrize(
    "header",
    [
        {},
        {16: "statuslist+cwt"},
        {16: "application/cwt"},
        {16: 61},
        {16: statuslist.MEDIA_TYPE, 3: 61},
    ],
    ids=repr,
)
def test_a_list_without_its_type_is_refused(header: dict[int, Any]) -> None:
    with pytest.raises(ListError):
        read(signed(payload(), header))


def test_the_largest_list_is_read_whole_and_one_entry_more_is_not() -> None:
    largest = replace(GOOD, packed=bytes(statuslist.MAX_ENTRIES * 2 // 8))
    assert len(read(signed_status_list(largest))) == statuslist.MAX_ENTRIES
    with pytest.raises(ListError):
        read(signed_status_list(replace(largest, packed=largest.packed + b"\x00")))


def test_a_list_signed_by_another_key_is_refused() -> None:
    for by, code in (
        ("stranger", "list_unknown_signer"),
        ("approver", "list_unknown_signer"),  # a certificate key signs no list
        ("root", "list_unknown_signer"),
    ):
        with pytest.raises(ListError) as refusal:
            read(signed_status_list(GOOD, by=by))
        assert refusal.value.code == code
    with pytest.raises(ListError) as refusal:
        read(statuslist.prepare(GOOD, kid("status list")).signed_by(lambda data: sign("approver", data)))
    assert refusal.value.code == "list_forged"


@pytest.mark.parametrize(
    ("changes", "is_good"),
    [
        ({"state": KeyState.REVOKED, "since": NOW}, False),
        ({"state": KeyState.RETIRED, "since": GOOD.issued_at}, True),
        ({"state": KeyState.RETIRED, "since": GOOD.issued_at - 1}, False),
        ({"not_before": GOOD.issued_at + 1}, False),
        ({"not_before": GOOD.issued_at}, True),
        ({"expires": GOOD.issued_at - 1}, False),
        ({"expires": GOOD.issued_at}, True),
    ],
    ids=repr,
)
def test_a_key_signs_lists_only_while_it_may(changes: dict[str, Any], is_good: bool) -> None:
    trusted = trust_list(trusted_key("status list", Purpose.STATUS_LIST, **changes))
    data = signed_status_list(GOOD)
    if is_good:
        assert statuslist.open_signed(data, trusted, uri=URI) == GOOD
    else:
        with pytest.raises(ListError) as refusal:
            statuslist.open_signed(data, trusted, uri=URI)
        assert refusal.value.code == "list_unknown_signer"


def test_a_list_of_another_address_is_refused() -> None:
    with pytest.raises(ListError) as refusal:
        read(signed_status_list(GOOD), uri="https://gxn.example/s/2")
    assert refusal.value.code == "list_foreign"


def test_a_list_never_goes_back() -> None:
    older = signed_status_list(replace(GOOD, issued_at=GOOD.issued_at - 1, expires=NOW + DAY))
    with pytest.raises(ListError) as refusal:
        read(older, held=GOOD)
    assert refusal.value.code == "list_older"
    assert read(older)
    assert read(signed_status_list(GOOD), held=GOOD) == GOOD


def test_a_list_over_its_size_is_not_even_parsed() -> None:
    with pytest.raises(ListError) as refusal:
        read(b"\xd2" + bytes(statuslist.MAX_BYTES))
    assert refusal.value.details == {"reason": "too_large"}


def test_no_flipped_bit_of_a_list_passes() -> None:
    data = signed_status_list(GOOD)
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place >> 3] ^= 1 << (place & 7)
        with pytest.raises(ListError):
            read(bytes(flipped))


def test_codec_of_the_status_list_is_deterministic() -> None:
    assert codec.encode(payload()) == codec.encode(dict(reversed(payload().items())))
