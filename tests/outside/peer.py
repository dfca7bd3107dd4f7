"""What other people's COSE libraries say: run in .venv-outside, asked in JSON; imports nothing of certapp.

Standard input holds a list of requests, standard output gets the answers in the same order. A request names a
`library` (python-cwt, pycose, pycddl), what to `do` and what with, in hexadecimal. An answer is a `result` or
an `error` with class and text.

open    `data` with the key `kid`, `x`, `y`: the payload, hexadecimal
claims  python-cwt only: the claims of `data` as its CWT reader tells them, bytes in hexadecimal
sign    `payload` with the key `kid`, `x`, `y`, `d`, and perhaps a `typ`, all of it in the protected header
match   pycddl only: whether `data` is what `schema`, in CDDL (RFC 8610), says of `rule`
encode  python-cwt only: `claims` by its CWT writer with its own defaults: the message
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import cwt
import pycddl
from cwt import COSE, COSEKey
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key
from pycose.messages import CoseMessage, Sign1Message

Request = dict[str, Any]
EC2, ES256, P256 = 2, -7, 1


def _cwt_key(request: Request) -> Any:
    """Return the key in the form of RFC 9052 §7."""
    parts = {1: EC2, 2: _bytes(request, "kid"), 3: ES256, -1: P256}
    parts |= {
        label: _bytes(request, name) for label, name in ((-2, "x"), (-3, "y"), (-4, "d")) if name in request
    }
    return COSEKey.new(parts)


def _pycose_key(request: Request) -> EC2Key:
    return EC2Key("P_256", *(_bytes(request, name) for name in ("x", "y", "d") if name in request))


def _open_by_cwt(request: Request) -> str:
    return COSE.new(verify_kid=True).decode(_bytes(request, "data"), _cwt_key(request)).hex()


def _open_by_pycose(request: Request) -> str:
    message = CoseMessage.decode(_bytes(request, "data"))
    message.key = _pycose_key(request)
    if not message.verify_signature():
        raise ValueError("bad signature")
    return message.payload.hex()


def _claims_by_cwt(request: Request) -> list[Any]:
    return _told(cwt.decode(_bytes(request, "data"), _cwt_key(request)))


def _sign_by_cwt(request: Request) -> str:
    key, payload = _cwt_key(request), _bytes(request, "payload")
    cose = COSE.new(alg_auto_inclusion=True, deterministic_header=True)
    header = {4: _bytes(request, "kid"), **({16: request["typ"]} if "typ" in request else {})}
    return cose.encode_and_sign(payload, key, protected=header).hex()


def _sign_by_pycose(request: Request) -> str:
    header = {
        Algorithm: Es256,
        KID: _bytes(request, "kid"),
        **({16: request["typ"]} if "typ" in request else {}),
    }
    message = Sign1Message(phdr=header, payload=_bytes(request, "payload"), key=_pycose_key(request))
    return message.encode().hex()


def _encode_by_cwt(request: Request) -> str:
    claims = {int(label): value for label, value in request["claims"].items()}
    return cwt.encode(claims, _cwt_key(request)).hex()


def _match_by_pycddl(request: Request) -> bool:
    schema = pycddl.Schema(f"start = {request['rule']}\n{request['schema']}")
    try:
        schema.validate_cbor(_bytes(request, "data"))
    except pycddl.ValidationError:
        return False
    return True


VERBS: dict[tuple[str, str], Callable[[Request], Any]] = {
    ("python-cwt", "open"): _open_by_cwt,
    ("python-cwt", "claims"): _claims_by_cwt,
    ("python-cwt", "sign"): _sign_by_cwt,
    ("python-cwt", "encode"): _encode_by_cwt,
    ("pycddl", "match"): _match_by_pycddl,
    ("pycose", "open"): _open_by_pycose,
    ("pycose", "sign"): _sign_by_pycose,
}


def _bytes(request: Request, name: str) -> bytes:
    return bytes.fromhex(request[name])


def _told(value: Any) -> Any:
    """Return a value as JSON can tell it; a map as a list of pairs, since JSON's keys are text."""
    if isinstance(value, dict):
        return [[key, _told(item)] for key, item in value.items()]
    if isinstance(value, list):
        return [_told(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def answer(request: Request) -> dict[str, Any]:
    """Do what is asked. Whatever a library raises, also by accident, is its answer."""
    try:
        return {"result": VERBS[request["library"], request["do"]](request)}
    except Exception as error:  # noqa: BLE001 - these libraries let errors of every kind through
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
