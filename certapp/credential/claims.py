"""What a certificate says: CWT claims (RFC 8392) with one private claim for the travel facts."""

import unicodedata
from dataclasses import dataclass, fields
from operator import attrgetter, le
from typing import Any

from certapp.credential import codec
from certapp.credential.errors import ClaimsError

ISS, EXP, NBF, IAT, CTI = 1, 4, 5, 6, 7
STATUS = 65535  # Token Status List
TRAVEL = -65537  # private use (RFC 8392 §9.1)
CTI_BYTES = 8
MINUTES_A_DAY = 24 * 60
LATEST = 2**37  # seconds: the year 6325, inside the date type of Python (year 9999) and of every browser

# Longest text of a travel claim, in characters.
TEXT_LIMITS = {
    "number": 40,
    "holder": 80,
    "unit": 120,
    "position": 80,
    "residence": 120,
    "purpose": 200,
    "plate": 16,
}
MAX_DESTINATIONS = 6
DESTINATION_LIMIT = 80


@dataclass(frozen=True, slots=True)
class StatusRef:
    """Where the certificate's status stands: entry `index` of the status list at `uri`."""

    index: int
    uri: str


@dataclass(frozen=True, slots=True)
class Travel:
    """The facts a checkpoint needs, and no more: no full ID number, birth date, phone or street.

    :param hours: daily window in minutes after local midnight, (from, until); None for the whole day.
    """

    number: str
    holder: str
    birth_year: int
    id_last4: str
    unit: str
    position: str
    residence: str
    destinations: tuple[str, ...]
    purpose: str
    plate: str | None = None
    hours: tuple[int, int] | None = None


