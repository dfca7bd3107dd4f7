"""Changes to a COSE_Sign1, and to the header and payload of one that the judge will sign."""

from random import Random
from typing import Any

import cbor2

from tests.example import ORDER
from tests.fuzz import genuine, shapes
from tests.fuzz.signed_body import framed, unframed


def _refuse(*_: Any) -> Any:
    raise ValueError("shared")


_NO_SHARING: dict[int, Any] = {28: _refuse, 29: _refuse}


def tree(data: bytes) -> Any:
    """Read CBOR as leniently as can be; None where it is none, or may hold itself (tags 28, 29)."""
    try:
        return cbor2.loads(data, semantic_decoders=_NO_SHARING)
    except Exception:  # noqa: BLE001 - hostile bytes, a lenient reader: whatever it raises means none
        return None


def rewritten(data: bytes, rng: Random) -> bytes:
    """Change something in bytes that hold CBOR."""
    found = tree(data)
    if not isinstance(found, dict | list):
        return data + b"\x00" if rng.random() < 0.5 else shapes.write(shapes.anything(rng), rng)
    odds = rng.choice((0.0, 0.0, 0.0, 0.04))
    if not odds or rng.random() < 0.5:
        found = shapes.changed(found, rng)
    return shapes.write(found, rng, odds)


def message(body: bytes, rng: Random) -> bytes:
    """Change a COSE_Sign1: a part of it, its signature, its frame."""
    parts = tree(body[1:])
    match parts:
        case [bytes(), _, bytes(), bytes()] if isinstance(parts, list):
            pass
        case _:
            return rng.choice(genuine.TOKENS)
    match rng.randrange(10):
        case 0 | 1 | 2:
            parts[2] = rewritten(parts[2], rng)
        case 3:
            parts[0] = rewritten(parts[0], rng)
        case 4 | 5:
            parts[3] = _signature(parts[3], rng)
        case 6:
            place = rng.choice((0, 2, 3))
            parts[place] = cbor2.loads(rng.choice(genuine.TOKENS)[1:])[place]
        case 7:
            parts = shapes.changed(parts, rng)
        case 8:
            return body[:1] + shapes.write(parts, rng, 0.3)
        case _:
            return frayed(body, rng)
    return b"\xd2" + shapes.write(parts, rng)


def _signature(found: bytes, rng: Random) -> bytes:
    """Another signature: its twin, numbers out of range or at the edge, another form."""
    r, s = int.from_bytes(found[:32]) % 2**256, int.from_bytes(found[32:64]) % 2**256
    edge = rng.choice((0, 1, 2, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1, 2**255, r ^ 1 << rng.randrange(256)))
    match rng.randrange(6):
        case 0:
            pair = (r, (ORDER - s) % 2**256)
        case 1:
            pair = (edge, s)
        case 2:
            pair = (r, edge)
        case 3:
            pair = rng.choice(((s, r), (edge, edge), ((ORDER - r) % 2**256, s), ((r + ORDER) % 2**256, s)))
        case 4:
            return found[: rng.randrange(len(found) + 1)]
        case _:
            return found + rng.randbytes(rng.choice((1, 8, 64)))
    return pair[0].to_bytes(32) + pair[1].to_bytes(32)


def frayed(body: bytes, rng: Random) -> bytes:
    """Bytes cut off, added, turned or taken from elsewhere."""
    place = rng.randrange(len(body) + 1)
    match rng.randrange(5):
        case 0:
            return body[:place]
        case 1:
            return body + rng.choice((b"\x00", b"\xf6", b"\xff", body[:1], body))
        case 2:
            return rng.choice((b"\xd2", b"\xd8\x12", b"\xd8\x3d\xd2", b"\xd1", b"")) + body[1:]
        case 3:
            other = rng.choice(genuine.TOKENS)
            return body[:place] + other[place:]
        case _:
            turned = bytearray(body or b"\x00")
            turned[place % len(turned)] ^= 1 << rng.randrange(8)
            return bytes(turned)


def to_be_signed(body: bytes, rng: Random) -> bytes:
    """Change what the judge will sign: mostly the payload, sometimes the header."""
    protected, payload = unframed(body)
    if rng.random() < 0.12:
        return framed(rewritten(protected, rng)[:255], payload)
    return framed(protected, rewritten(payload, rng))
