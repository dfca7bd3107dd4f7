"""One value has one encoding, and nothing else is read."""

import math
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import codec
from certapp.credential.errors import TokenError

DEEP = 12

scalars = (
    st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8) | st.booleans() | st.none()
)
keys = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=4)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)

# RFC 8949 §4.2.1 has one encoding of each of these; here is another one, or none.
REFUSED = {
    "nothing": "",
    "two items": "0000",
    "an integer in one byte more": "1817",
    "an integer in eight bytes": "1b0000000000000001",
    "a negative integer in one byte more": "3800",
    "the length of a text in one byte more": "780161",
    "the length of bytes in one byte more": "580161",
    "the length of an array in one byte more": "980100",
    "the length of a map in one byte more": "b8010000",
    "keys out of order": "a202000100",
    "a shorter text key after a longer one": "a2626161006162 00",
    "a negative key before a positive one": "a220000100",
    "a key twice": "a201000100",
    "text that is not UTF-8": "62c328",
    "a surrogate in UTF-8": "63eda080",
    "a text of indefinite length": "7f6161ff",
    "bytes of indefinite length": "5f4101ff",
    "an array of indefinite length": "9fff",
    "a map of indefinite length": "bfff",
    "an array cut short": "8201",
    "a map without its last value": "a101",
    "bytes cut short": "4201",
    "an array that claims 2^64 - 1 items": "9bffffffffffffffff",
    "bytes that claim 2^64 - 1 bytes": "5bffffffffffffffff",
    "half a float": "f93e00",
    "NaN": "f97e00",
    "NaN with a payload": "fb7ff8000000000001",
    "infinity": "f97c00",
    "negative zero": "f98000",
    "a double": "fb3ff199999999999a",
    "undefined": "f7",
    "a simple value": "f0",
    "a simple value in two bytes": "f8ff",
    "false as a simple value in two bytes": "f814",
    "a lone break": "ff",
    "a reserved length": "1c",
    "true as a key": "a1f500",
    "null as a key": "a1f600",
    "a float as a key": "a1f93c0000",
    "bytes as a key": "a1410000",
    "an array as a key": "a1810000",
    "an integer beyond 64 bits": "c249010000000000000000",
    "a date": "c100",
    "a decimal fraction": "c4820101",
    "a shared reference": "d81d00",
    "tagged with the mark of CBOR itself": "d9d9f700",
}


@pytest.mark.parametrize("encoded", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_is_read_but_the_one_encoding(encoded: str) -> None:
    with pytest.raises(TokenError):
        codec.decode(bytes.fromhex(encoded), max_depth=DEEP)


def test_no_tag_is_read() -> None:
    """cbor2 makes dates, sets, patterns and references out of tags; each is tried over several contents."""
    for tag in [*range(600), 1000, 1004, 43000, 55799, 55800, 2**16, 2**32, 2**64 - 1]:
        head = bytearray(cbor2.dumps(tag))
        head[0] += 0xC0  # the head of an integer becomes that of a tag
        for inner in ("00", "60", "40", "80", "a0", "820101"):
            with pytest.raises(TokenError):
                codec.decode(bytes(head) + bytes.fromhex(inner), max_depth=DEEP)


@settings(deadline=None)
@given(values)
def test_what_is_encoded_is_read_back(value: Any) -> None:
    read = codec.decode(codec.encode(value), max_depth=DEEP)
    assert read == value
    assert repr(read) == repr(codec.decode(codec.encode(read), max_depth=DEEP))  # also the types of keys


@settings(deadline=None)
@given(st.dictionaries(keys, st.integers(0, 9), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_a_map_in_memory_does_not_show(value: dict[Any, int], random: Any) -> None:
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert codec.encode(dict(shuffled)) == codec.encode(value)


@settings(deadline=None)
@given(st.dictionaries(keys, st.just(0), min_size=2, max_size=6))
def test_keys_stand_in_the_bytewise_order_of_their_encodings(value: dict[Any, int]) -> None:
    encoded = codec.encode(value)
    heads = [cbor2.dumps(key) for key in codec.decode(encoded, max_depth=1)]
    assert heads == sorted(heads)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=24))
def test_whatever_is_read_had_only_this_encoding(data: bytes) -> None:
    try:
        value = codec.decode(data, max_depth=DEEP)
    except TokenError:
        return
    assert codec.encode(value) == data


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_depth_is_bounded(depth: int) -> None:
    assert codec.decode(b"\x81" * depth + b"\x00", max_depth=depth)
    assert codec.decode(b"\xa1\x00" * depth + b"\x00", max_depth=depth)
    for opening in (b"\x81", b"\xa1\x00"):
        with pytest.raises(TokenError):
            codec.decode(opening * (depth + 1) + b"\x00", max_depth=depth)


def test_a_deep_nest_ends_without_harm() -> None:
    with pytest.raises(TokenError):
        codec.decode(b"\x81" * 500_000, max_depth=4)


def test_a_float_never_slips_in_as_a_whole_number() -> None:
    assert math.isclose(cbor2.loads(bytes.fromhex("f93c00")), 1.0)
    with pytest.raises(TokenError) as refusal:
        codec.decode(bytes.fromhex("f93c00"), max_depth=1)
    assert refusal.value.code == "not_plain"
