"""The mutator: takes an input apart as what it is, changes something inside, and puts it together again."""

import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import cbor2

from certapp.credential import qrtext
from tests.example import ORDER
from tests.fuzz import genuine, shapes
from tests.fuzz.judge import KINDS, framed, unframed

WEIGHTS = {b"T": 40, b"S": 40, b"Q": 14, b"L": 1, b"M": 2, b"K": 1, b"R": 1, b"C": 1}
_LISTS = frozenset(b"LMKR")
_STAY_WITH_TOKENS = 0.85  # share of list inputs that give way to a token: most of the time is for tokens


def _refuse(*_: Any) -> Any:
    raise ValueError("shared")


_NO_SHARING: dict[int, Any] = {28: _refuse, 29: _refuse}


def seeds() -> list[bytes]:
    """Return genuine inputs of every kind."""
    return [seed for kind in _seeds().values() for seed in kind]


def mutated(data: bytes, most: int, number: int) -> bytes:
    """Return another input.

    :param data: an input of the corpus.
    :param most: longest result in bytes.
    :param number: seed of every choice made here.
    """
    rng = Random(number)
    if not data or data[:1] not in KINDS or rng.random() < (_STAY_WITH_TOKENS if data[0] in _LISTS else 0.25):
        kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        data = rng.choice(_seeds()[kind])
    kind, body = data[:1], data[1:]
    change = _blindly if rng.random() < 0.12 else _MUTATORS[kind]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        body = change(body, rng)
    return (kind + body)[:most]


def _blindly(body: bytes, rng: Random) -> bytes:
    """Change bytes without a thought for what they are."""
    place, size = rng.randrange(len(body) + 1), rng.choice((1, 1, 1, 2, 4, 8, 32))
    from_ = rng.randrange(len(body) + 1)
    same = rng.choice((b"\x00", b"\xff", b"\x80", b"\x7f")) * size
    match rng.randrange(5):
        case 0:
            return body[:place] + rng.randbytes(size) + body[place + size :]
        case 1:
            return body[:place] + rng.randbytes(size) + body[place:]
        case 2:
            return body[:place] + body[place + size :]
        case 3:
            return body[:place] + body[from_ : from_ + size] + body[place:]
        case _:
            return body[:place] + same + body[place + size :]


@cache
def _seeds() -> dict[bytes, list[bytes]]:
    lists = [_signed_body(data) for data in genuine.STATUS_LISTS]
    trust = [_signed_body(data) for data in genuine.TRUST_LISTS]
    found = {
        b"T": genuine.TOKENS,
        b"S": [framed(genuine.PROTECTED, payload) for payload in genuine.PAYLOADS],
        b"Q": [text.encode() for text in genuine.TEXTS],
        b"L": genuine.STATUS_LISTS,
        b"M": lists,
        b"K": genuine.TRUST_LISTS,
        b"R": trust,
        b"C": genuine.PAYLOADS,
    }
    return {kind: [kind + body for body in bodies] for kind, bodies in found.items()}


def _signed_body(data: bytes) -> bytes:
    protected, _, payload, _ = cbor2.loads(data[1:])
    return framed(protected, payload)


def _tree(data: bytes) -> Any:
    """Read CBOR as leniently as can be; None where it is none, or may hold itself (tags 28, 29)."""
    try:
        return cbor2.loads(data, semantic_decoders=_NO_SHARING)
    except Exception:  # noqa: BLE001 - hostile bytes, a lenient reader: whatever it raises means none
        return None


def _rewritten(data: bytes, rng: Random) -> bytes:
    """Change something in bytes that hold CBOR."""
    tree = _tree(data)
    if not isinstance(tree, dict | list):
        return data + b"\x00" if rng.random() < 0.5 else shapes.write(shapes.anything(rng), rng)
    odds = rng.choice((0.0, 0.0, 0.0, 0.04))
    if not odds or rng.random() < 0.5:
        tree = shapes.changed(tree, rng)
    return shapes.write(tree, rng, odds)


