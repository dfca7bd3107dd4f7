"""Cases about the signature alone, after those of Wycheproof for ECDSA on P-256, made anew for tokens."""

import hashlib
from collections.abc import Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from certapp.credential import codec
from certapp.credential import token as token_
from tests.example import CLAIMS, kid, private_key, sign, trusted_key
from tests.vectors import curve
from tests.vectors.case import GOOD, Case, case, unreadable, valid

R, S = int.from_bytes(GOOD[-64:-32]), int.from_bytes(GOOD[-32:])
N, P = curve.N, curve.P
PREPARED = token_.prepare(CLAIMS, kid("approver"))


def _with_large_x() -> tuple[int, int, curve.Point, token_.cose.ToBeSigned]:
    """Choose a signature whose point has an x of n or more, and the key under which it is good.

    No search finds one (one in 2^32 has it), but any point can be chosen first and the key computed after.
    """
    prepared = token_.prepare(CLAIMS, kid("large x"))
    point = next(point for x in range(N, P) if (point := curve.point_from(x)))
    s = 0x1234567890ABCDEF
    digest = int.from_bytes(hashlib.sha256(prepared.message).digest())
    return point[0], s, curve.key_for(digest, point, s), prepared


LARGE_X, LARGE_X_S, _POINT, LARGE_X_PREPARED = _with_large_x()
assert _POINT is not None
LARGE_X_KEY = trusted_key(
    "large x", public_key=ec.EllipticCurvePublicNumbers(*_POINT, ec.SECP256R1()).public_key()
)


def signatures() -> Iterator[Case]:
    """Yield cases about r and s, their form and what they were made over."""
    yield valid("the other signature that ECDSA allows, n - s", _raw(R, N - S))
    yield valid("the smaller s of the two", _raw(R, min(S, N - S)))
    yield valid("the larger s of the two", _raw(R, max(S, N - S)))
    yield from _out_of_range()
    yield from _forms()
    yield from _messages()
    yield valid("x of the point is n or more, r is x - n", _large(LARGE_X - N))
    yield _forged("x of the point is n or more, r is x", _large(LARGE_X))


def _out_of_range() -> Iterator[Case]:
    edges = {"0": 0, "1": 1, "n - 1": N - 1, "n": N, "n + 1": N + 1, "p - 1": P - 1, "p": P, "p + 1": P + 1}
    edges |= {"2^255": 2**255, "2^256 - 1": 2**256 - 1}
    for name, edge in edges.items():
        yield _forged(f"r is {name}", _raw(edge, S))
        yield _forged(f"s is {name}", _raw(R, edge))
    for one in ("0", "1", "n", "p"):
        for other in ("0", "1", "n", "p"):
            yield _forged(f"r is {one} and s is {other}", _raw(edges[one], edges[other]))
    yield _forged("n - r", _raw(N - R, S))
    yield _forged("n - r and n - s", _raw(N - R, N - S))
    yield _forged("r + 1", _raw(R + 1, S))
    yield _forged("s - 1", _raw(R, S - 1))
    yield _forged("1/s", _raw(R, pow(S, -1, N)))


def _forms() -> Iterator[Case]:
    der = encode_dss_signature(R, S)
    yield _forged("r and s change places", _raw(S, R))
    yield _forged("the bytes backwards", _with(GOOD[-64:][::-1]))
    yield _forged("64 bytes of DER", _with(der[:64]))
    for name, signature in (
        ("DER", der),
        ("63 bytes, the first left out", GOOD[-63:]),
        ("63 bytes, the last left out", GOOD[-64:-1]),
        ("65 bytes, a 0 before", b"\x00" + GOOD[-64:]),
        ("65 bytes, a 0 after", GOOD[-64:] + b"\x00"),
        ("65 bytes, with a recovery id", b"\x1b" + GOOD[-64:]),
        ("r and s in 48 bytes each", R.to_bytes(48) + S.to_bytes(48)),
        ("r alone", GOOD[-64:-32]),
        ("no signature", b""),
        ("as long as the payload", bytes(337)),
    ):
        yield unreadable(name, _with(signature), "not_sign1")


def _messages() -> Iterator[Case]:
    protected, payload = PREPARED.protected, PREPARED.payload
    for name, message in (
        ("the payload alone", payload),
        ("the token without its signature", GOOD[:-66]),
        ("nothing", b""),
        ("another context", codec.encode(["Signature", protected, b"", payload])),
        ("a countersignature", codec.encode(["CounterSignature", protected, b"", payload])),
        ("a signer's part of COSE_Sign", codec.encode(["Signature", protected, b"", b"", payload])),
        ("a MAC", codec.encode(["MAC0", protected, b"", payload])),
        ("external data", codec.encode(["Signature1", protected, b"certapp", payload])),
        ("an empty header", codec.encode(["Signature1", b"", b"", payload])),
        ("another order", codec.encode(["Signature1", b"", protected, payload])),
        ("a Sig_structure with a tag", b"\xd2" + PREPARED.message),
        ("the digest of the Sig_structure", hashlib.sha256(PREPARED.message).digest()),
    ):
        yield _forged(f"made over {name}", _with(sign("approver", message)))
    for algorithm in (hashes.SHA1(), hashes.SHA224(), hashes.SHA384(), hashes.SHA512(), hashes.SHA3_256()):  # noqa: S303 - an attacker's choice
        scheme = ec.ECDSA(algorithm, deterministic_signing=True)
        r, s = decode_dss_signature(private_key("approver").sign(PREPARED.message, scheme))
        yield _forged(f"made with {algorithm.name}", _raw(r, s))


def _raw(r: int, s: int) -> bytes:
    return GOOD[:-64] + r.to_bytes(32) + s.to_bytes(32)


def _with(signature: bytes) -> bytes:
    return GOOD[:-66] + codec.encode(signature)


def _large(r: int) -> bytes:
    return LARGE_X_PREPARED.with_signature(r.to_bytes(32) + LARGE_X_S.to_bytes(32))


def _forged(name: str, data: bytes) -> Case:
    return case(name, data, "FORGED", "signature")
