"""COSE_Sign1 (RFC 9052 §4.2) with ES256 (RFC 9053 §2.1), as thin as it gets over `cryptography`."""

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
_ES256 = ec.ECDSA(hashes.SHA256())

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
        return codec.encode(["Signature1", self.protected, b"", self.payload])

    def with_signature(self, signature: bytes) -> bytes:
        """Return the tagged COSE_Sign1; `signature` is raw r || s, 64 bytes."""
        if len(signature) != SIGNATURE_BYTES:
            raise TokenError("signature_length")
        return _TAG_SIGN1 + codec.encode([self.protected, {}, self.payload, signature])

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
        r = int.from_bytes(self.signature[:32])
        s = int.from_bytes(self.signature[32:])
        message = ToBeSigned(self.protected, self.payload).message
        try:
            key.verify(encode_dss_signature(r, s), message, _ES256)
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


def parse(data: bytes, *, max_bytes: int, labels: frozenset[int]) -> Sign1:
    """Take a tagged COSE_Sign1 apart; nothing in it is trusted yet.

    :param max_bytes: longest accepted input in bytes.
    :param labels: the protected header labels that must all be there, and no other.
    :raises TokenError: `too_large`, `not_sign1`, `header`, `algorithm`, or what :func:`codec.decode` raises.
    """
    if len(data) > max_bytes:
        raise TokenError("too_large")
    if data[:1] != _TAG_SIGN1:
        raise TokenError("not_sign1")
    parts = codec.decode(data[1:], max_depth=2)
    match parts:
        case [bytes() as protected, {**unprotected}, bytes() as payload, bytes() as signature]:
            pass
        case _:
            raise TokenError("not_sign1")
    if unprotected or len(signature) != SIGNATURE_BYTES:
        raise TokenError("not_sign1")
    header = codec.decode(protected, max_depth=codec.MAX_DEPTH)
    if type(header) is not dict or header.keys() != labels:
        raise TokenError("header")
    if type(header[HEADER_ALG]) is not int or header[HEADER_ALG] != ES256:
        raise TokenError("algorithm")
    kid = header[HEADER_KID]
    if type(kid) is not bytes or len(kid) != KID_BYTES:
        raise TokenError("header")
    return Sign1(header=header, protected=protected, payload=payload, signature=signature)