def _message(body: bytes, rng: Random) -> bytes:
    """Change a COSE_Sign1: a part of it, its signature, its frame."""
    parts = _tree(body[1:])
    match parts:
        case [bytes(), _, bytes(), bytes()] if isinstance(parts, list):
            pass
        case _:
            return rng.choice(genuine.TOKENS)
    match rng.randrange(10):
        case 0 | 1 | 2:
            parts[2] = _rewritten(parts[2], rng)
        case 3:
            parts[0] = _rewritten(parts[0], rng)
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
            return _frayed(body, rng)
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


def _frayed(body: bytes, rng: Random) -> bytes:
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


def _framed(body: bytes, rng: Random) -> bytes:
    """Change what the judge will sign: mostly the payload, sometimes the header."""
    protected, payload = unframed(body)
    if rng.random() < 0.12:
        return framed(_rewritten(protected, rng)[:255], payload)
    return framed(protected, _rewritten(payload, rng))


@cache
def _inflated() -> tuple[bytes, ...]:
    """Compressed lists around the limit of 2^20 entries, and far over it."""
    sizes = [0, 1, 7, 8] + [2**17 * bits + more for bits in (1, 2, 4, 8) for more in (-1, 0, 1)]
    bomb = zlib.compressobj(9)  # 32 MiB in 32 KiB, made without holding them
    pieces = [bomb.compress(bytes(2**16)) for _ in range(2**9)]
    return (*(zlib.compress(bytes(size), 9) for size in sizes), b"".join([*pieces, bomb.flush()]))


def _framed_list(body: bytes, rng: Random) -> bytes:
    """Change a status list that will be signed; among other things by what its entries unpack to."""
    protected, payload = unframed(body)
    found = _tree(payload)
    if rng.random() < 0.5 or not isinstance(found, dict) or not isinstance(found.get(65533), dict):
        return _framed(body, rng)
    packed = zlib.compress(rng.randbytes(rng.choice((1, 8, 64))), 9)
    given = found[65533].get("lst")
    frayed = _frayed(given, rng) if isinstance(given, bytes) else b""
    found[65533] |= {"lst": rng.choice((rng.choice(_inflated()), packed, packed + b"x", packed[:-1], frayed))}
    found[65533]["bits"] = rng.choice((1, 2, 2, 4, 8, 0, 3))
    return framed(protected, shapes.write(found, rng))


_BEFORE = ("http://a@b/V/", "HTTPS:///V/", "/v/", "ftp://h/V/", "/V//V/", "V/")
_AFTER = ("=", "====", "A", "7", "?x=1", "#", "/V/A", "\x00", "\ud800", "İ", "ß" * 3000, "x" * 4000)
_BETWEEN = (*shapes.LETTERS, *"AZ27018/?#@= ")


def _text(body: bytes, rng: Random) -> bytes:
    """Change a QR text: the token in it, its letters, what stands around it."""
    text = body.decode("utf-8", "ignore")
    match rng.randrange(6):
        case 0 | 1:
            text = "HTTPS://GXN.EXAMPLE/V/" + qrtext.to_base32(_message(rng.choice(genuine.TOKENS), rng))
        case 2:
            wrapped = text.replace("/V/", "\n/v/\ufeff")
            text = rng.choice((text.lower(), " ".join(text), wrapped, text * 2, text[22:]))
        case 3:
            text = rng.choice(_BEFORE) + text[22:]
        case 4:
            text += rng.choice(_AFTER)
        case _:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(_BETWEEN) + text[place + rng.randrange(2) :]
    return text.encode("utf-8", "surrogatepass")


_MUTATORS: dict[bytes, Callable[[bytes, Random], bytes]] = {
    b"T": _message,
    b"S": _framed,
    b"Q": _text,
    b"L": _message,
    b"M": _framed_list,
    b"K": _message,
    b"R": _framed,
    b"C": _rewritten,
}
