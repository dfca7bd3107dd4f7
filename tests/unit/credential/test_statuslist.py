"""Status lists: the draft's own examples, the bit array, and what is refused."""

import hashlib
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import KeyState, Purpose, Status, StatusList, codec, cose, statuslist
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

# draft-ietf-oauth-status-list-21, section 4.1 (first two) and appendix "Test vectors" (of 2^20 entries):
# bits, entries, number of entries, SHA-256 of the byte array.
SHORT_1 = dict(enumerate([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]))
SHORT_2 = dict(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))
LONG_PLACES = (0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345)
LONG_1 = dict.fromkeys(LONG_PLACES, 1)
LONG_2 = dict(zip(LONG_PLACES, (1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 3), strict=True))
LONG_4 = {0: 1, 1993: 2, 35460: 3, 459495: 4, 595669: 5, 754353: 6, 845645: 7, 923232: 8, 924445: 9}
LONG_4 |= {934534: 10, 1004534: 11, 1000345: 12, 1030203: 13, 1030204: 14, 1030205: 15}


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
    ("bits", "statuses", "capacity", "packed"),
    [(1, SHORT_1, 16, "b9a3"), (2, SHORT_2, 12, "c944f9")],
    ids=["1 bit", "2 bits"],
)
def test_the_short_examples_of_the_draft(
    bits: int, statuses: dict[int, int], capacity: int, packed: str
) -> None:
    assert statuslist.pack(statuses, capacity, bits=bits).hex() == packed
    held = status_list(bits=bits, packed=bytes.fromhex(packed))
    assert {index: held.status(index) for index in range(len(held))} == statuses


@pytest.mark.parametrize(
    ("bits", "statuses", "digest"),
    [
        (1, LONG_1, "f2529d5d7b48665f8be86037b271b92a9cc7690a42688193d3c97baf2a1e4794"),
        (2, LONG_2, "89014d93753a4996780da9354a6ac298c4e4c571b9d7ef344c2aefdd494d898c"),
        (4, LONG_4, "7624b511c7462ca2e77514c416b5528b043d4333b5e0741494a4e21009241edb"),
    ],
    ids=["1 bit", "2 bits", "4 bits"],
)
def test_the_long_examples_of_the_draft(bits: int, statuses: dict[int, int], digest: str) -> None:
    packed = statuslist.pack(statuses, 2**20, bits=bits)
    assert hashlib.sha256(packed).hexdigest() == digest
    held = status_list(bits=bits, packed=packed)
    assert len(held) == 2**20
    assert {index: held.status(index) for index in statuses} == statuses
    assert read(signed_status_list(held)) == held


@settings(deadline=None)
@given(st.sampled_from((1, 2, 4, 8)), st.data())
def test_what_is_packed_is_read_back(bits: int, data: st.DataObject) -> None:
    capacity = data.draw(st.integers(1, 40).map(lambda number: number * 8 // bits))
    entries = st.dictionaries(st.integers(0, capacity - 1), st.integers(0, 2**bits - 1))
    statuses = data.draw(entries)
    held = status_list(bits=bits, packed=statuslist.pack(statuses, capacity, bits=bits))
    assert [held.status(index) for index in range(capacity)] == [
        statuses.get(index, 0) for index in range(capacity)
    ]
    assert read(signed_status_list(held)) == held


@pytest.mark.parametrize("bits", [0, 3, 5, 16, -1])
def test_no_other_width_is_packed(bits: int) -> None:
    with pytest.raises(ListError) as refusal:
        statuslist.pack({}, 8, bits=bits)
    assert refusal.value.code == "list_bits"


@pytest.mark.parametrize("statuses", [{8: 1}, {-1: 1}, {0: 4}, {0: -1}])
def test_an_entry_that_does_not_fit_is_not_packed(statuses: dict[int, int]) -> None:
    with pytest.raises(ListError):
        statuslist.pack(statuses, 8)


@pytest.mark.parametrize("index", [-1, 32, 2**32])
def test_an_entry_outside_the_list_has_no_status(index: int) -> None:
    with pytest.raises(ListError) as refusal:
        GOOD.status(index)
    assert refusal.value.code == "list_index"


def test_the_statuses_of_the_example() -> None:
    held = read(signed_status_list(GOOD))
    assert (held.status(5), held.status(9), held.status(12)) == (
        Status.VALID,
        Status.INVALID,
        Status.SUSPENDED,
    )


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
