"""The lists that both verifiers hold: those of the fuzzer, handed to the JavaScript one as data."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certapp.credential import StatusList
from tests.example import NOW, URI, private_key, signed_trust_list
from tests.fuzz import genuine, offices


def handed_over() -> dict[str, Any]:
    """Return what `tests/node/judge.mjs` is told before the first case."""
    return {
        "root": _point("root"),
        "trust_list": signed_trust_list(genuine.TRUSTED).hex(),
        "status_lists": [_as_data(held) for held in genuine.LISTS.values()],
        "uri": URI,
        "offices": [
            {"root": _point(offices.ROOTS[office]), "trust_list": offices.SIGNED_LISTS[office].hex()}
            for office in offices.HELD
        ],
        "office_status_lists": [_as_data(held) for held in offices.STATUS_LISTS.values()],
        "roots": {office: _point(name) for office, name in offices.ROOTS.items()},
        "now": NOW,
        "probes": [genuine.TOKENS[0].hex(), genuine.TOKENS[9].hex()],
    }


def _point(name: str) -> str:
    key: ec.EllipticCurvePublicKey = private_key(name).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()


def _as_data(held: StatusList) -> dict[str, Any]:
    return {
        "uri": held.uri,
        "bits": held.bits,
        "packed": held.packed.hex(),
        "issuedAt": held.issued_at,
        "expires": held.expires,
        "ttl": held.ttl,
        "issuer": held.issuer,
    }
