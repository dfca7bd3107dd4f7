"""A small world of fixed keys, papers and lists: the same bytes on every machine and at every run.

docs/token.md shows them byte by byte and tests/vectors/ holds them for other verifiers. The private keys are
derived from their names, so that everybody can make them again; they protect nothing.
"""

import hashlib
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import (
    Claims,
    KeyState,
    Purpose,
    Status,
    StatusList,
    StatusRef,
    Travel,
    TrustedKey,
    TrustList,
    codec,
    statuslist,
    token,
    trustlist,
)
from certapp.credential import claims as claims_
from certapp.keystore.signing import sign_raw

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5)
HOUR = 3600
DAY = 24 * HOUR

NOW = 1795568400  # 2026-11-25 08:00 in Vietnam, 01:00 UTC
URI = "https://gxn.example/s/1"
BASE_URL = "https://gxn.example"
ISSUER = "MTTQ-BA"

CLAIMS = Claims(
    issuer=ISSUER,
    issued_at=NOW - HOUR,
    not_before=NOW - 8 * HOUR,  # midnight in Vietnam
    expires=NOW - 8 * HOUR + 7 * DAY,
    cti=bytes.fromhex("0102030405060708"),
    status=StatusRef(index=5, uri=URI),
    travel=Travel(
        number="07/GXN-MTTQ-BTT",
        holder="Nguyễn Thị Hồng Nhung",
        birth_year=1988,
        id_last4="1234",
        unit="Xã Phước Đại",
        position="Công chức Văn phòng",
        residence="Phường Mỹ Hải, Phan Rang - Tháp Chàm, Ninh Thuận",
        destinations=("Xã Phước Đại",),
        purpose="Đi làm việc tại cơ quan",
        plate="85B1-123.45",
        hours=(5 * 60, 19 * 60),
    ),
)


def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key of this name: SHA-256 of `certapp example key: <name>`, reduced to 1 … n-1."""
    number = int.from_bytes(hashlib.sha256(f"certapp example key: {name}".encode()).digest())
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def kid(name: str) -> bytes:
    """Return a fixed kid; a real one is taken from the key's X.509 certificate."""
    return hashlib.sha256(f"certapp example certificate: {name}".encode()).digest()[:8]


def sign(name: str, message: bytes) -> bytes:
    """Sign with the key of this name, deterministically (RFC 6979)."""
    return sign_raw(private_key(name), message)


def signed_token(claims: Claims = CLAIMS, *, by: str = "approver", as_kid: bytes | None = None) -> bytes:
    """Return a token signed by this key, under its own kid or another."""
    return token.prepare(claims, as_kid or kid(by)).signed_by(lambda message: sign(by, message))


def trusted_key(name: str, purpose: Purpose = Purpose.CERTIFICATE, **changes: object) -> TrustedKey:
    """Return the entry of the key of this name in a trust list."""
    entry = TrustedKey(
        kid=kid(name),
        purpose=purpose,
        public_key=private_key(name).public_key(),
        not_before=NOW - 30 * DAY,
        expires=NOW + 335 * DAY,
        name="Nguyễn Văn Bền" if purpose is Purpose.CERTIFICATE else "",
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


KEYS = (
    trusted_key("approver"),
    trusted_key("status list", Purpose.STATUS_LIST),
    trusted_key("retired approver", state=KeyState.RETIRED, since=NOW - 2 * DAY),
    trusted_key("revoked approver", state=KeyState.REVOKED, since=NOW - 2 * DAY),
)


def trust_list(*keys: TrustedKey, version: int = 3, issued_at: int = NOW - 10 * DAY) -> TrustList:
    """Return a trust list of these keys, by default of all of the example."""
    entries = {key.kid: key for key in keys or KEYS}
    return TrustList(issuer=ISSUER, version=version, issued_at=issued_at, keys=entries)


def signed_trust_list(held: TrustList, *, by: str = "root") -> bytes:
    """Return this trust list as the root signs it."""
    prepared = trustlist.prepare(held.issuer, held.version, held.issued_at, held.keys.values(), kid(by))
    return prepared.signed_by(lambda message: sign(by, message))


def status_list(statuses: dict[int, int] | None = None, **changes: object) -> StatusList:
    """Return a status list of 32 entries: 9 is revoked and 12 suspended unless told otherwise."""
    given = {9: Status.INVALID, 12: Status.SUSPENDED} if statuses is None else statuses
    made = StatusList(
        uri=URI,
        bits=2,
        packed=statuslist.pack(given, 32),
        issued_at=NOW - HOUR,
        expires=NOW + 11 * HOUR,
        ttl=300,
        issuer=ISSUER,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def signed_status_list(held: StatusList, *, by: str = "status list") -> bytes:
    """Return this status list as the status-list key signs it."""
    return statuslist.prepare(held, kid(by)).signed_by(lambda message: sign(by, message))


def to_map(claims: Claims) -> dict[Any, Any]:
    """Return what the payload of a token with these claims encodes."""
    found: dict[Any, Any] = codec.decode(claims_.to_bytes(claims), max_depth=codec.MAX_DEPTH)
    return found
