"""One case of verdicts.json, and the ways to make the token or the text it is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cbor2

from certapp.credential import Claims, StatusRef, claims, codec, cose, qrtext
from tests.example import BASE_URL, CLAIMS, NOW, URI, kid, sign, signed_token, to_map
from tests.vectors.loose import write

GOOD = signed_token()
PAYLOAD = to_map(CLAIMS)
HEADER = {1: cose.ES256, 4: kid("approver")}
LATER = -70000  # a claim that nobody has thought of yet
SILENT = ("UNREADABLE", "UNKNOWN_SIGNER", "FORGED")  # verdicts that tell nothing of what the token says

Case = dict[str, Any]


def case(
    name: str,
    data: bytes | str,
    verdict: str,
    reason: str,
    *,
    now: int = NOW,
    trust_list: str = "office",
    status_list: str | None = "fresh",
) -> Case:
    """Return a case.

    :param data: a token, or a QR text as it is read.
    :param trust_list, status_list: names of lists in verdicts.json; no status list: None.
    """
    return {
        "name": name,
        "text": data if isinstance(data, str) else qrtext.encode(data, BASE_URL),
        "now": now,
        "trust_list": trust_list,
        "status_list": status_list,
        "verdict": verdict,
        "reason": reason,
        "told": None if verdict in SILENT else _told(data),
    }


def grouped(group: str, cases: Callable[[], Any]) -> list[Case]:
    """Return the cases with the name of their group."""
    return [{"group": group, **made} for made in cases()]


def valid(name: str, data: bytes | str, **options: Any) -> Case:
    """Return a case that is VALID."""
    return case(name, data, "VALID", "genuine", **options)


def unreadable(name: str, data: bytes | str, reason: str) -> Case:
    """Return a case that is UNREADABLE."""
    return case(name, data, "UNREADABLE", reason)


def token(payload: Any = None, *, header: Any = None, by: str = "approver") -> bytes:
    """Return a rightly signed token around a payload and header that need not be right.

    :param payload, header: for :func:`write`, or the bytes themselves; None: as in the example.
    """
    protected, inside = (
        part if isinstance(part, bytes) else write(part)
        for part in (HEADER if header is None else header, PAYLOAD if payload is None else payload)
    )
    return cose.ToBeSigned(protected, inside).signed_by(lambda message: sign(by, message))


def changed(**changes: Any) -> Claims:
    """Return the example's claims with some changed; those of the journey and `index` by their names."""
    travel = {name: changes.pop(name) for name in list(changes) if name in claims.TRAVEL_KEYS}
    if "index" in changes:
        changes["status"] = StatusRef(changes.pop("index"), URI)
    return replace(CLAIMS, **changes, travel=replace(CLAIMS.travel, **travel))


def at(*path: Any, put: Any) -> dict[Any, Any]:
    """Return the example's payload with another value at this place."""
    return _put(PAYLOAD, path, put)


def without(*path: Any) -> dict[Any, Any]:
    """Return the example's payload without what stands at this place."""
    *way, last = path
    inner = PAYLOAD
    for key in way:
        inner = inner[key]
    kept = {key: value for key, value in inner.items() if key != last}
    return _put(PAYLOAD, way, kept) if way else kept


def also(key: Any, value: Any) -> bytes:
    """Return the example's payload with one claim more, at its end."""
    encoded = codec.encode(PAYLOAD)
    return bytes([encoded[0] + 1]) + encoded[1:] + write(key) + write(value)


def _put(found: Any, path: Any, value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    if isinstance(found, list):
        return [_put(item, rest, value) if place == key else item for place, item in enumerate(found)]
    return {**found, key: _put(found.get(key), rest, value)}


def _told(data: bytes | str) -> dict[str, Any]:
    """Return some of what the token says: what a verifier must read out of it."""
    read = qrtext.decode(data).token if isinstance(data, str) else data
    payload = cbor2.loads(cbor2.loads(read[1:])[2])
    travel = payload[claims.TRAVEL]
    return {
        "cti": payload[claims.CTI].hex(),
        "not_before": payload[claims.NBF],
        "expires": payload[claims.EXP],
        "number": travel[1],
        "holder": travel[2],
        "destinations": travel[8],
        "hours": travel.get(11),
    }
