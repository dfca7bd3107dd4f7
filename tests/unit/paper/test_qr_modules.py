"""The quick way to a symbol leads where qrcode's own way leads: every version, level and mask."""

import random
from itertools import product

import pytest
from qrcode import util
from qrcode.base import rs_blocks
from qrcode.main import QRCode

from certapp.paper.qr_codewords import Level, capacity, codewords, message_bits
from certapp.paper.qr_mask import penalty
from certapp.paper.qr_modules import modules, size_of

VERSIONS = range(1, 41)
MASKS = range(8)
NOISE = "".join(random.Random(319).choices(util.ALPHA_NUM.decode(), k=2_600))


def as_qrcode_draws(words: list[int], version: int, level: Level, mask: int) -> list[list[bool | None]]:
    code = QRCode(version, error_correction=level.value, mask_pattern=mask)
    code.data_cache = words
    code.makeImpl(False, mask)
    return code.modules


def as_number(rows: list[list[bool | None]]) -> int:
    return int("".join("01"[bool(dark)] for row in rows for dark in row), 2)


def noise(version: int, level: Level) -> list[int]:
    count = sum(block.total_count for block in rs_blocks(version, level.value))
    return list(random.Random(version).randbytes(count))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_codeword_is_qrcodes(version: int) -> None:
    for level in Level:
        most = max(
            count for count in range(len(NOISE)) if message_bits(count, version) <= capacity(version, level)
        )
        for length in (most - 1 - most // 9, most):  # padded, full
            text = NOISE[:length]
            expected = util.create_data(
                version, level.value, [util.QRData(text, mode=util.MODE_ALPHA_NUM, check_data=True)]
            )
            assert codewords(text, version, level) == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_every_module_is_qrcodes(version: int) -> None:
    levels = list(Level)
    for mask in MASKS:
        level = levels[(version + mask // 2) % len(levels)]  # each with each mask, over the versions
        words = noise(version, level)
        assert modules(words, version, level, mask) == as_number(as_qrcode_draws(words, version, level, mask))


@pytest.mark.parametrize("version", [1, 2, 7, 20, 40])
def test_the_mask_is_the_one_with_the_fewest_penalty_points(version: int) -> None:
    """qrcode counts the points; its own choice looks at symbols without format information."""
    words = noise(version, Level.M)
    drawn = [as_qrcode_draws(words, version, Level.M, mask) for mask in MASKS]
    points = [util.lost_point(rows) for rows in drawn]
    assert [penalty(as_number(rows), size_of(version)) for rows in drawn] == points
    assert len(set(points)) > 1
    assert modules(words, version, Level.M) == as_number(drawn[points.index(min(points))])


@pytest.mark.parametrize(
    "rows", ["0", "1", "01", "10", "1011101", "10111010000", "00001011101", "0000010111"]
)
def test_penalty_of_patterns_at_every_edge(rows: str) -> None:
    """Runs, blocks and what looks like a finder, across the ends of rows and columns too."""
    for size, start in product((21, 25), range(11)):
        flat = (rows * (size * size + start))[start : start + size * size]
        square = [[bit == "1" for bit in flat[at : at + size]] for at in range(0, size * size, size)]
        for turned in (square, [list(column) for column in zip(*square, strict=True)]):
            assert penalty(as_number(turned), size) == util.lost_point(turned)
