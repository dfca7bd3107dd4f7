"""How far a QR symbol is from even: its penalty points, by which its mask is chosen (ISO/IEC 18004 §7.8.3).

The whole symbol is one number, a bit a module, the upper left first. A shift brings the neighbours of every
module to its place, so that each rule looks at all places at once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Self


@dataclass(frozen=True, slots=True)
class _Places:
    """Which modules have 1, 3 or 10 more to their left (`row`) or above them (`column`)."""

    everywhere: int
    row: tuple[int, int]
    column: tuple[int, int]

    @classmethod
    def of(cls, size: int) -> Self:
        def row(more: int) -> int:
            return int(("0" * more + "1" * (size - more)) * size, 2)

        def column(more: int) -> int:
            return (1 << size * (size - more)) - 1

        return cls((1 << size * size) - 1, (row(1), row(10)), (column(1), column(10)))


_places = cache(_Places.of)


def penalty(modules: int, size: int) -> int:
    """Return the penalty points of a symbol by all four rules (§7.8.3.1, table 11).

    :param modules: size x size bits, 1 is dark, the first row in the highest bits.
    """
    places = _places(size)
    light = modules ^ places.everywhere
    across = (modules ^ modules >> 1 ^ places.everywhere) & places.row[0]
    down = (modules ^ modules >> size ^ places.everywhere) & places.column[0]
    blocks = (across & across >> size & down).bit_count()
    finders = _finders(modules, light, 1, places.row[1]) + _finders(modules, light, size, places.column[1])
    dark = modules.bit_count() / size**2
    return (
        _runs(across, 1) + _runs(down, size) + 3 * blocks + 40 * finders + int(abs(100 * dark - 50) / 5) * 10
    )


def _runs(same: int, step: int) -> int:
    """Rule 1: a run of 5 modules of one colour has 3 points, and 1 for each more.

    :param same: modules that are like the next one.
    """
    pairs = same & same >> step
    fives = pairs & pairs >> 2 * step
    return fives.bit_count() + 2 * (fives & ~(fives >> step)).bit_count()


def _finders(dark: int, light: int, step: int, eleven: int) -> int:
    """Rule 3: what looks like a finder, 1011101, with 4 light modules before or behind.

    :param eleven: modules at which 11 in a row may end.
    """
    ends = dark & light >> step
    finder = ends & (dark & dark >> step & dark >> 2 * step) >> 2 * step
    finder &= (light & dark >> step) >> 5 * step
    gap = light & light >> step
    gap &= gap >> 2 * step
    return (finder & gap >> 7 * step & eleven).bit_count() + (gap & finder >> 4 * step & eleven).bit_count()
