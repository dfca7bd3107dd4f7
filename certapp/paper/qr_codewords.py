"""The codewords of a text in a QR symbol (ISO/IEC 18004 §7.4-7.6): data, error correction, interleaved.

qrcode's own way handles single bits and polynomials as lists, and takes most of the time of a signed page.
This one handles whole numbers; the tables are qrcode's, and so must every codeword be (tests/unit/paper).
"""

from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from itertools import chain, zip_longest

from qrcode import constants, util
from qrcode.base import Polynomial, gexp, rs_blocks

_ALPHANUMERIC = util.ALPHA_NUM.decode("ascii")
_PAIRS = {
    first + second: f"{high * 45 + low:011b}"
    for high, first in enumerate(_ALPHANUMERIC)
    for low, second in enumerate(_ALPHANUMERIC)
}
_SINGLES = {character: f"{value:06b}" for value, character in enumerate(_ALPHANUMERIC)}
_BITS = _PAIRS | _SINGLES
_PADDING = bytes((util.PAD0, util.PAD1))


class Level(IntEnum):
    """Error correction of a symbol (§7.5.1), by qrcode's numbers; L is too little for paper."""

    M = constants.ERROR_CORRECT_M
    Q = constants.ERROR_CORRECT_Q
    H = constants.ERROR_CORRECT_H


def message_bits(characters: int, version: int) -> int:
    """Return how many bits a text takes in alphanumeric mode (§7.4.4), without terminator."""
    return 4 + _length_bits(version) + characters // 2 * 11 + characters % 2 * 6


def capacity(version: int, level: Level) -> int:
    """Return how many bits a message may have (§7.4.10, table 7)."""
    return util.BIT_LIMIT_TABLE[level][version]


def codewords(text: str, version: int, level: Level) -> list[int]:
    """Return all codewords of a symbol, in the order in which they are placed.

    :param text: characters of the alphanumeric mode only, no more of them than fit.
    """
    data = _data(text, version, capacity(version, level))
    blocks, corrections = [], []
    for block, length in _split(data, version, level):
        blocks.append(block)
        corrections.append(_correction(block, length))
    return [*_interleaved(blocks), *_interleaved(corrections)]


def _data(text: str, version: int, limit: int) -> bytes:
    """Return the message, ended and padded to `limit` bits (§7.4.9-7.4.10)."""
    header = f"{util.MODE_ALPHA_NUM:04b}{len(text):0{_length_bits(version)}b}"
    bits = header + "".join([_BITS[text[at : at + 2]] for at in range(0, len(text), 2)])
    bits += "0" * min(4, limit - len(bits))
    bits += "0" * (-len(bits) % 8)
    message = int(bits, 2).to_bytes(len(bits) // 8)
    room = limit // 8 - len(message)
    return message + (_PADDING * (room // 2 + 1))[:room]


def _length_bits(version: int) -> int:
    return util.length_in_bits(util.MODE_ALPHA_NUM, version)  # type: ignore[arg-type]  # its stub wants a literal


def _split(data: bytes, version: int, level: Level) -> Iterator[tuple[bytes, int]]:
    """Yield every block and the number of its error correction codewords (§7.5.1, table 9)."""
    at = 0
    for block in rs_blocks(version, level.value):
        yield data[at : at + block.data_count], block.total_count - block.data_count
        at += block.data_count


def _interleaved(blocks: list[bytes]) -> Iterator[int]:
    """Yield the first codeword of each block, then the second (§7.6)."""
    return (word for word in chain.from_iterable(zip_longest(*blocks)) if word is not None)


def _correction(block: bytes, length: int) -> bytes:
    """Return the remainder of the block over the generator polynomial (§7.5.2)."""
    multiples = _multiples(length)
    top = 8 * (length - 1)
    kept = (1 << top) - 1
    remainder = 0
    for word in block:
        remainder = (remainder & kept) << 8 ^ multiples[remainder >> top ^ word]
    return remainder.to_bytes(length)


@cache
def _multiples(length: int) -> list[int]:
    """Return the generator polynomial of this degree, times 0 to 255, each without its leading term."""
    generator = Polynomial([1], 0)
    for power in range(length):
        generator *= Polynomial([1, gexp(power)], 0)
    # A multiple is the sum of those by its single bits, and these are remainders of qrcode's own division.
    shifted = [Polynomial([1 << bit], length) % generator for bit in range(8)]
    single = [int.from_bytes(bytes(each.num).rjust(length, b"\0")) for each in shifted]
    multiples = [0]
    for each in single:
        multiples += [known ^ each for known in multiples]
    return multiples
