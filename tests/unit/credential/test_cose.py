"""COSE_Sign1 is read in one form only, and no signature but the right one is good."""

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.credential import codec, cose, token
from certapp.credential.errors import TokenError
from tests.example import CLAIMS, ORDER, kid, private_key, sign, signed_token

PREPARED = token.prepare(CLAIMS, kid("approver"))
TOKEN = signed_token()
PUBLIC = private_key("approver").public_key()
SIGNATURE = TOKEN[-64:]
R, S = int.from_bytes(SIGNATURE[:32]), int.from_bytes(SIGNATURE[32:])


def message(protected: Any, unprotected: Any, payload: Any, signature: Any, tag: str = "d2") -> bytes:
    """Put a COSE message together as somebody else might."""
    return bytes.fromhex(tag) + codec.encode([protected, unprotected, payload, signature])


def with_header(header: Any) -> bytes:
    """A token with this protected header, rightly signed over it."""
    prepared = cose.ToBeSigned(codec.encode(header), PREPARED.payload)
    return prepared.signed_by(lambda data: sign("approver", data))


def test_a_token_is_taken_apart_and_its_signature_is_good() -> None:
    signed = token.parse(TOKEN)
    assert (signed.kid, signed.payload) == (kid("approver"), PREPARED.payload)
    assert signed.is_signed_by(PUBLIC)
    assert not signed.is_signed_by(private_key("status list").public_key())


def test_signing_twice_gives_the_same_bytes() -> None:
    assert signed_token() == TOKEN


def test_the_signed_message_is_the_sig_structure_of_rfc_9052() -> None:
    assert codec.decode(PREPARED.message, max_depth=1) == [
        "Signature1",
        PREPARED.protected,
        b"",
        PREPARED.payload,
    ]


@pytest.mark.parametrize(
    ("r", "s"),
    [
        pytest.param(0, S, id="r is 0"),
        pytest.param(R, 0, id="s is 0"),
        pytest.param(0, 0, id="both are 0"),
        pytest.param(1, 1, id="both are 1"),
        pytest.param(ORDER, S, id="r is n"),
        pytest.param(R, ORDER, id="s is n"),
        pytest.param(ORDER, ORDER, id="both are n"),
        pytest.param(2**256 - 1, 2**256 - 1, id="all ones"),
        pytest.param(ORDER - R, S, id="r negated"),
        pytest.param(S, R, id="swapped"),
        pytest.param(R, S ^ 1, id="s off by one bit"),
    ],
)
def test_a_signature_out_of_its_range_or_of_other_numbers_is_bad(r: int, s: int) -> None:
    forged = TOKEN[:-64] + r.to_bytes(32) + s.to_bytes(32)
    assert not token.parse(forged).is_signed_by(PUBLIC)


def test_ecdsa_is_malleable_so_that_bytes_identify_no_certificate() -> None:
    twin = TOKEN[:-32] + (ORDER - S).to_bytes(32)
    assert twin != TOKEN
    assert token.parse(twin).is_signed_by(PUBLIC)
    assert token.parse(twin).payload == token.parse(TOKEN).payload  # the cti in it is what identifies


@pytest.mark.parametrize("length", [0, 1, 63, 65, 70, 72, 128])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(TokenError):
        token.parse(message(PREPARED.protected, {}, PREPARED.payload, bytes(length)))
    with pytest.raises(TokenError):
        PREPARED.with_signature(bytes(length))


def test_a_signature_in_der_as_other_systems_write_it_is_refused() -> None:
    with pytest.raises(TokenError):
        token.parse(message(PREPARED.protected, {}, PREPARED.payload, encode_dss_signature(R, S)))


@pytest.mark.parametrize(
    "algorithm", [-8, -35, -36, -37, -257, -65535, 4, 5, 6, 7, 0, 1, "ES256", b"\xf9", [-7], True, None]
)
def test_no_algorithm_but_the_keys_own_is_read(algorithm: Any) -> None:
    with pytest.raises(TokenError):
        token.parse(with_header({1: algorithm, 4: kid("approver")}))


def test_a_mac_under_the_public_key_is_no_signature() -> None:
    """The classic confusion: the verifier's public key, used as the secret of an HMAC."""
    secret = PUBLIC.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    protected = codec.encode({1: 5, 4: kid("approver")})
    structure = codec.encode(["MAC0", protected, b"", PREPARED.payload])
    tag = hmac.digest(secret, structure, hashlib.sha256)
    for forged in (
        message(protected, {}, PREPARED.payload, tag, tag="d1"),
        message(protected, {}, PREPARED.payload, tag),
        message(protected, {}, PREPARED.payload, tag * 2),
    ):
        with pytest.raises(TokenError):
            token.parse(forged)


