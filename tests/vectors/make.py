"""The test vectors for every verifier, made from the fixed keys of tests/example.py.

`verdicts.json` holds texts with the verdict each must get, `lists.json` signed lists with the error each must
give. Run as a module it writes both; a test keeps them the same. README.md tells how to read them.
"""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from tests.example import URI, private_key, signed_trust_list
from tests.vectors import (
    of_claims,
    of_dates,
    of_large_lists,
    of_messages,
    of_payloads,
    of_records,
    of_signatures,
    of_signers,
    of_status,
    of_status_lists,
    of_texts,
    of_trust_lists,
)
from tests.vectors.case import grouped

FOLDER = Path(__file__).resolve().parent
GROUPS = {
    "validity": of_dates.validity,
    "far away": of_dates.far_away,
    "status": of_status.statuses,
    "signers": of_signers.signers,
    "rotation": of_signers.rotation,
    "signature": of_signatures.signatures,
    "text": of_texts.texts,
    "no text": of_texts.no_texts,
    "message": of_messages.messages,
    "header": of_messages.headers,
    "encoding": of_payloads.encodings,
    "kinds": of_payloads.kinds,
    "limits": of_claims.limits,
    "characters": of_claims.texts,
    "types": of_claims.types,
    "records": of_records.records,
}


def verdicts() -> dict[str, Any]:
    """Return the content of verdicts.json."""
    signed = {**of_status.status_lists(), **of_dates.status_lists()}
    return {
        "root": _root(),
        "trust_lists": {name: data.hex() for name, data in of_signers.trust_lists().items()},
        "status_list_uri": URI,
        "status_lists": {name: data.hex() for name, data in signed.items()},
        "cases": [made for group, cases in GROUPS.items() for made in grouped(group, cases)],
    }


def lists() -> dict[str, Any]:
    """Return the content of lists.json."""
    return {
        "root": _root(),
        "trust_list": signed_trust_list(of_status_lists.OFFICE).hex(),
        "status_list_uri": URI,
        "cases": [
            *of_status_lists.status_lists(),
            *of_trust_lists.trust_lists(),
            *of_large_lists.large_lists(),
        ],
    }


def text_of(content: dict[str, Any]) -> str:
    """Return the content of a file of vectors: a case a line."""
    cases = content.pop("cases")
    head = json.dumps(content, ensure_ascii=True, indent=1)[:-2]
    lines = ",\n".join("  " + json.dumps(made, ensure_ascii=True) for made in cases)
    return f'{head},\n "cases": [\n{lines}\n ]\n}}\n'


def _root() -> str:
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return private_key("root").public_key().public_bytes(*form).hex()


if __name__ == "__main__":
    (FOLDER / "verdicts.json").write_text(text_of(verdicts()))
    (FOLDER / "lists.json").write_text(text_of(lists()))
