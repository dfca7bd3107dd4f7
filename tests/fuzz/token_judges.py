"""The judges of tokens, under the trust list of one office.

Nothing that came in with a signature of its own may tell anything, unless its bytes are those of a genuine
token or of its ECDSA twin. What the judge has signed may tell what was signed, and no more.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import cbor2

from certapp.credential import Claims, Verdict, VerdictCode, claims, qrtext, verify, verify_text
from tests.example import ISSUER, NOW, URI, private_key, to_map
from tests.fuzz.finding import require
from tests.fuzz.genuine import LISTS, PROTECTED, SAYS, TRUSTED
from tests.fuzz.signed_body import signed, unframed

SKEW = 120
GOOD_ENTRIES = frozenset(range(32)) - {9, 12}  # of the example's list: neither revoked nor suspended
_APPROVER = private_key("approver")
_BASE32 = {data: qrtext.to_base32(data) for data in SAYS}
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]+")
_TELLING = frozenset(VerdictCode) - {
    VerdictCode.UNREADABLE,
    VerdictCode.UNKNOWN_SIGNER,
    VerdictCode.FORGED,
}


def token(data: bytes) -> str:
    """Judge a token as it came."""
    verdict = verify(data, TRUSTED, LISTS, NOW)
    require_genuine(verdict, data, SAYS)
    return outcome(verdict)


def require_genuine(verdict: Verdict, data: bytes, says: Mapping[bytes, Claims]) -> None:
    """Nothing may be told but for bytes that somebody signed, and then what those say."""
    if verdict.claims is not None:
        require(data in says, f"{verdict.code} for bytes nobody signed")
        require(verdict.claims == says[data], "other claims than were signed")


def text(body: bytes) -> str:
    """Judge a QR text."""
    try:
        scanned = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        scanned = body.decode("latin-1")
    verdict = verify_text(scanned, TRUSTED, LISTS, NOW)
    if verdict.claims is not None:
        compact = _BLANK.sub("", scanned).upper()
        carried = [data for data, base32 in _BASE32.items() if base32 in compact]
        require(any(verdict.claims == SAYS[data] for data in carried), "claims that the text does not carry")
    return outcome(verdict)


def signed_token(body: bytes) -> str:
    """Judge a token that is signed here by the approver."""
    protected, payload = unframed(body)
    verdict = verify(signed(protected, payload, _APPROVER), TRUSTED, LISTS, NOW)
    if verdict.claims is not None:
        require(protected == PROTECTED, "a header that is not ours")
        require_told(verdict.claims, payload)
        if verdict.code is VerdictCode.VALID:
            require(verdict.claims.issuer == ISSUER, "VALID from another office")
            require_due(verdict.claims, URI)
    return outcome(verdict)


def outcome(verdict: Verdict) -> str:
    """Return code and reason; claims are told with some codes, and with those only."""
    tells = verdict.claims is not None
    require(tells == (verdict.code in _TELLING), f"{verdict.code} with claims, or without")
    return f"{verdict.code}.{verdict.reason}"


def require_told(told: Claims, payload: bytes) -> None:
    """What is told is what was signed, read by another reader, and fit to be shown."""
    found = cbor2.loads(payload)
    expected = to_map(told)
    travel, journey = found[claims.TRAVEL], expected.pop(claims.TRAVEL)
    status, entry = found[claims.STATUS]["status_list"], expected.pop(claims.STATUS)["status_list"]
    pairs = [(found[key], value) for key, value in expected.items()]
    pairs += [(status[key], value) for key, value in entry.items()]
    pairs += [(travel.get(key), journey.get(key)) for key in range(1, 12)]
    require(all(repr(one) == repr(other) for one, other in pairs), "other claims than were signed")
    for shown in _texts(list(journey.values())):
        require(all(_is_shown(letter) for letter in shown), "a letter that cannot be shown")
        require(shown == unicodedata.normalize("NFC", shown).strip() != "", "a text that is not in its form")


def _texts(values: list[Any]) -> list[str]:
    inner = [item for value in values if isinstance(value, list) for item in value]
    return [value for value in values + inner if isinstance(value, str)]


def _is_shown(letter: str) -> bool:
    return letter == " " or unicodedata.category(letter)[0] not in "CZ"


def require_due(told: Claims, uri: str) -> None:
    """A token that is VALID is of today, and neither revoked nor suspended in its office's list, at `uri`."""
    require(told.issued_at - SKEW <= NOW, "VALID before it was issued")
    require(told.not_before - SKEW <= NOW < told.expires + SKEW, "VALID outside its days")
    require(told.status.uri == uri and told.status.index in GOOD_ENTRIES, "VALID against its list")
