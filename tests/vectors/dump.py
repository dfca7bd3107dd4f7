"""CBOR written out byte by byte: what a reader of docs/token.md follows with a finger."""

from collections.abc import Iterator, Mapping
from typing import Any

import cbor2

ROW = 16  # bytes of one value on a line
COLUMN = 58  # where the comments begin

Names = Mapping[Any, Any]
"""Words for the keys of a map: a text, or (text, Names of what is inside)."""


def dump(
    value: Any, names: Names | None = None, *, depth: int = 0, word: str = "", before: str = ""
) -> Iterator[str]:
    """Yield the lines of a value that is encoded deterministically.

    :param names: words for its keys, if it is a map; for the keys of its items, if it is an array.
    :param word: what to call the value itself.
    :param before: bytes, in hexadecimal, that stand before it on its first line.
    """
    said = f"{word}: " if word else ""
    if isinstance(value, dict):
        yield _line(depth, before + _head(value), f"{said}map of {len(value)}")
        for key, item in value.items():
            text, inner = _named(key, names)
            yield from dump(item, inner, depth=depth + 1, word=text, before=cbor2.dumps(key).hex() + " ")
    elif isinstance(value, list):
        yield _line(depth, before + _head(value), f"{said}array of {len(value)}")
        for item in value:
            yield from dump(item, names, depth=depth + 1)
    elif isinstance(value, (bytes, str)):
        data = value.encode() if isinstance(value, str) else value
        shown = f'"{value}"' if isinstance(value, str) else f"{len(value)} bytes"
        start = f"{before}{_head(value)} "
        first, *more = [data[place : place + ROW].hex() for place in range(0, len(data), ROW)] or [""]
        yield _line(depth, start + first, said + shown)
        for row in more:
            yield _line(depth, " " * len(start) + row, "")
    else:
        yield _line(depth, before + cbor2.dumps(value).hex(), f"{said}{value}")


def dump_within(data: bytes, names: Names | None, *, depth: int, word: str) -> Iterator[str]:
    """Yield the lines of a byte string that holds CBOR again."""
    yield _line(depth, _head(data), f"{word}: {len(data)} bytes, which are")
    yield from dump(cbor2.loads(data), names, depth=depth + 1)


def _named(key: Any, names: Names | None) -> tuple[str, Names | None]:
    said = (names or {}).get(key, str(key))
    return said if isinstance(said, tuple) else (said, None)


def _head(value: Any) -> str:
    """Return the first bytes of the encoding of a text, bytes, array or map: its type and length."""
    size = len(value.encode() if isinstance(value, str) else value)
    head = bytearray(cbor2.dumps(size))
    head[0] |= {bytes: 0x40, str: 0x60, list: 0x80, dict: 0xA0}[type(value)]
    return head.hex()


def _line(depth: int, data: str, comment: str) -> str:
    left = "  " * depth + data.rstrip()
    return f"{left:<{COLUMN}} # {comment}" if comment else left
