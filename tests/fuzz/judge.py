"""The judge of every input: what may be VALID, what may be raised. It raises, itself, on a finding.

An input is one letter and a body. Of some kinds the judge signs the body with the right key before it is
read, so that what lies behind a signature is reached; whatever is then told must be what was signed. Nothing
that came in with a signature of its own may tell anything, unless its bytes are those of a genuine token or
of its ECDSA twin.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable
from typing import Any

import cbor2

from certapp.credential import (
    Claims,
    Verdict,
    VerdictCode,
    claims,
    codec,
    cose,
    qrtext,
    statuslist,
    trustlist,
    verify,
    verify_text,
)
from certapp.credential.errors import ListError, TokenError
from certapp.keystore.signing import sign_raw
from tests.example import ISSUER, NOW, URI, private_key
from tests.fuzz import genuine
from tests.fuzz.genuine import (
    HELD,
    LISTS,
    MAY_OPEN,
    PROTECTED,
    SAYS,
    STATUS_PROTECTED,
    TRUSTED,
)

SKEW = 120
_APPROVER, _STATUS, _ROOT = private_key("approver"), private_key("status list"), private_key("root")
_ROOT_PUBLIC = _ROOT.public_key()
_BASE32 = {data: qrtext.to_base32(data) for data in SAYS}
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]+")
_GOOD_ENTRIES = frozenset(range(32)) - {9, 12}
_TELLING = frozenset(VerdictCode) - {
    VerdictCode.UNREADABLE,
    VerdictCode.UNKNOWN_SIGNER,
    VerdictCode.FORGED,
}


class Finding(AssertionError):
    """Something certapp must never do."""


def judge(data: bytes) -> str:
    """Give one input to certapp.

    :returns: what became of it, such as `signed.UNREADABLE.claim_invalid`.
    :raises Finding: what was told is not what was signed.
    :raises Exception: whatever certapp may not raise is let through.
    """
    name, kind = KINDS.get(data[:1], ("token", _token))
    return f"{name}.{kind(data[1:] if data[:1] in KINDS else data)}"


def framed(protected: bytes, payload: bytes) -> bytes:
    """Return the body of a kind that the judge signs."""
    return bytes([len(protected)]) + protected + payload


def unframed(body: bytes) -> tuple[bytes, bytes]:
    """Take such a body apart; any bytes are one."""
    size = body[0] if body else 0
    return body[1 : 1 + size], body[1 + size :]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Finding(what)


def _outcome(verdict: Verdict) -> str:
    tells = verdict.claims is not None
    _require(tells == (verdict.code in _TELLING), f"{verdict.code} with claims, or without")
    return f"{verdict.code}.{verdict.reason}"


def _token(data: bytes) -> str:
    verdict = verify(data, TRUSTED, LISTS, NOW)
    if verdict.claims is not None:
        _require(data in SAYS, f"{verdict.code} for bytes nobody signed")
        _require(verdict.claims == SAYS[data], "other claims than were signed")
    return _outcome(verdict)


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    verdict = verify_text(text, TRUSTED, LISTS, NOW)
    if verdict.claims is not None:
        compact = _BLANK.sub("", text).upper()
        carried = [data for data, base32 in _BASE32.items() if base32 in compact]
        _require(any(verdict.claims == SAYS[data] for data in carried), "claims that the text does not carry")
    return _outcome(verdict)


def _signed(body: bytes) -> str:
    protected, payload = unframed(body)
    prepared = cose.ToBeSigned(protected, payload)
    data = prepared.signed_by(lambda message: sign_raw(_APPROVER, message))
    verdict = verify(data, TRUSTED, LISTS, NOW)
    if verdict.claims is not None:
        _require(protected == PROTECTED, "a header that is not ours")
        _require_told(verdict.claims, payload)
    if verdict.code is VerdictCode.VALID:
        _require_due(verdict.claims)
    return _outcome(verdict)


def _require_told(told: Claims, payload: bytes) -> None:
    """What is told is what was signed, read by another reader, and fit to be shown."""
    found = cbor2.loads(payload)
    expected = claims.to_map(told)
    travel, journey = found[claims.TRAVEL], expected.pop(claims.TRAVEL)
    status, entry = found[claims.STATUS]["status_list"], expected.pop(claims.STATUS)["status_list"]
    pairs = [(found[key], value) for key, value in expected.items()]
    pairs += [(status[key], value) for key, value in entry.items()]
    pairs += [(travel.get(key), journey.get(key)) for key in range(1, 12)]
    _require(all(repr(one) == repr(other) for one, other in pairs), "other claims than were signed")
    for text in _texts(list(journey.values())):
        _require(all(_is_shown(letter) for letter in text), "a letter that cannot be shown")
        _require(text == unicodedata.normalize("NFC", text).strip() != "", "a text that is not in its form")


def _texts(values: list[Any]) -> list[str]:
    inner = [item for value in values if isinstance(value, list) for item in value]
    return [value for value in values + inner if isinstance(value, str)]


def _is_shown(letter: str) -> bool:
    return letter == " " or unicodedata.category(letter)[0] not in "CZ"


def _require_due(told: Claims | None) -> None:
    """A token that is VALID is of this office, of today, and neither revoked nor suspended."""
    assert told is not None
    _require(told.issuer == ISSUER, "VALID from another office")
    _require(told.issued_at - SKEW <= NOW, "VALID before it was issued")
    _require(told.not_before - SKEW <= NOW < told.expires + SKEW, "VALID outside its days")
    _require(told.status.uri == URI and told.status.index in _GOOD_ENTRIES, "VALID against its list")


def _status_list(data: bytes) -> str:
    opened, outcome = _open_status_list(data)
    _require(opened is None or data in MAY_OPEN, "a status list that nobody signed")
    return outcome


def _signed_status_list(body: bytes) -> str:
    protected, payload = unframed(body)
    data = cose.ToBeSigned(protected, payload).signed_by(lambda message: sign_raw(_STATUS, message))
    opened, outcome = _open_status_list(data)
    if opened is not None:
        found = cbor2.loads(payload)
        _require(protected == STATUS_PROTECTED and found[2] == opened.uri == URI, "a list of another kind")
        _require(zlib.decompress(found[65533]["lst"]) == opened.packed, "other entries than were signed")
        _require(len(opened) <= statuslist.MAX_ENTRIES, "more entries than fit")
        verdict = verify(genuine.TOKENS[0], TRUSTED, {URI: opened}, NOW)
        fresh = opened.issued_at - SKEW <= NOW < opened.expires + SKEW
        good = fresh and len(opened) > 5 and opened.status(5) == 0
        _require(verdict.code is not VerdictCode.VALID or good, "VALID against its list")
        outcome += f".{verdict.code}"
    return outcome


def _open_status_list(data: bytes) -> tuple[statuslist.StatusList | None, str]:
    try:
        opened = statuslist.open_signed(data, TRUSTED, uri=URI, held=HELD)
    except ListError as error:
        return None, _refusal(error)
    _require(opened.issued_at >= HELD.issued_at, "an older list taken")
    return opened, "opened"


def _trust_list(data: bytes) -> str:
    opened, outcome = _open_trust_list(data)
    _require(opened is None or data in MAY_OPEN, "a trust list that nobody signed")
    return outcome


def _signed_trust_list(body: bytes) -> str:
    protected, payload = unframed(body)
    data = cose.ToBeSigned(protected, payload).signed_by(lambda message: sign_raw(_ROOT, message))
    opened, outcome = _open_trust_list(data)
    if opened is not None:
        verdict = verify(genuine.TOKENS[0], opened, LISTS, NOW)
        _require(
            verdict.claims is None or verdict.claims == SAYS[genuine.TOKENS[0]],
            "other claims than were signed",
        )
        entry = next((key for key in cbor2.loads(payload) if key[2] == PROTECTED[-8:]), None)
        point = TRUSTED.keys[PROTECTED[-8:]].public_key.public_numbers()
        good = entry is not None and (entry[-2], entry[-3]) == (point.x.to_bytes(32), point.y.to_bytes(32))
        _require(verdict.code is not VerdictCode.VALID or good, "VALID under another key")
        outcome += f".{verdict.code}"
    return outcome


def _open_trust_list(data: bytes) -> tuple[trustlist.TrustList | None, str]:
    try:
        opened = trustlist.open_signed(data, _ROOT_PUBLIC, held=TRUSTED)
    except ListError as error:
        return None, _refusal(error)
    age, held = (opened.version, opened.issued_at), (TRUSTED.version, TRUSTED.issued_at)
    _require(age >= held, "an older list taken")
    return opened, "opened"


def _refusal(error: ListError) -> str:
    return ".".join([error.code, *(str(error.details[key]) for key in ("reason",) if key in error.details)])


def _cbor(data: bytes) -> str:
    try:
        value = codec.decode(data, max_depth=codec.MAX_DEPTH)
    except TokenError as error:
        return error.code
    _require(codec.encode(value) == data, "a second encoding of one value")
    return "read"


KINDS: dict[bytes, tuple[str, Callable[[bytes], str]]] = {
    b"T": ("token", _token),
    b"S": ("signed", _signed),
    b"Q": ("text", _text),
    b"L": ("status-list", _status_list),
    b"M": ("signed-status-list", _signed_status_list),
    b"K": ("trust-list", _trust_list),
    b"R": ("signed-trust-list", _signed_trust_list),
    b"C": ("cbor", _cbor),
}
"""By its letter: the kind's name and its judge."""
TOKENS = ("token", "signed", "text")  # the kinds that carry a token
