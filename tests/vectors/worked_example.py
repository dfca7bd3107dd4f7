"""The worked example of docs/token.md, made from the fixed keys of tests/example.py.

Run as a module it puts the example into the document; a test keeps both the same.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import cbor2
from cryptography.hazmat.primitives import serialization

from certapp.credential import qrtext, token
from certapp.credential.claims import TRAVEL_KEYS
from tests.example import (
    BASE_URL,
    CLAIMS,
    KEYS,
    kid,
    private_key,
    signed_status_list,
    signed_token,
    signed_trust_list,
    status_list,
    trust_list,
)
from tests.vectors.dump import Names, dump, dump_within

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "token.md"
BEGIN, END = "<!-- worked example: begin -->", "<!-- worked example: end -->"

HEADER: Names = {
    1: "alg, ES256",
    3: "content type",
    4: "kid",
    15: ("CWT claims", {1: "iss", 6: "iat", -65537: "version"}),
    16: "typ",
}
CWT: Names = {
    1: "iss",
    4: "exp",
    5: "nbf",
    6: "iat",
    7: "cti",
    65535: ("status", {}),
    -65537: ("travel", {key: name.replace("_", " ") for name, key in TRAVEL_KEYS.items()}),
}
STATUS: Names = {
    2: "sub",
    4: "exp",
    6: "iat",
    65533: ("status list", {"bits": "bits", "lst": "lst, compressed"}),
    65534: "ttl",
}
COSE_KEY: Names = {
    1: "kty, EC2",
    2: "kid",
    3: "alg, ES256",
    -1: "crv, P-256",
    -2: "x",
    -3: "y",
    -65537: "purpose",
    -65538: "not before",
    -65539: "expires",
    -65540: "state",
    -65541: "since",
    -65542: "name",
}

TOKEN = signed_token()
STATUS_LIST = signed_status_list(status_list())
TRUST_LIST = signed_trust_list(trust_list(*KEYS[:2]))  # two keys are enough to see how it is made


def worked_example() -> str:
    """Return the section of the document, in Markdown."""
    return "\n".join([*_keys(), *_token(), *_qr_text(), *_status_list(), *_trust_list()]).strip()


def in_document(text: str) -> str:
    """Return the section as a document holds it.

    :raises ValueError: its marks are not there.
    """
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def _keys() -> Iterator[str]:
    yield "### Keys\n"
    yield "A private key is the SHA-256 of `certapp example key: <name>`, reduced to 1 … n-1"
    yield "(tests/example.py): everybody can make it again, and it protects nothing. A kid is taken from"
    yield "the SHA-256 of a fixed text here; an office takes it from the key's certificate. Signatures are"
    yield "deterministic (RFC 6979).\n"
    yield "| key | kid | x | y |"
    yield "| --- | --- | --- | --- |"
    for name in ("root", "approver", "status list"):
        form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        point = private_key(name).public_key().public_bytes(*form)
        yield f"| {name} | `{kid(name).hex()}` | `{point[1:33].hex()}` | `{point[33:].hex()}` |"
    yield ""


def _token() -> Iterator[str]:
    prepared = token.prepare(CLAIMS, kid("approver"))
    yield f"### Token, {len(TOKEN)} bytes\n"
    yield from _block(_message(TOKEN, CWT))
    yield "The approver's key signs the Sig_structure of RFC 9052 §4.4, of which these are the first bytes:\n"
    structure = ["Signature1", prepared.protected, b"", prepared.payload]
    yield from _block(list(dump(structure))[:5])
    yield f"In all {len(prepared.message)} bytes with the SHA-256"
    yield f"`{hashlib.sha256(prepared.message).hexdigest()}`.\n"


def _qr_text() -> Iterator[str]:
    text = qrtext.encode(TOKEN, BASE_URL)
    yield f"### QR text, {len(text)} characters\n"
    yield from _block(text[start : start + 80] for start in range(0, len(text), 80))


def _status_list() -> Iterator[str]:
    yield f"### Status list, {len(STATUS_LIST)} bytes\n"
    yield "32 entries of two bits: entry 9 is INVALID (1), entry 12 SUSPENDED (2), all others are VALID (0)."
    yield f"The byte array before compression is `{status_list().packed.hex()}`.\n"
    yield from _block(_message(STATUS_LIST, STATUS))


def _trust_list() -> Iterator[str]:
    yield f"### Trust list, {len(TRUST_LIST)} bytes\n"
    yield "The keys stand in the order of their kids.\n"
    yield from _block(_message(TRUST_LIST, COSE_KEY))


def _message(data: bytes, names: Names) -> Iterator[str]:
    """Write a COSE_Sign1 out, with what its byte strings hold."""
    protected, unprotected, payload, signature = cbor2.loads(data[1:])
    yield f"{data[:1].hex():<58} # tag 18: COSE_Sign1"
    yield f"{'  ' + data[1:2].hex():<58} # array of 4"
    yield from dump_within(protected, HEADER, depth=2, word="protected header")
    yield from dump(unprotected, depth=2, word="unprotected header")
    yield from dump_within(payload, names, depth=2, word="payload")
    yield from dump(signature, depth=2, word="signature, r || s")


def _block(lines: Iterable[str]) -> Iterator[str]:
    yield "```text"
    yield from lines
    yield "```\n"


if __name__ == "__main__":
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{worked_example()}\n\n{END}{after}", "utf-8")
