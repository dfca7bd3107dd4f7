"""Lists as long as a verifier takes them, and a byte longer: 512 KiB a status list, 256 KiB a trust list.

Their content is one byte over and over, so that the vectors stay small; the entries of the status lists lie
in zlib's stored blocks, which every inflater reads and which one can write without zlib.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from certapp.credential import statuslist, trustlist
from tests.example import signed_trust_list, trust_list, trusted_key
from tests.vectors.list_case import Case, list_case, signed_list
from tests.vectors.of_status_lists import HEADER, PAYLOAD

_BLOCK = 65535  # most bytes of a stored block (RFC 1951 §3.2.4)
_SUSPENDED = 2


def large_lists() -> Iterator[Case]:
    """Yield cases of both kinds around their limits; the status lists say something in their last entry."""
    for name, size, error in (
        ("over 256 KiB", 256 * 1024 + 1, None),
        ("of 512 KiB", statuslist.MAX_BYTES, None),
        ("a byte over 512 KiB", statuslist.MAX_BYTES + 1, "list_unreadable"),
    ):
        count = _fitting(size, _status)
        entries = None if error else {0: 0, count - 1: _SUSPENDED}
        yield list_case(name, _status(count), error, entries=entries)
    for name, size, error in (
        ("of 256 KiB", trustlist.MAX_BYTES, None),
        ("a byte over 256 KiB", trustlist.MAX_BYTES + 1, "list_unreadable"),
    ):
        yield list_case(name, _trust(_fitting(size, _trust)), error, kind="trust")


def _fitting(size: int, made: Callable[[int], bytes]) -> int:
    """Return with how much content a list has this many bytes."""
    count = size
    for _ in range(4):  # with the content what frames it may shrink too, and once more too little is left
        if (over := len(made(count)) - size) == 0:
            return count
        count -= over
    raise ValueError(f"no list has {size} bytes")


def _status(count: int) -> bytes:
    """A list of so many entries of 8 bits, all good but the last."""
    content = {**PAYLOAD, 65533: {"bits": 8, "lst": _stored(bytes(count - 1) + bytes([_SUSPENDED]))}}
    return signed_list(content, HEADER, "status list")


def _stored(data: bytes) -> bytes:
    """Pack these bytes by zlib's rules (RFC 1950) without making them smaller."""
    blocks = [data[place : place + _BLOCK] for place in range(0, len(data), _BLOCK)]
    packed = b"\x78\x01"
    for number, block in enumerate(blocks):
        size = len(block)
        packed += bytes([number == len(blocks) - 1]) + size.to_bytes(2, "little")
        packed += (size ^ 0xFFFF).to_bytes(2, "little") + block
    return packed + zlib.adler32(data).to_bytes(4)


def _trust(count: int) -> bytes:
    """A trust list with a key whose name has so many letters."""
    return signed_trust_list(trust_list(replace(trusted_key("approver"), name="a" * count)))
