"""No change of a token makes another good one, and nothing makes verify() raise."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import VerdictCode, codec, cose, qrtext, verify, verify_text
from tests.example import (
    BASE_URL,
    CLAIMS,
    NOW,
    ORDER,
    URI,
    kid,
    sign,
    signed_token,
    status_list,
    to_map,
    trust_list,
)

TRUSTED = trust_list()
LISTS = {URI: status_list()}
TOKEN = signed_token()
TEXT = qrtext.encode(TOKEN, BASE_URL)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def code_of(data: bytes) -> VerdictCode:
    return verify(data, TRUSTED, LISTS, NOW).code


def signed(payload: bytes) -> bytes:
    """A token over any payload, rightly signed by an approver who was made to."""
    prepared = cose.ToBeSigned(codec.encode({1: -7, 4: kid("approver")}), payload)
    return prepared.signed_by(lambda message: sign("approver", message))


def test_the_token_itself_is_valid() -> None:
    assert code_of(TOKEN) is VerdictCode.VALID
    assert verify_text(TEXT, TRUSTED, LISTS, NOW).code is VerdictCode.VALID


def test_no_flipped_bit_is_valid() -> None:
    found = set()
    for place in range(len(TOKEN) * 8):
        flipped = bytearray(TOKEN)
        flipped[place >> 3] ^= 1 << (place & 7)
        found.add(code_of(bytes(flipped)))
    assert found == {VerdictCode.FORGED, VerdictCode.UNKNOWN_SIGNER, VerdictCode.UNREADABLE}


def test_no_truncation_is_valid() -> None:
    for length in range(len(TOKEN)):
        assert code_of(TOKEN[:length]) is VerdictCode.UNREADABLE
        assert code_of(TOKEN[length + 1 :]) is VerdictCode.UNREADABLE


def test_no_byte_more_is_valid() -> None:
    for byte in range(256):
        assert code_of(TOKEN + bytes([byte])) is VerdictCode.UNREADABLE
        assert code_of(bytes([byte]) + TOKEN) is VerdictCode.UNREADABLE


def test_no_byte_left_out_or_doubled_is_valid() -> None:
    for place in range(len(TOKEN)):
        assert code_of(TOKEN[:place] + TOKEN[place + 1 :]) is not VerdictCode.VALID
        assert code_of(TOKEN[: place + 1] + TOKEN[place:]) is not VerdictCode.VALID


def test_no_changed_letter_of_the_qr_text_is_valid() -> None:
    start = TEXT.index("/V/") + 3
    for place in range(start, len(TEXT)):
        letter = ALPHABET[ALPHABET.index(TEXT[place]) ^ (place % 31 + 1)]
        changed = TEXT[:place] + letter + TEXT[place + 1 :]
        assert verify_text(changed, TRUSTED, LISTS, NOW).code is not VerdictCode.VALID


def test_the_two_bits_that_base32_leaves_over_are_not_free() -> None:
    """Bits that fall under the table would give one token many texts."""
    spare = -len(TOKEN) * 8 % 5
    assert spare, "choose an example whose length leaves bits over"
    for bits in range(1, 1 << spare):
        changed = TEXT[:-1] + ALPHABET[ALPHABET.index(TEXT[-1]) | bits]
        assert verify_text(changed, TRUSTED, LISTS, NOW).code is VerdictCode.UNREADABLE


def test_the_other_signature_that_ecdsa_allows_is_the_same_certificate() -> None:
    other = TOKEN[:-32] + (ORDER - int.from_bytes(TOKEN[-32:])).to_bytes(32)
    verdict = verify(other, TRUSTED, LISTS, NOW)
    assert verdict.claims is not None
    assert verdict.claims.cti == CLAIMS.cti


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=64) | st.binary(max_size=64).map(lambda data: b"\xd2\x84" + data))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert code_of(data) is VerdictCode.UNREADABLE


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(TOKEN)), st.integers(0, 40), st.binary(max_size=40))
def test_no_part_put_in_for_another_is_valid(place: int, length: int, new: bytes) -> None:
    changed = TOKEN[:place] + new + TOKEN[place + length :]
    assert changed == TOKEN or code_of(changed) is not VerdictCode.VALID


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=200))
def test_no_payload_that_is_signed_makes_it_raise(payload: bytes) -> None:
    assert code_of(signed(payload)) is VerdictCode.UNREADABLE


def put(found: dict[Any, Any], path: tuple[Any, ...], value: Any) -> bytes:
    *way, last = path
    inner = found
    for key in way:
        inner = inner[key]
    inner[last] = value
    return codec.encode(found)


@pytest.mark.parametrize(
    "path",
    [(1,), (4,), (5,), (6,), (7,), (65535,), (-65537,), (65535, "status_list"), (65535, "status_list", "idx")]
    + [(-65537, key) for key in range(1, 12)]
    + [(-65537, 8, 0), (-65537, 11, 0)],
    ids=repr,
)
@pytest.mark.parametrize(
    "value", [None, True, False, -1, 2**64 - 1, "", "\x00", b"", [], {}, [[]], {"a": {}}, [None]], ids=repr
)
def test_a_claim_of_another_type_is_unreadable_although_it_is_signed(
    path: tuple[Any, ...], value: Any
) -> None:
    verdict = verify(signed(put(to_map(CLAIMS), path, value)), TRUSTED, LISTS, NOW)
    assert verdict.code is VerdictCode.UNREADABLE
    assert verdict.claims is None


RAW = codec.encode(to_map(CLAIMS))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"\xa8" + RAW[1:] + b"\x01\x61A", id="a key twice"),
        pytest.param(b"\xbf" + RAW[1:] + b"\xff", id="indefinite length"),
        pytest.param(b"\xb8\x07" + RAW[1:], id="length in one byte more"),
        pytest.param(RAW + b"\x00", id="trailing byte"),
        pytest.param(b"\xd8\x3d" + RAW, id="tagged as CWT"),
        pytest.param(b"\xa8" + RAW[1:] + b"\x3a\x00\x02\x00\x00\xfb\x7f\xf8" + bytes(6), id="NaN"),
        pytest.param(b"\xa8" + RAW[1:] + b"\x3a\x00\x02\x00\x00\x81\x81\x81\x81\x00", id="too deep"),
        pytest.param(b"\xa8" + RAW[1:] + b"\x3a\x00\x02\x00\x00\xc1\x00", id="a tag within"),
        pytest.param(b"\xa8\xf5\x61A" + RAW[1:], id="true for the claim 1"),
        pytest.param(b"\xa7" + RAW[-2:] + RAW[1:-2], id="shuffled"),
        pytest.param(codec.encode(RAW), id="bytes in bytes"),
    ],
)
def test_a_payload_in_another_encoding_is_unreadable_although_it_is_signed(payload: bytes) -> None:
    assert RAW[:1] == b"\xa7"
    assert code_of(signed(payload)) is VerdictCode.UNREADABLE


def test_four_levels_are_read_in_what_is_passed_over() -> None:
    assert code_of(signed(b"\xa8" + RAW[1:] + b"\x3a\x00\x02\x00\x00\x81\x81\x81\x00")) is VerdictCode.VALID
