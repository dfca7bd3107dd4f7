"""The bit array of a status list: the draft's own examples, what is packed, and what an entry says."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import Status, StatusList, statuslist
from certapp.credential.errors import ListError
from tests.example import (
    URI,
    signed_status_list,
    status_list,
    trust_list,
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
