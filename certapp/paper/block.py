"""What stands on a page: marks, and blocks of marks that are placed together.

Lengths are points; x runs from the left edge of the text area, y downwards from the top of the block.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from reportlab.pdfbase.ttfonts import TTFont

from certapp.paper.measures import SINGLE_SPACING
from certapp.paper.picture import Picture
from certapp.paper.qr import Symbol


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; `spacing` is in single lines."""

    font: TTFont
    size: float
    spacing: float = 1.0

    @property
    def leading(self) -> float:
        """Height of a line."""
        return self.size * SINGLE_SPACING * self.spacing

    def width(self, text: str) -> float:
        """Width of `text` on one line."""
        width: float = self.font.stringWidth(text, self.size)
        return width


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Lines that are read as one: a paragraph (P), a heading (H1)."""

    role: str


class Line(NamedTuple):
    """A line of text, its baseline at `y`; `word_space` is added to each of its spaces.

    :param part: what it belongs to; None where it repeats what is said elsewhere.
    """

    x: float
    y: float
    text: str
    style: Style
    word_space: float = 0.0
    part: Part | None = None


class Rule(NamedTuple):
    """A thin line."""

    x: float
    y: float
    length: float


class Code(NamedTuple):
    """A QR symbol, without quiet zone."""

    x: float
    y: float
    side: float
    symbol: Symbol


class Blank(NamedTuple):
    """Where a QR symbol will stand: a dashed square."""

    x: float
    y: float
    side: float


class Ink(NamedTuple):
    """A signature or a seal, its upper left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    picture: Picture


class Place(NamedTuple):
    """Where the electronic signature is noted; nothing is drawn."""

    x: float
    y: float
    width: float
    height: float


Mark = Line | Rule | Code | Blank | Ink | Place


@dataclass(frozen=True, slots=True)
class Block:
    """Marks that are placed together."""

    height: float
    marks: tuple[Mark, ...] = ()

    def lowered(self, y: float) -> "Block":
        """The same block with `y` of white space on top."""
        if not y:
            return self
        marks = tuple(mark._replace(y=mark.y + y) for mark in self.marks)
        return Block(self.height + y, marks)

    def as_part(self, role: str = "P") -> "Block":
        """The same block, to be read as one."""
        part = Part(role)
        marks = (mark._replace(part=part) if isinstance(mark, Line) else mark for mark in self.marks)
        return Block(self.height, tuple(marks))

    def cut(self, y: float) -> tuple["Block", "Block"]:
        """Cut between two lines, into what has its baseline above `y` and what has it below."""
        above = tuple(mark for mark in self.marks if mark.y < y)
        below = tuple(mark._replace(y=mark.y - y) for mark in self.marks if mark.y >= y)
        return Block(y, above), Block(self.height - y, below)


def stacked(blocks: Iterable[Block], gap: float = 0.0) -> Block:
    """Put blocks one under the other; an empty one takes no gap."""
    height = 0.0
    marks: list[Mark] = []
    for block in blocks:
        if block.height:
            height += gap if height else 0.0
            marks.extend(block.lowered(height).marks)
            height += block.height
    return Block(height, tuple(marks))


def beside(*blocks: Block) -> Block:
    """Put blocks side by side; each already stands at its own x."""
    return Block(
        max(block.height for block in blocks), tuple(mark for block in blocks for mark in block.marks)
    )
