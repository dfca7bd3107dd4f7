"""COSE_Sign1 (RFC 9052 §4.2) with ES256 (RFC 9053 §2.1), as thin as it gets over `cryptography`.

The frame of a message is so small that it is put together by hand here, and checked by putting it together
again: a quarter of the time of an encoder, on the way to every verdict.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certapp.credential import codec
from certapp.credential.errors import TokenError

ES256 = -7
HEADER_ALG, HEADER_CONTENT_TYPE, HEADER_KID, HEADER_CWT_CLAIMS, HEADER_TYP = 1, 3, 4, 15, 16
KID_BYTES = 8
SIGNATURE_BYTES = 64
_TAG_SIGN1 = b"\xd2"  # tag 18
_ARRAY_OF_4 = b"\x84"
_EMPTY_MAP, _EMPTY_BYTES = b"\xa0", b"\x40"
_SIGNATURE_HEAD = b"\x58\x40"  # of a byte string of 64
_CONTEXT = b"\x6aSignature1"  # of a Sig_structure (RFC 9052 §4.4)
_ES256 = ec.ECDSA(hashes.SHA256())
# The header of alg and kid alone has one encoding, and only its last eight bytes vary.
BARE_LABELS = frozenset({HEADER_ALG, HEADER_KID})
_BARE_HEADER = codec.encode({HEADER_ALG: ES256, HEADER_KID: bytes(KID_BYTES)})[:-KID_BYTES]
_BARE_BYTES = len(_BARE_HEADER) + KID_BYTES
_BARE_START = _TAG_SIGN1 + _ARRAY_OF_4 + bytes([0x40 + _BARE_BYTES]) + _BARE_HEADER

Sign = Callable[[bytes], bytes]
"""Signs a message with ES256 and returns the raw 64 bytes r || s (RFC 9053 §2.1)."""


@dataclass(frozen=True, slots=True)
class ToBeSigned:
    """The exact bytes of a COSE_Sign1 before its signature."""

    protected: bytes
    payload: bytes

    @property
    def message(self) -> bytes:
        """The Sig_structure (RFC 9052 §4.4), external_aad empty: what the key signs."""
        return _message(self.protected, self.payload)

    def with_signature(self, signature: bytes) -> bytes:
        """Return the tagged COSE_Sign1; `signature` is raw r || s, 64 bytes."""
        if len(signature) != SIGNATURE_BYTES:
            raise TokenError("signature_length")
        return _frame(self.protected, self.payload, signature)

    def signed_by(self, sign: Sign) -> bytes:
        """Sign and assemble in one step."""
        return self.with_signature(sign(self.message))


@dataclass(frozen=True, slots=True)
class Sign1:
    """A parsed COSE_Sign1 whose signature has not been checked."""

    header: dict[Any, Any]
    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def kid(self) -> bytes:
        """Key identifier from the protected header, 8 bytes."""
        kid: bytes = self.header[HEADER_KID]
        return kid

    def is_signed_by(self, key: ec.EllipticCurvePublicKey) -> bool:
        """Tell whether `key` (P-256) made the signature."""
        try:
            key.verify(_der(self.signature), _message(self.protected, self.payload), _ES256)
        except InvalidSignature:
            return False
        return True


def prepare(header: dict[int, Any], kid: bytes, payload: dict[Any, Any] | list[Any]) -> ToBeSigned:
    """Fix the bytes to be signed.

    :param header: protected parameters beside `alg` and `kid`, which are added here.
    :param kid: 8 bytes.
    :param payload: the claims or key set, encoded deterministically.
    """
    protected = codec.encode({HEADER_ALG: ES256, HEADER_KID: kid, **header})
    return ToBeSigned(protected=protected, payload=codec.encode(payload))


def bare_header(kid: bytes) -> bytes:
    """Return the protected header of `alg` and `kid` (8 bytes) alone, encoded.

    :raises TokenError: `header`, a kid of another length.
    """
    if len(kid) != KID_BYTES:
        raise TokenError("header")
    return _BARE_HEADER + kid


def parse(data: bytes, *, max_bytes: int, labels: frozenset[int]) -> Sign1:
    """Take a tagged COSE_Sign1 apart; nothing in it is trusted yet.

    :param max_bytes: longest accepted input in bytes.
    :param labels: the protected header labels that must all be there, and no other.
    :raises TokenError: `too_large`, `not_sign1`, `header`, `algorithm`, or what :func:`codec.decode` raises.
    """
    if len(data) > max_bytes:
        raise TokenError("too_large")
    if labels is BARE_LABELS and data.startswith(_BARE_START):
        # Here the parts of a token of usual length lie, if what stands between them is what has to.
        protected, payload, signature = data[3:16], data[20:-66], data[-64:]
        if data[16:20] == _EMPTY_MAP + _head(payload) and data[-66:-64] == _SIGNATURE_HEAD:
            return Sign1({HEADER_ALG: ES256, HEADER_KID: data[8:16]}, protected, payload, signature)
    if data[:1] != _TAG_SIGN1:
        raise TokenError("not_sign1")
    parts = codec.loads(data[1:], max_depth=2)
    if not _is_frame(parts):
        codec.require_canonical(parts, data[1:])  # a fault of the encoding is named before one of the form
        raise TokenError("not_sign1")
    protected, _, payload, signature = parts
    if _frame(protected, payload, signature) != data:
        raise TokenError("not_canonical")
    return Sign1(_header(protected, labels), protected, payload, signature)


def _is_frame(parts: Any) -> bool:
    return (
        type(parts) is list
        and [type(part) for part in parts] == [bytes, dict, bytes, bytes]
        and not parts[1]
        and len(parts[3]) == SIGNATURE_BYTES
    )


def _header(protected: bytes, labels: frozenset[int]) -> dict[Any, Any]:
    header = codec.decode(protected, max_depth=codec.MAX_DEPTH)
    if type(header) is not dict or header.keys() != labels:
        raise TokenError("header")
    if type(header[HEADER_ALG]) is not int or header[HEADER_ALG] != ES256:
        raise TokenError("algorithm")
    kid = header[HEADER_KID]
    if type(kid) is not bytes or len(kid) != KID_BYTES:
        raise TokenError("header")
    return header


def _message(protected: bytes, payload: bytes) -> bytes:
    return b"".join(
        (_ARRAY_OF_4, _CONTEXT, _head(protected), protected, _EMPTY_BYTES, _head(payload), payload)
    )


def _frame(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return b"".join(
        (
            _TAG_SIGN1,
            _ARRAY_OF_4,
            _head(protected),
            protected,
            _EMPTY_MAP,
            _head(payload),
            payload,
            _SIGNATURE_HEAD,
            signature,
        )
    )


def _der(signature: bytes) -> bytes:
    """Return r || s as the DER sequence of two integers that `cryptography` takes."""
    if signature[0] == 0 or signature[32] == 0:  # shorter integers, one signature in 128
        return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    start, middle = _DER_PARTS[signature[0] >> 7, signature[32] >> 7]
    return start + signature[:32] + middle + signature[32:]


# Before r and before s, by their highest bits: an integer with that bit set takes a zero byte more.
_DER_PARTS = {
    (0, 0): (b"\x30\x44\x02\x20", b"\x02\x20"),
    (0, 1): (b"\x30\x45\x02\x20", b"\x02\x21\x00"),
    (1, 0): (b"\x30\x45\x02\x21\x00", b"\x02\x20"),
    (1, 1): (b"\x30\x46\x02\x21\x00", b"\x02\x21\x00"),
}


def _head(content: bytes) -> bytes:
    """Return what stands before this byte string: major type 2 and the length in its shortest form."""
    size = len(content)
    if size < 24:
        return _SHORT_HEADS[size]
    if size < 0x100:
        return b"\x58" + size.to_bytes(1)
    if size < 0x10000:
        return b"\x59" + size.to_bytes(2)
    return b"\x5a" + size.to_bytes(4)


_SHORT_HEADS = [bytes([0x40 + size]) for size in range(24)]
