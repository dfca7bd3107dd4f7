"""Inputs of the fuzzer as cases for both verifiers, and the answer of Python's."""

from random import Random
from typing import Any

from certapp.credential import (
    StatusList,
    TrustList,
    Verdict,
    codec,
    statuslist,
    trustlist,
    verify,
    verify_text,
)
from certapp.credential.errors import ListError, TokenError
from tests.example import DAY, HOUR, NOW, URI, private_key
from tests.fuzz import genuine, mutation, offices
from tests.fuzz.signed_body import signed, unframed

LONGEST = 40_000  # bytes of an input, as for the fuzzer
_MOMENTS = (
    *(NOW,) * 6,
    *(NOW + more for more in (-HOUR - 121, -2 * DAY, 11 * HOUR + 120, 12 * HOUR, 7 * DAY)),
)
_NAMES_OF_CBOR = frozenset({"not_cbor", "not_canonical", "not_plain"})
_PROBES = (genuine.TOKENS[0], genuine.TOKENS[9])  # of the approver, and of the retired one
_KEYS = {name: private_key(name) for name in ("approver", "status list", "root", *offices.SIGNERS)}
_ROOTS = {office: private_key(name) for office, name in offices.ROOTS.items()}


def inputs(number: int) -> bytes:
    """Return the mutated input of this number, made of a genuine one or of a mutated one; always the same."""
    rng = Random(number)
    data = b""
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = mutation.mutated(data, LONGEST, rng.randrange(2**60))
    return data


def case_of(data: bytes, number: int | None) -> dict[str, Any]:
    """Return what both verifiers are to judge; what has to be signed, is signed here.

    `kind` is the fuzzer's letter; `data` hexadecimal, or a list of it (P), or a text (Q).

    :param number: decides on the moment of the check; None for the example's own.
    """
    letter, body = data[:1], data[1:]
    now = NOW if number is None else Random(number).choice(_MOMENTS)
    return {"kind": letter.decode(), "data": _data(letter, body), "now": now}


def _data(letter: bytes, body: bytes) -> str | list[str]:
    match letter:
        case b"S":
            return signed(*unframed(body), _KEYS["approver"]).hex()
        case b"M":
            return signed(*unframed(body), _KEYS["status list"]).hex()
        case b"R":
            return signed(*unframed(body), _KEYS["root"]).hex()
        case b"O":
            name = offices.SIGNERS[body[0] % len(offices.SIGNERS) if body else 0]
            return signed(*unframed(body[1:]), _KEYS[name]).hex()
        case b"P":
            return [signed(*unframed(body), key).hex() for key in _ROOTS.values()]
        case b"Q":
            try:
                return body.decode("utf-8", "surrogatepass")
            except UnicodeDecodeError:
                return body.decode("latin-1")
        case _:
            return body.hex()


def answer(case: dict[str, Any]) -> Any:
    """Return what Python's verifier says of a case, as the JavaScript one writes it."""
    data, now = case["data"], case["now"]
    match case["kind"]:
        case "T" | "S":
            return _verdict(verify(bytes.fromhex(data), genuine.TRUSTED, genuine.LISTS, now))
        case "Q":
            return _verdict(verify_text(data, genuine.TRUSTED, genuine.LISTS, now))
        case "N" | "O":
            return _verdict(verify(bytes.fromhex(data), offices.STORE, offices.STATUS_LISTS, now))
        case "L" | "M":
            return _status_list(bytes.fromhex(data))
        case "K" | "R":
            return _trust_list(bytes.fromhex(data))
        case "P":
            return [_accepted(bytes.fromhex(each), office) for each, office in zip(data, _ROOTS, strict=True)]
        case _:
            return _cbor(bytes.fromhex(data))


def one_name(reason: str) -> str:
    """Return the reason; the three of CBOR stand for each other (docs/token.md)."""
    return "cbor" if reason in _NAMES_OF_CBOR else reason


def _verdict(verdict: Verdict) -> dict[str, Any]:
    told, signer = verdict.claims, verdict.signer
    return {
        "code": str(verdict.code),
        "reason": one_name(verdict.reason),
        "age": verdict.status_age,
        "signer": None if signer is None else signer.kid.hex(),
        "claims": None
        if told is None
        else {
            "issuer": told.issuer,
            "issuedAt": told.issued_at,
            "notBefore": told.not_before,
            "expires": told.expires,
            "cti": told.cti.hex(),
            "status": {"index": told.status.index, "uri": told.status.uri},
            "travel": {
                "number": told.travel.number,
                "holder": told.travel.holder,
                "birthYear": told.travel.birth_year,
                "idLast4": told.travel.id_last4,
                "unit": told.travel.unit,
                "position": told.travel.position,
                "residence": told.travel.residence,
                "destinations": list(told.travel.destinations),
                "purpose": told.travel.purpose,
                "plate": told.travel.plate,
                "hours": None if told.travel.hours is None else list(told.travel.hours),
            },
        },
    }


def _status_list(data: bytes) -> Any:
    try:
        opened = statuslist.open_signed(data, genuine.TRUSTED, uri=URI, held=genuine.HELD)
    except ListError as error:
        return _refusal(error)
    probes = [_verdict(verify(probe, genuine.TRUSTED, {URI: opened}, NOW)) for probe in _PROBES]
    return [_said(opened), probes]


def _said(opened: StatusList) -> dict[str, Any]:
    return {
        "uri": opened.uri,
        "bits": opened.bits,
        "packed": opened.packed.hex(),
        "times": [opened.issued_at, opened.expires, opened.ttl],
        "issuer": opened.issuer,
    }


def _trust_list(data: bytes) -> Any:
    try:
        opened = trustlist.open_signed(data, _KEYS["root"].public_key(), held=genuine.TRUSTED)
    except ListError as error:
        return _refusal(error)
    return [_keys(opened), [_verdict(verify(probe, opened, genuine.LISTS, NOW)) for probe in _PROBES]]


def _accepted(data: bytes, office: str) -> Any:
    try:
        store = offices.STORE.accept(data, _ROOTS[office].public_key())
    except ListError as error:
        return _refusal(error)
    return {name: _keys(held) for name, held in store.lists.items()}


def _keys(opened: TrustList) -> dict[str, Any]:
    """Return all that a trust list says; whole numbers as texts, since JSON's reader rounds them."""
    return {
        "issuer": opened.issuer,
        "times": [str(opened.version), str(opened.issued_at)],
        "keys": {
            key.kid.hex(): [
                int(key.purpose),
                str(key.not_before),
                str(key.expires),
                key.name,
                int(key.state),
                str(key.since),
            ]
            for key in opened.keys.values()
        },
    }


def _refusal(error: ListError) -> list[str]:
    return [error.code, one_name(error.details.get("reason", ""))]


def _cbor(data: bytes) -> str:
    try:
        codec.decode(data, max_depth=codec.MAX_DEPTH)
    except TokenError as error:
        return one_name(error.code)
    return "read"