@pytest.mark.parametrize(
    "header",
    [
        {1: -7},
        {4: kid("approver")},
        {},
        [],
        {1: -7, 4: kid("approver"), 2: [1]},  # crit
        {1: -7, 4: kid("approver"), 3: 60},
        {1: -7, 4: kid("approver"), "x": 1},
        {1: -7, 4: "approver"},
        {1: -7, 4: bytes(7)},
        {1: -7, 4: bytes(9)},
        {1: -7, 4: 4},
        {-1: -7, 4: kid("approver")},
    ],
    ids=repr,
)
def test_a_header_of_other_parameters_is_refused(header: Any) -> None:
    with pytest.raises(TokenError):
        token.parse(with_header(header))


def test_an_array_of_other_parts_is_refused() -> None:
    protected, payload = PREPARED.protected, PREPARED.payload
    for parts in (
        [protected, {}, payload],
        [protected, {}, payload, SIGNATURE, SIGNATURE],
        [protected, {1: -7}, payload, SIGNATURE],
        [protected, {4: kid("approver")}, payload, SIGNATURE],
        [protected, None, payload, SIGNATURE],
        [protected, [], payload, SIGNATURE],
        [protected, {}, None, SIGNATURE],
        [protected, {}, "text", SIGNATURE],
        [protected, {}, payload, [SIGNATURE]],
        [{1: -7, 4: kid("approver")}, {}, payload, SIGNATURE],
        ["", {}, payload, SIGNATURE],
        [b"", {}, payload, SIGNATURE],
        {0: protected, 1: {}, 2: payload, 3: SIGNATURE},
        "text",
        b"four",
        4,
    ):
        with pytest.raises(TokenError):
            token.parse(b"\xd2" + codec.encode(parts))


@pytest.mark.parametrize(
    "prefix", ["", "d1", "d3", "d8 12", "d9 0012", "d8 3d d2", "d2 d2", "d8 62", "d9 d9f7 d2"], ids=str
)
def test_no_tag_but_18_in_its_one_form_stands_before_a_token(prefix: str) -> None:
    with pytest.raises(TokenError):
        token.parse(bytes.fromhex(prefix) + TOKEN[1:])


def test_nothing_may_follow_a_token() -> None:
    for more in (b"\x00", b"\xf6", TOKEN):
        with pytest.raises(TokenError):
            token.parse(TOKEN + more)


def test_a_token_has_at_most_one_kibibyte() -> None:
    assert token.MAX_BYTES == 1024
    room = token.MAX_BYTES - len(message(PREPARED.protected, {}, bytes(300), SIGNATURE)) + 300
    assert len(message(PREPARED.protected, {}, bytes(room), SIGNATURE)) == token.MAX_BYTES
    assert token.parse(message(PREPARED.protected, {}, bytes(room), SIGNATURE))
    with pytest.raises(TokenError) as refusal:
        token.parse(message(PREPARED.protected, {}, bytes(room + 1), SIGNATURE))
    assert refusal.value.code == "too_large"


@settings(deadline=None, max_examples=300)
@given(st.binary(min_size=64, max_size=64), st.sampled_from([0, 1, 2, 31]), st.sampled_from([0, 1, 2, 31]))
def test_a_signature_is_written_in_der_as_the_standard_encoder_does(
    raw: bytes, short_r: int, short_s: int
) -> None:
    """Integers with leading zeros, and with their highest bit set, take another number of bytes."""
    raw = bytes(short_r) + raw[short_r:32] + bytes(short_s) + raw[32 + short_s :]
    assert cose._der(raw) == encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


@pytest.mark.parametrize("size", [0, 1, 23, 24, 219, 220, 255, 256, 257, 65_535, 65_536, 65_537])
def test_the_frame_by_hand_is_that_of_the_encoder(size: int) -> None:
    """Around each length at which the head of a byte string grows."""
    for protected in (PREPARED.protected, bytes(size)):
        prepared = cose.ToBeSigned(protected, bytes(size))
        assert prepared.message == codec.encode(["Signature1", protected, b"", bytes(size)])
        assert prepared.with_signature(SIGNATURE) == message(protected, {}, bytes(size), SIGNATURE)
    framed = message(PREPARED.protected, {}, bytes(size), SIGNATURE)
    assert cose.parse(framed, max_bytes=2**20, labels=token.LABELS).payload == bytes(size)


def test_a_frame_read_at_its_usual_places_holds_nothing_else() -> None:
    """Every byte changed, left out or put in gives the parts that the general reader finds, or no token."""
    for place in range(len(TOKEN)):
        for changed in (
            TOKEN[:place] + bytes([TOKEN[place] ^ 1]) + TOKEN[place + 1 :],
            TOKEN[:place] + TOKEN[place + 1 :],
            TOKEN[:place] + b"\x00" + TOKEN[place:],
            TOKEN[:place],
        ):
            try:
                read = token.parse(changed)
            except TokenError:
                continue
            assert message(read.protected, {}, read.payload, read.signature) == changed
            assert codec.decode(read.protected, max_depth=1) == read.header