# Position in this table is the map key in the token, from 1; a changed meaning takes a new key.
TRAVEL_KEYS = {name.name: key for key, name in enumerate(fields(Travel), start=1)}
_TRAVEL_LABELS = tuple(TRAVEL_KEYS.values())
_travel_texts = attrgetter(*(name for name in TEXT_LIMITS if name != "plate"))
# In the order in which _check_texts() takes them.
_TEXT_NAMES = ("issuer", "status", "id_last4", *TEXT_LIMITS, *("destinations",) * MAX_DESTINATIONS)
_TEXT_LIMITS = (32, 120, 4, *TEXT_LIMITS.values(), *(DESTINATION_LIMIT,) * MAX_DESTINATIONS)


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims of a token. Times are whole seconds since 1970-01-01 UTC; `cti` is 8 random bytes."""

    issuer: str
    issued_at: int
    not_before: int
    expires: int
    cti: bytes
    status: StatusRef
    travel: Travel


def to_bytes(claims: Claims) -> bytes:
    """Return the CWT claims of `claims` in deterministic CBOR: the payload of a token.

    :raises ClaimsError: `claim_invalid` with the `field` that breaks a rule of docs/token.md.
    """
    _check(claims)
    return _encode(claims)


def from_bytes(payload: bytes) -> Claims:
    """Read claims back from a token's payload.

    Unknown claims and unknown travel keys are passed over (RFC 8392 §3; docs/token.md, versioning).

    :raises ClaimsError: `claim_invalid` with the `field` at fault.
    :raises TokenError: the payload is not deterministic CBOR.
    """
    found = codec.loads(payload, max_depth=codec.MAX_DEPTH)
    try:
        claims = _read(found)
    except ClaimsError:
        codec.require_canonical(found, payload)  # a fault of the encoding is named before one of a claim
        raise
    # Nearly always these claims are all there is, and their own encoding proves the payload canonical.
    if _encode(claims) != payload:
        codec.require_canonical(found, payload)
        _check_labels(found[TRAVEL])
    return claims


def _encode(claims: Claims) -> bytes:
    travel, status = claims.travel, claims.status
    facts = {
        1: travel.number,
        2: travel.holder,
        3: travel.birth_year,
        4: travel.id_last4,
        5: travel.unit,
        6: travel.position,
        7: travel.residence,
        8: travel.destinations,
        9: travel.purpose,
    }
    if travel.plate is not None:
        facts[10] = travel.plate
    if travel.hours is not None:
        facts[11] = travel.hours
    return codec.dump_ordered(
        {
            ISS: claims.issuer,
            EXP: claims.expires,
            NBF: claims.not_before,
            IAT: claims.issued_at,
            CTI: claims.cti,
            STATUS: {"status_list": {"idx": status.index, "uri": status.uri}},
            TRAVEL: facts,
        }
    )


def _read(found: Any) -> Claims:
    if type(found) is not dict:
        raise _fault("claims")
    take: Any = found.get  # of whatever type: _check() below looks at every one
    status, travel = _read_status(take(STATUS)), _read_travel(take(TRAVEL))
    claims = Claims(take(ISS), take(IAT), take(NBF), take(EXP), take(CTI), status, travel)
    _check(claims)
    return claims


def _read_status(found: Any) -> StatusRef:
    inner = found.get("status_list") if type(found) is dict else None
    if type(inner) is not dict:
        raise _fault("status")
    return StatusRef(inner.get("idx"), inner.get("uri"))  # type: ignore[arg-type]


def _read_travel(found: Any) -> Travel:
    if type(found) is not dict:
        raise _fault("travel")
    facts: Any = map(found.get, _TRAVEL_LABELS)
    number, holder, year, last4, unit, position, residence, destinations, purpose, plate, hours = facts
    if type(destinations) is list:
        destinations = tuple(destinations)
    if type(hours) is list:
        hours = tuple(hours)
    return Travel(number, holder, year, last4, unit, position, residence, destinations, purpose, plate, hours)


def _check_labels(travel: dict[Any, Any]) -> None:
    """Check what the claims no longer show: text for a label, and null where a fact is to be left out."""
    absent = any(travel.get(label, "") is None for label in _TRAVEL_LABELS)
    if absent or not all(type(label) is int for label in travel):
        raise _fault("travel")


def _check(claims: Claims) -> None:
    issued_at, not_before, expires = claims.issued_at, claims.not_before, claims.expires
    index, travel = claims.status.index, claims.travel
    year, places, hours = travel.birth_year, travel.destinations, travel.hours
    if type(issued_at) is not int or not 0 <= issued_at <= LATEST:
        raise _fault("issued_at")
    if type(not_before) is not int or not 0 <= not_before <= LATEST:
        raise _fault("not_before")
    if type(expires) is not int or not issued_at < expires <= LATEST or not_before >= expires:
        raise _fault("expires")
    if type(claims.cti) is not bytes or len(claims.cti) != CTI_BYTES:
        raise _fault("cti")
    if type(index) is not int or not 0 <= index < 2**32:
        raise _fault("status")
    if type(year) is not int or not 1900 <= year <= 2100:
        raise _fault("birth_year")
    if type(places) is not tuple or not 1 <= len(places) <= MAX_DESTINATIONS:
        raise _fault("destinations")
    if hours is not None and not _are_hours(hours):
        raise _fault("hours")
    _check_texts(claims.issuer, claims.status.uri, travel)


def _are_hours(hours: Any) -> bool:
    if type(hours) is not tuple or len(hours) != 2:
        return False
    start, end = hours
    are_minutes = type(start) is int and type(end) is int
    return are_minutes and 0 <= start < MINUTES_A_DAY and 1 <= end <= MINUTES_A_DAY and start != end


def _check_texts(issuer: str, uri: str, travel: Travel) -> None:
    """Check all texts at once, which costs a third; only when that fails, look for the one at fault."""
    plate = "-" if travel.plate is None else travel.plate
    texts = (issuer, uri, travel.id_last4, *_travel_texts(travel), plate, *travel.destinations)
    if not _are_texts(texts, _TEXT_LIMITS):
        for name, text, limit in zip(_TEXT_NAMES, texts, _TEXT_LIMITS, strict=False):
            if not _are_texts((text,), (limit,)):
                raise _fault(name)
    if not issuer.isascii():
        raise _fault("issuer")
    if not uri.isascii():
        raise _fault("status")
    last4 = travel.id_last4
    if len(last4) != 4 or not last4.isascii() or not last4.isdigit():
        raise _fault("id_last4")


def _are_texts(texts: tuple[Any, ...], limits: tuple[int, ...]) -> bool:
    """Tell whether each is 1 to so many printable characters in NFC, without blanks at its ends.

    A space between two texts composes with neither, so they are in NFC together when each of them is.
    """
    try:
        joined = " ".join(texts)
    except TypeError:  # not all of them are text
        return False
    return (
        joined.isprintable()
        and all(map(le, map(len, texts), limits))
        and (
            (joined[:1] != " " != joined[-1:] and "  " not in joined and all(texts))
            or all(text and text[0] != " " != text[-1] for text in texts)
        )
        and unicodedata.is_normalized("NFC", joined)
    )


def _fault(name: str) -> ClaimsError:
    return ClaimsError("claim_invalid", field=name)
