"""CBOR as it must not be written: an encoder that makes the mistakes it is asked for, and no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cbor2

_MAJOR = {bytes: 2, str: 3, list: 4, dict: 5}
_SIZES = {1: 24, 2: 25, 4: 26, 8: 27}  # bytes after the first one: additional information (RFC 8949 §3)


@dataclass(frozen=True)
class Raw:
    """These very bytes."""

    data: bytes


@dataclass(frozen=True)
class Longer:
    """A value whose head takes `size` bytes after the first one, though fewer would do."""

    value: Any
    size: int


@dataclass(frozen=True)
class Endless:
    """A value of indefinite length (RFC 8949 §3.2); a string comes in one piece."""

    value: Any


@dataclass(frozen=True)
class Pairs:
    """A map of these pairs in this order, whether they are sorted or come twice."""

    pairs: Sequence[tuple[Any, Any]]


def write(value: Any) -> bytes:
    """Encode a value, the members of a map in the order in which they come."""
    match value:
        case Raw(data):
            return data
        case Longer(inner, size):
            first = write(_emptied(inner))[0] & 0xE0
            return bytes([first | _SIZES[size]]) + _number(inner).to_bytes(size) + _body(inner)
        case Endless(inner):
            inside = write(inner) if isinstance(inner, (bytes, str)) else _body(inner)
            return bytes([_major(inner) << 5 | 31]) + inside + b"\xff"
        case bytes() | str() | list() | dict() | Pairs():
            return _head(_major(value), _number(value)) + _body(value)
        case _:
            return cbor2.dumps(value)


def _major(value: Any) -> int:
    return _MAJOR[dict if isinstance(value, Pairs) else type(value)]


def _head(major: int, number: int) -> bytes:
    head = bytearray(cbor2.dumps(number))
    head[0] |= major << 5
    return bytes(head)


def _emptied(value: Any) -> Any:
    """Return a value of the same major type whose head is one byte."""
    return {} if isinstance(value, Pairs) else -1 if isinstance(value, int) and value < 0 else type(value)()


def _number(value: Any) -> int:
    """Return what the head says: the integer itself, or the length."""
    match value:
        case int():
            return value if value >= 0 else -1 - value
        case str():
            return len(value.encode())
        case Pairs(pairs):
            return len(pairs)
        case _:
            return len(value)


def _body(value: Any) -> bytes:
    match value:
        case bytes():
            return value
        case str():
            return value.encode()
        case list():
            return b"".join(map(write, value))
        case dict():
            return _body(Pairs(list(value.items())))
        case Pairs(pairs):
            return b"".join(write(key) + write(item) for key, item in pairs)
        case _:
            return b""
