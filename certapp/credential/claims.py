"""What a certificate says: CWT claims (RFC 8392) with one private claim for the travel facts."""

import unicodedata
from dataclasses import dataclass, fields
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


def to_map(claims: Claims) -> dict[int, Any]:
    """Return the CWT claims map of `claims`.

    :raises ClaimsError: `claim_invalid` with the `field` that breaks a rule of docs/token.md.
    """
    _check(claims)
    travel = {
        key: list(value) if isinstance(value, tuple) else value
        for name, key in TRAVEL_KEYS.items()
        if (value := getattr(claims.travel, name)) is not None
    }
    return {
        ISS: claims.issuer,
        EXP: claims.expires,
        NBF: claims.not_before,
        IAT: claims.issued_at,
        CTI: claims.cti,
        STATUS: {"status_list": {"idx": claims.status.index, "uri": claims.status.uri}},
        TRAVEL: travel,
    }


def from_bytes(payload: bytes) -> Claims:
    """Read claims back from a token's payload.

    Unknown claims and unknown travel keys are passed over (RFC 8392 §3; docs/token.md, versioning).

    :raises ClaimsError: `claim_invalid` with the `field` at fault.
    :raises TokenError: the payload is not deterministic CBOR.
    """
    found = codec.decode(payload, max_depth=codec.MAX_DEPTH)
    if type(found) is not dict:
        raise ClaimsError("claim_invalid", field="claims")
    claims = Claims(
        issuer=found.get(ISS),  # type: ignore[arg-type]  # _check() below looks at every type
        issued_at=found.get(IAT),  # type: ignore[arg-type]
        not_before=found.get(NBF),  # type: ignore[arg-type]
        expires=found.get(EXP),  # type: ignore[arg-type]
        cti=found.get(CTI),  # type: ignore[arg-type]
        status=_status_from(found.get(STATUS)),
        travel=_travel_from(found.get(TRAVEL)),
    )
    _check(claims)
    return claims


def _status_from(found: Any) -> StatusRef:
    match found:
        case {"status_list": {"idx": index, "uri": uri}}:
            return StatusRef(index=index, uri=uri)
        case _:
            raise ClaimsError("claim_invalid", field="status")


def _travel_from(found: Any) -> Travel:
    if type(found) is not dict or not all(type(key) is int for key in found):
        raise ClaimsError("claim_invalid", field="travel")
    values: dict[str, Any] = {
        name: tuple(value) if type(value := found[key]) is list else value
        for name, key in TRAVEL_KEYS.items()
        if key in found
    }
    if any(value is None for value in values.values()):  # absent is written in one way only
        raise ClaimsError("claim_invalid", field="travel")
    try:
        return Travel(**values)
    except TypeError as error:
        raise ClaimsError("claim_invalid", field="travel") from error


def _check(claims: Claims) -> None:
    _require("issuer", _is_text(claims.issuer, 32) and claims.issuer.isascii())
    for name in ("issued_at", "not_before", "expires"):
        _require(name, _is_int(getattr(claims, name), 0, LATEST))
    _require("expires", claims.expires > claims.not_before and claims.expires > claims.issued_at)
    _require("cti", type(claims.cti) is bytes and len(claims.cti) == CTI_BYTES)
    _require("status", _is_int(claims.status.index, 0, 2**32 - 1))
    _require("status", _is_text(claims.status.uri, 120) and claims.status.uri.isascii())
    _check_travel(claims.travel)


def _check_travel(travel: Travel) -> None:
    for name, limit in TEXT_LIMITS.items():
        value = getattr(travel, name)
        _require(name, _is_text(value, limit) or (name == "plate" and value is None))
    _require("birth_year", _is_int(travel.birth_year, 1900, 2100))
    last4 = travel.id_last4
    _require("id_last4", type(last4) is str and len(last4) == 4 and last4.isascii() and last4.isdigit())
    places = travel.destinations
    _require("destinations", type(places) is tuple and 1 <= len(places) <= MAX_DESTINATIONS)
    _require("destinations", all(_is_text(place, DESTINATION_LIMIT) for place in places))
    if travel.hours is not None:
        match travel.hours:
            case (start, end) if _is_int(start, 0, MINUTES_A_DAY - 1) and _is_int(end, 1, MINUTES_A_DAY):
                _require("hours", start != end)
            case _:
                raise ClaimsError("claim_invalid", field="hours")


def _require(name: str, condition: bool) -> None:
    if not condition:
        raise ClaimsError("claim_invalid", field=name)


def _is_int(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_text(value: Any, limit: int) -> bool:
    """Tell whether `value` is 1 to `limit` printable characters in NFC, without blanks at the ends."""
    return (
        type(value) is str
        and 0 < len(value) <= limit
        and value.isprintable()
        and value == value.strip()
        and unicodedata.is_normalized("NFC", value)
    )
