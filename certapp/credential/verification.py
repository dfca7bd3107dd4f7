"""`verify()`: signature first, then dates, then status. One pure function, no clock, no network."""

from collections.abc import Mapping
from dataclasses import dataclass

from certapp.credential import claims as claims_
from certapp.credential import qrtext, token
from certapp.credential.claims import Claims
from certapp.credential.errors import CredentialError, ListError, TokenError
from certapp.credential.statuslist import Status, StatusList
from certapp.credential.trustlist import KeyState, Purpose, TrustedKey, TrustList
from certapp.credential.verdict import Verdict, VerdictCode

CLOCK_SKEW = 120  # seconds by which a verifier's clock may be off


@dataclass(frozen=True, slots=True)
class _Finding:
    code: VerdictCode
    reason: str
    status_age: int | None = None


def verify(data: bytes, trust_list: TrustList, status_lists: Mapping[str, StatusList], now: int) -> Verdict:
    """Judge a token.

    :param data: the token's bytes, as the QR carries them.
    :param trust_list: the office's keys, already checked against the pinned root.
    :param status_lists: the status lists held, by address, already checked.
    :param now: unix seconds, UTC.
    :returns: always a verdict; no input makes it raise.
    """
    try:
        signed = token.parse(data)
    except TokenError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    key = trust_list.find(signed.kid, Purpose.CERTIFICATE)
    if key is None:
        reason = "key_purpose" if signed.kid in trust_list.keys else "key_unknown"
        return Verdict(VerdictCode.UNKNOWN_SIGNER, reason)
    if not signed.is_signed_by(key.public_key):
        return Verdict(VerdictCode.FORGED, "signature")
    try:
        claims = claims_.from_bytes(signed.payload)
    except CredentialError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    found = (
        _judge_signer(claims, key, trust_list)
        or _judge_dates(claims, now)
        or _judge_status(claims, status_lists, now)
    )
    if found.code is VerdictCode.UNKNOWN_SIGNER:
        return Verdict(found.code, found.reason)
    return Verdict(found.code, found.reason, claims, key, found.status_age)


def verify_text(
    text: str, trust_list: TrustList, status_lists: Mapping[str, StatusList], now: int
) -> Verdict:
    """Judge a QR text; like :func:`verify`, with UNREADABLE for a text that carries no token."""
    try:
        data = qrtext.decode(text).token
    except TokenError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    return verify(data, trust_list, status_lists, now)


def _judge_signer(claims: Claims, key: TrustedKey, trust_list: TrustList) -> _Finding | None:
    """Refuse what the key was not entitled to sign at the moment it says it signed."""
    if claims.issuer != trust_list.issuer:
        reason = "key_issuer"
    elif key.state is KeyState.REVOKED:
        reason = "key_revoked"
    elif key.state is KeyState.RETIRED and claims.issued_at > key.since + CLOCK_SKEW:
        reason = "key_retired"
    elif not key.not_before - CLOCK_SKEW <= claims.issued_at <= key.expires + CLOCK_SKEW:
        reason = "key_not_in_force"
    else:
        return None
    return _Finding(VerdictCode.UNKNOWN_SIGNER, reason)


def _judge_dates(claims: Claims, now: int) -> _Finding | None:
    if now < claims.issued_at - CLOCK_SKEW:
        return _Finding(VerdictCode.NOT_YET_VALID, "issued_in_future")
    if now < claims.not_before - CLOCK_SKEW:
        return _Finding(VerdictCode.NOT_YET_VALID, "before_start")
    if now >= claims.expires + CLOCK_SKEW:
        return _Finding(VerdictCode.EXPIRED, "after_end")
    return None


def _judge_status(claims: Claims, status_lists: Mapping[str, StatusList], now: int) -> _Finding:
    """Say the status, or STATUS_UNKNOWN where no list in force tells it. Never VALID from an old list."""
    status_list = status_lists.get(claims.status.uri)
    if status_list is None:
        return _Finding(VerdictCode.STATUS_UNKNOWN, "list_missing")
    age = now - status_list.issued_at
    try:
        status = status_list.status(claims.status.index)
    except ListError as error:
        return _Finding(VerdictCode.STATUS_UNKNOWN, error.code, age)
    if status == Status.INVALID:  # revoked is final: an old list that says so still tells the truth
        return _Finding(VerdictCode.REVOKED, "revoked", age)
    if now >= status_list.expires + CLOCK_SKEW:
        return _Finding(VerdictCode.STATUS_UNKNOWN, "list_expired", age)
    if age < -CLOCK_SKEW:
        return _Finding(VerdictCode.STATUS_UNKNOWN, "list_from_future", age)
    if status == Status.SUSPENDED:
        return _Finding(VerdictCode.SUSPENDED, "suspended", age)
    if status != Status.VALID:
        return _Finding(VerdictCode.STATUS_UNKNOWN, "status_value", age)
    return _Finding(VerdictCode.VALID, "genuine", age)
