"""Where the codewords of a QR symbol stand: asked of qrcode once a process, then done by a table.

A module is the same in all symbols of its version, level and mask, or it shows one bit of a codeword, masked.
So qrcode draws the symbol of nothing but zeros, and for each binary digit of a bit's number the symbol of all
bits whose number has that digit: read together they tell which bit stands where.
"""

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter

from qrcode.base import rs_blocks
from qrcode.main import QRCode

from certapp.paper.qr_codewords import Level
from certapp.paper.qr_mask import penalty

_MASKS = range(8)
_BITS = [f"{word:08b}".encode() for word in range(256)]


def modules(words: Sequence[int], version: int, level: Level, mask: int | None = None) -> int:
    """Return the symbol of these codewords: a bit a module, the upper left first, 1 is dark.

    :param words: all codewords, as many as this version has.
    :param mask: None for the one that the standard chooses (ISO/IEC 18004 §7.8.3).
    """
    bits = b"".join([_BITS[word] for word in words])
    placed = int(bytes(_placing(version)(bits + b"0")), 2)
    if mask is not None:
        return placed ^ _empty(version, level, mask)
    tried = (placed ^ _empty(version, level, each) for each in _MASKS)
    size = size_of(version)
    return min(tried, key=lambda drawn: penalty(drawn, size))


def size_of(version: int) -> int:
    """Return the modules along one side, without the quiet zone (§6.3.1)."""
    return 17 + 4 * version


@cache
def _empty(version: int, level: Level, mask: int) -> int:
    return _drawn([0] * _words(version), version, level, mask)


@cache
def _placing(version: int) -> Callable[[bytes], tuple[int, ...]]:
    """Return what takes, for every module in turn, its bit out of the codewords'; the last is nobody's."""
    count = 8 * _words(version)
    empty = _empty(version, Level.M, 0)
    numbers = [0] * size_of(version) ** 2  # from 1; 0 where no bit stands
    for digit in range(count.bit_length()):
        chosen = "".join("01"[number >> digit & 1] for number in range(1, count + 1))
        words = int(chosen, 2).to_bytes(count // 8)
        shown = _drawn(list(words), version, Level.M, 0) ^ empty
        for at, bit in enumerate(f"{shown:0{len(numbers)}b}"):
            numbers[at] |= int(bit) << digit
    return itemgetter(*[(number or count + 1) - 1 for number in numbers])


def _words(version: int) -> int:
    return sum(block.total_count for block in rs_blocks(version, Level.M.value))


def _drawn(words: list[int], version: int, level: Level, mask: int) -> int:
    """Return what qrcode draws for these codewords."""
    code = QRCode(version, error_correction=level.value, mask_pattern=mask)
    code.data_cache = words
    code.makeImpl(False, mask)
    return int("".join("01"[bool(dark)] for row in code.modules for dark in row), 2)
