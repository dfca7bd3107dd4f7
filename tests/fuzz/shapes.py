"""CBOR as a liar writes it: values changed inside, and encodings that are almost the one allowed."""

import struct
from copy import deepcopy
from random import Random
from typing import Any

from tests.example import NOW

EDGES = [0, 1, 2, 3, 7, 8, 23, 24, 31, 32, 255, 256, 1439, 1440, 1441, 1899, 1900, 2100, 2101, 65535, 65536]
EDGES += [2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**37 - 1, 2**37, 2**37 + 1, 2**53, 2**63 - 1, 2**63, 2**64 - 1]
EDGES += [NOW + more for more in (-121, -120, -119, 0, 119, 120, 121)]
EDGES += [-1 - number for number in (0, 1, 6, 23, 24, 255, 65536, 2**32, 2**63 - 1, 2**63, 2**64 - 1)]
LETTERS = ["\x00", "\n", "\x7f", "\x85", "\xa0", "\xad", "\u0302", "\u200b", "\u2028", "\u202e", "\u3000"]
LETTERS += ["\ue000", "\ufeff", "\uffff", "\U000e0001", "\U0010ffff", "１", "ệ"]
LETTERS += ["e\u0323\u0302", "\u212a", "ﬁ", " "]
LIMITS = [0, 1, 3, 4, 5, 15, 16, 17, 32, 33, 40, 41, 80, 81, 120, 121, 200, 201, 255, 256, 1024]
LABELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 0, -1, -2, -3, 65533, 65534, 65535, -65537, -65538]
LABELS += [-65539, -65540, -65541, -65542, True, b"\x01", 1.0, "", "holder"]
LABELS += ["status_list", "idx", "uri", "bits", "lst"]
SHAPES = [[], {}, [[]], {0: {}}, {"": [None]}, [1, 2], ["a"] * 7, [300, 1140], [[[[[0]]]]]]
# Not well-formed, or of kinds that are not read: undefined, simple values, a stray break, tags, bad UTF-8.
ODD = ["f7", "f820", "f818", "ff", "1c", "c100", "d81c80", "d81d00", "c24101", "62c328", "63eda080", "9fff"]
SIZES = [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 300]


class Raw(bytes):
    """Bytes that stand for themselves, whatever they are."""

    __slots__ = ()


def anything(rng: Random) -> Any:
    """Return some value that may stand where another should."""
    match rng.randrange(9):
        case 0 | 1:
            return rng.choice(EDGES)
        case 2:
            return rng.choice(("a", "ệ", rng.choice(LETTERS))) * rng.choice(LIMITS)
        case 3:
            return rng.randbytes(rng.choice(SIZES))
        case 4:
            return rng.choice((None, True, False, 1.0, -0.0, float("nan"), float("inf")))
        case 5:
            return deepcopy(rng.choice(SHAPES))
        case 6:
            depth = rng.randrange(1, 7)
            return Raw(rng.choice((b"\x81", b"\xa1\x00")) * depth + b"\x00")
        case _:
            return Raw(bytes.fromhex(rng.choice(ODD)))


def changed(tree: Any, rng: Random) -> Any:
    """Return the tree with one thing in it changed; may change the given one."""
    places: list[tuple[Any, Any]] = []
    _collect(tree, places)
    if not places or rng.random() < 0.02:
        return anything(rng)
    holder, key = rng.choice(places)
    match rng.randrange(8):
        case 0:
            holder[key] = anything(rng)
        case 1 | 2 | 3:
            holder[key] = _near(holder[key], rng)
        case 4:
            del holder[key]
        case 5:
            other, place = rng.choice(places)
            value = other.get(place) if isinstance(other, dict) else other[place]
            holder[key] = value if not isinstance(value, dict | list) else len(value)
        case 6:
            if isinstance(holder, dict):
                label = rng.choice(LABELS)
                holder[label] = holder.pop(key) if rng.random() < 0.5 else anything(rng)
            else:
                holder.insert(key, holder[key])
        case _:
            holder[key] = [holder[key]] if rng.random() < 0.5 else {0: holder[key]}
    return tree


def _collect(tree: Any, places: list[tuple[Any, Any]]) -> None:
    if isinstance(tree, dict):
        items: Any = tree.items()
    elif isinstance(tree, list):
        items = enumerate(tree)
    else:
        return
    for key, value in items:
        places.append((tree, key))
        if isinstance(value, dict | list):
            _collect(value, places)


