"""`verify()`: signature first, then dates, then status. One pure function, no clock, no network."""

from collections.abc import Mapping
from typing import TypeAlias

from certapp.credential import claims as claims_
from certapp.credential import qrtext, token
from certapp.credential.claims import Claims
from certapp.credential.errors import CredentialError, ListError, TokenError
from certapp.credential.statuslist import Status, StatusList
from certapp.credential.trustlist import KeyState, Purpose, TrustedKey, TrustList
from certapp.credential.truststore import TrustStore
from certapp.credential.verdict import Verdict, VerdictCode

CLOCK_SKEW = 120  # seconds by which a verifier's clock may be off

# An enumeration's members cost more to look up than to compare.
_FOR_CERTIFICATES = Purpose.CERTIFICATE
_RETIRED, _REVOKED = KeyState.RETIRED, KeyState.REVOKED
_GOOD, _TAKEN_BACK, _SUSPENDED = Status.VALID, Status.INVALID, Status.SUSPENDED
_VALID = VerdictCode.VALID

_Finding: TypeAlias = tuple[VerdictCode, str, int | None]
"""Code, reason, and the age of the status list where one was asked."""


def verify(
    data: bytes, trusted: TrustList | TrustStore, status_lists: Mapping[str, StatusList], now: int
) -> Verdict:
    """Judge a token.

    :param data: the token's bytes, as the QR carries them.
    :param trusted: the keys of one office or of several, already checked against the pinned roots.
    :param status_lists: the status lists held, by address, already checked.
    :param now: unix seconds, UTC.
    :returns: always a verdict; no input makes it raise.
    """
    try:
        signed = token.parse(data)
    except TokenError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    named = trusted.named(signed.kid)  # of one office, unless two have chosen the same kid
    if not named:
        return Verdict(VerdictCode.UNKNOWN_SIGNER, "key_unknown")
    if len(named) > 1:
        named = tuple(pair for pair in named if pair[1].purpose is _FOR_CERTIFICATES) or named
    if named[0][1].purpose is not _FOR_CERTIFICATES:
        return Verdict(VerdictCode.UNKNOWN_SIGNER, "key_purpose")
    signers = {}
    for office, key in named:
        if signed.is_signed_by(key.public_key):
            signers[office] = key
    if not signers:
        return Verdict(VerdictCode.FORGED, "signature")
    try:
        claims = claims_.from_bytes(signed.payload)
    except CredentialError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    return _judge(claims, signers, status_lists, now)


def verify_text(
    text: str, trusted: TrustList | TrustStore, status_lists: Mapping[str, StatusList], now: int
) -> Verdict:
    """Judge a QR text; like :func:`verify`, with UNREADABLE for a text that carries no token."""
    try:
        data = qrtext.token_in(text)
    except TokenError as error:
        return Verdict(VerdictCode.UNREADABLE, error.code)
    return verify(data, trusted, status_lists, now)


def _judge(
    claims: Claims, signers: dict[str, TrustedKey], status_lists: Mapping[str, StatusList], now: int
) -> Verdict:
    """Judge claims that each of `signers` has signed, by office; only the key of their own office counts."""
    key = signers.get(claims.issuer)
    if key is None:
        return Verdict(VerdictCode.UNKNOWN_SIGNER, "key_issuer")
    fault = _fault_of(key, claims.issued_at)
    if fault:
        return Verdict(VerdictCode.UNKNOWN_SIGNER, fault)
    code, reason, age = _judge_dates(claims, now) or _judge_status(claims, status_lists, now)
    return Verdict(code, reason, claims, key, age)


def _fault_of(key: TrustedKey, signed_at: int) -> str | None:
    """Say why the key was not entitled to sign at the moment it says it signed."""
    if key.state is _REVOKED:
        return "key_revoked"
    if key.state is _RETIRED and signed_at > key.since + CLOCK_SKEW:
        return "key_retired"
    if not key.not_before - CLOCK_SKEW <= signed_at <= key.expires + CLOCK_SKEW:
        return "key_not_in_force"
    return None


def _judge_dates(claims: Claims, now: int) -> _Finding | None:
    if now < claims.issued_at - CLOCK_SKEW:
        return VerdictCode.NOT_YET_VALID, "issued_in_future", None
    if now < claims.not_before - CLOCK_SKEW:
        return VerdictCode.NOT_YET_VALID, "before_start", None
    if now >= claims.expires + CLOCK_SKEW:
        return VerdictCode.EXPIRED, "after_end", None
    return None


def _judge_status(claims: Claims, status_lists: Mapping[str, StatusList], now: int) -> _Finding:
    """Say the status, or STATUS_UNKNOWN where no list in force tells it. Never VALID from an old list."""
    status_list = status_lists.get(claims.status.uri)
    if status_list is None:
        return VerdictCode.STATUS_UNKNOWN, "list_missing", None
    age = now - status_list.issued_at
    if status_list.issuer != claims.issuer:  # no office speaks for another one's papers
        return VerdictCode.STATUS_UNKNOWN, "list_foreign", age
    try:
        status = status_list.status(claims.status.index)
    except ListError as error:
        return VerdictCode.STATUS_UNKNOWN, error.code, age
    if status == _TAKEN_BACK:  # revoked is final: an old list that says so still tells the truth
        return VerdictCode.REVOKED, "revoked", age
    if now >= status_list.expires + CLOCK_SKEW:
        return VerdictCode.STATUS_UNKNOWN, "list_expired", age
    if age < -CLOCK_SKEW:
        return VerdictCode.STATUS_UNKNOWN, "list_from_future", age
    if status == _SUSPENDED:
        return VerdictCode.SUSPENDED, "suspended", age
    if status != _GOOD:
        return VerdictCode.STATUS_UNKNOWN, "status_value", age
    return _VALID, "genuine", age
