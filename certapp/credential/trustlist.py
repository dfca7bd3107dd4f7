"""The trust list: the office's keys, what each may sign, and whether it still may; signed by the root.

A COSE_Sign1 over a COSE_KeySet (RFC 9052 §7). Issuer, time and version stand in the protected header
as CWT claims (RFC 9597), so that the payload is a plain key set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import codec, cose
from certapp.credential.errors import ListError, TokenError

MEDIA_TYPE = "application/cose"  # RFC 9052 §11.3.1
MAX_BYTES = 256 * 1024
CONTENT_TYPE = "application/cose-key-set"  # RFC 9052 §11.3
_LABELS = frozenset(
    {cose.HEADER_ALG, cose.HEADER_CONTENT_TYPE, cose.HEADER_KID, cose.HEADER_CWT_CLAIMS},
)
_ISS, _IAT, _VERSION = 1, 6, -65537
_KTY, _KID, _ALG, _CRV, _X, _Y = 1, 2, 3, -1, -2, -3  # RFC 9052 §7.1, RFC 9053 §7.1.1
_PURPOSE, _NBF, _EXP, _STATE, _SINCE, _NAME = -65537, -65538, -65539, -65540, -65541, -65542
_EC2, _P256 = 2, 1


class Purpose(IntEnum):
    """The one kind of thing a key may sign."""

    CERTIFICATE = 1
    STATUS_LIST = 2


class KeyState(IntEnum):
    """ACTIVE signs; RETIRED signs no more, what it signed stands; REVOKED is distrusted altogether."""

    ACTIVE = 0
    RETIRED = 1
    REVOKED = 2


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """One key of an office.

    :param kid: first 8 bytes of SHA-256 over the key's X.509 certificate (DER).
    :param not_before: start of validity; with `expires`, unix seconds, UTC.
    :param since: when `state` was left ACTIVE, unix seconds; 0 while active.
    :param name: who signs with it, as printed on the paper.
    """

    kid: bytes
    purpose: Purpose
    public_key: ec.EllipticCurvePublicKey
    not_before: int
    expires: int
    name: str
    state: KeyState = KeyState.ACTIVE
    since: int = 0


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose signature by the root has been checked.

    :param version: grows by at least one with every list the root signs.
    :param issued_at: unix seconds, UTC.
    """

    issuer: str
    version: int
    issued_at: int
    keys: Mapping[bytes, TrustedKey] = field(default_factory=dict)

    def find(self, kid: bytes, purpose: Purpose) -> TrustedKey | None:
        """Return the key with this kid if it serves this purpose."""
        key = self.keys.get(kid)
        return key if key is not None and key.purpose is purpose else None

    def named(self, kid: bytes) -> tuple[tuple[str, TrustedKey], ...]:
        """Return the key with this kid, if there is one, with the code of the office that vouches for it."""
        key = self.keys.get(kid)
        return ((self.issuer, key),) if key is not None else ()


def prepare(
    issuer: str, version: int, issued_at: int, keys: Iterable[TrustedKey], root_kid: bytes
) -> cose.ToBeSigned:
    """Fix the exact bytes of a trust list for the root to sign."""
    header = {
        cose.HEADER_CONTENT_TYPE: CONTENT_TYPE,
        cose.HEADER_CWT_CLAIMS: {_ISS: issuer, _IAT: issued_at, _VERSION: version},
    }
    return cose.prepare(header, root_kid, [_to_cose_key(key) for key in sorted(keys, key=lambda k: k.kid)])


def open_signed(data: bytes, root: ec.EllipticCurvePublicKey, *, held: TrustList | None = None) -> TrustList:
    """Check and read a trust list.

    :param root: the office root's public key, pinned by the caller.
    :param held: the list this verifier already has; an older one is refused.
    :raises ListError: `list_unreadable`, `list_forged`, `list_older`, `list_foreign`.
    """
    try:
        signed = cose.parse(data, max_bytes=MAX_BYTES, labels=_LABELS)
        if not signed.is_signed_by(root):
            raise ListError("list_forged")
        trust_list = _from_parts(signed.header, codec.decode(signed.payload, max_depth=codec.MAX_DEPTH))
    except TokenError as error:
        raise ListError("list_unreadable", reason=error.code) from error
    if held is not None and trust_list.issuer != held.issuer:
        raise ListError("list_foreign")
    if held is not None and (trust_list.version, trust_list.issued_at) < (held.version, held.issued_at):
        raise ListError("list_older", version=trust_list.version, held=held.version)
    return trust_list


def _to_cose_key(key: TrustedKey) -> dict[int, Any]:
    numbers = key.public_key.public_numbers()
    return {
        _KTY: _EC2,
        _KID: key.kid,
        _ALG: cose.ES256,
        _CRV: _P256,
        _X: numbers.x.to_bytes(32),
        _Y: numbers.y.to_bytes(32),
        _PURPOSE: int(key.purpose),
        _NBF: key.not_before,
        _EXP: key.expires,
        _STATE: int(key.state),
        _SINCE: key.since,
        _NAME: key.name,
    }


def _from_parts(header: dict[Any, Any], payload: Any) -> TrustList:
    match header:
        case {cose.HEADER_CONTENT_TYPE: str() as kind, cose.HEADER_CWT_CLAIMS: {**claims}} if (
            kind == CONTENT_TYPE
        ):
            pass
        case _:
            raise ListError("list_unreadable", reason="header")
    issuer = claims.get(_ISS)
    if len(claims) != 3 or type(issuer) is not str:
        raise ListError("list_unreadable", reason="header")
    issued_at, version = _number(claims, _IAT), _number(claims, _VERSION)
    if type(payload) is not list:
        raise ListError("list_unreadable", reason="payload")
    keys = {key.kid: key for key in map(_from_cose_key, payload)}
    if len(keys) != len(payload):
        raise ListError("list_unreadable", reason="payload")
    return TrustList(issuer=issuer, version=version, issued_at=issued_at, keys=MappingProxyType(keys))


def _from_cose_key(found: Any) -> TrustedKey:
    if type(found) is not dict:
        raise ListError("list_unreadable", reason="key")
    kinds = [found.get(label) for label in (_KTY, _ALG, _CRV)]
    kid, x, y = (_bytes(found, label, size) for label, size in ((_KID, cose.KID_BYTES), (_X, 32), (_Y, 32)))
    name = found.get(_NAME)
    if kinds != [_EC2, cose.ES256, _P256] or not all(type(kind) is int for kind in kinds):  # true equals 1
        raise ListError("list_unreadable", reason="key")
    if type(name) is not str:
        raise ListError("list_unreadable", reason="key")
    try:
        return TrustedKey(
            kid=kid,
            purpose=Purpose(_number(found, _PURPOSE)),
            public_key=ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y),
            not_before=_number(found, _NBF),
            expires=_number(found, _EXP),
            name=name,
            state=KeyState(_number(found, _STATE)),
            since=_number(found, _SINCE),
        )
    except (ValueError, UnsupportedAlgorithm) as error:  # another purpose or state; not a point of the curve
        raise ListError("list_unreadable", reason="key") from error


def _number(found: dict[Any, Any], label: int) -> int:
    value = found.get(label)
    if type(value) is not int or value < 0:
        raise ListError("list_unreadable", reason="key")
    return value


def _bytes(found: dict[Any, Any], label: int, size: int) -> bytes:
    value = found.get(label)
    if type(value) is not bytes or len(value) != size:
        raise ListError("list_unreadable", reason="key")
    return value