def _near(value: Any, rng: Random) -> Any:
    """A value of the same type, not far away."""
    match value:
        case bool() | None:
            return rng.choice((True, False, None, 0, 1))
        case int():
            flipped = value ^ 1 << rng.randrange(40)
            return rng.choice((value + 1, value - 1, -value, flipped, rng.choice(EDGES)))
        case str():
            place = rng.randrange(len(value) + 1)
            slipped_in = value[:place] + rng.choice(LETTERS) + value[place:]
            size = rng.choice(LIMITS)
            return rng.choice((slipped_in, value[:place], (value + "x" * size)[:size]))
        case bytes():
            if not value:
                return b"\x00"
            place = rng.randrange(len(value))
            turned = value[:place] + bytes([value[place] ^ 1 << rng.randrange(8)]) + value[place + 1 :]
            return rng.choice((turned, turned, value[:place], value + b"\x00"))
        case list():
            return rng.choice((value[::-1], value + value[:1], value[1:], value * 4))
        case dict():
            return dict(reversed(value.items()))
        case _:
            return anything(rng)


def write(value: Any, rng: Random, odds: float = 0.0) -> bytes:
    """Encode a value; each node departs from the one encoding with these odds."""
    if not odds or isinstance(value, Raw):
        return _exactly(value)
    if rng.random() < odds:
        return _askew(value, rng)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join([write(item, rng, odds) for item in value])
    if isinstance(value, dict):
        pairs = [(_exactly(key), write(item, rng, odds)) for key, item in value.items()]
        return head(5, len(pairs)) + b"".join([key + item for key, item in sorted(pairs)])
    return _exactly(value)


def _exactly(value: Any) -> bytes:
    """Encode a value in the one encoding; what has none becomes undefined."""
    kind = type(value)
    if kind is int:
        if 0 <= value < 24:
            return _SMALL[value]
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if kind is str:
        data = value.encode("utf-8", "surrogatepass")
        return head(3, len(data)) + data
    if kind is bytes:
        return head(2, len(value)) + value
    if kind is dict:
        pairs = sorted([(_exactly(key), _exactly(item)) for key, item in value.items()])
        return head(5, len(pairs)) + b"".join([part for pair in pairs for part in pair])
    if kind is list:
        return head(4, len(value)) + b"".join([_exactly(item) for item in value])
    if kind is Raw:
        return bytes(value)
    if kind is float:
        return b"\xfb" + struct.pack(">d", value)
    return _SIMPLE.get(value, b"\xf7") if kind in _SIMPLE_KINDS else b"\xf7"


_SMALL = [bytes([number]) for number in range(24)]
_SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_SIMPLE_KINDS = frozenset({bool, type(None)})


def _askew(value: Any, rng: Random) -> bytes:
    """The same value, or nearly, in an encoding that is not the one."""
    plain = write(value, rng)
    match rng.randrange(6):
        case 0:
            return head(6, rng.choice((0, 1, 2, 18, 24, 28, 29, 61, 258, 55799, 2**32))) + plain
        case 1 if isinstance(value, dict):
            pairs = [write(key, rng) + write(item, rng) for key, item in value.items()]
            rng.shuffle(pairs)
            start, end = rng.choice(((head(5, len(pairs) + 1), b""), (b"\xbf", b"\xff"), (plain[:1], b"")))
            return start + b"".join(pairs + pairs[:1]) + end
        case 1 | 2 if isinstance(value, list):
            return b"\x9f" + plain[1:] + b"\xff"
        case 1 | 2 if isinstance(value, str | bytes):
            return bytes([(plain[0] & 0xE0) | 31]) + plain + b"\xff"
        case 3:
            return plain[:-1]
        case 4:
            return plain + b"\x00"
        case _:
            major, number = plain[0] >> 5, plain[0] & 31
            return head(major, number, wide=True) + plain[1:] if number < 24 and major < 6 else b"\xf7"


def head(major: int, number: int, *, wide: bool = False) -> bytes:
    """The first bytes of an item, in the shortest form or a longer one; a number too big becomes a bignum."""
    if number >= 2**64:
        data = number.to_bytes((number.bit_length() + 7) // 8)
        return (b"\xc3" if major == 1 else b"\xc2") + head(2, len(data)) + data
    start = major << 5
    if number < 24 and not wide:
        return bytes((start | number,))
    for width, size in _WIDTHS:
        if number < 1 << 8 * size:
            return bytes((start | width,)) + number.to_bytes(size)
    raise AssertionError


_WIDTHS = ((24, 1), (25, 2), (26, 4), (27, 8))  # of additional information, in bytes
