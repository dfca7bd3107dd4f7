"""Setting text: lines, paragraphs and blocks, measured before anything is drawn.

Lengths are points; x runs from the left edge of the text area, y downwards from the top of the block.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportlab.pdfbase.ttfonts import TTFont

from certapp.paper.fonts import NO_BREAK_SPACE
from certapp.paper.measures import SINGLE_SPACING
from certapp.paper.picture import Picture
from certapp.paper.qr import Symbol

_ASCENT = 0.891  # Tinos, of its size
_LOOSEST = 0.4  # widest gap added to a space when a line is justified, of the size


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


class Line(NamedTuple):
    """A line of text, its baseline at `y`; `word_space` is added to each of its spaces."""

    x: float
    y: float
    text: str
    style: Style
    word_space: float = 0.0


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


class Print(NamedTuple):
    """A picture, its upper left corner at (x, y)."""

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


Mark = Line | Rule | Code | Blank | Print | Place


@dataclass(frozen=True, slots=True)
class Block:
    """Marks that are placed together."""

    height: float
    marks: tuple[Mark, ...] = ()

    def lowered(self, y: float) -> "Block":
        """The same block with `y` of white space on top."""
        marks = tuple(mark._replace(y=mark.y + y) for mark in self.marks)
        return Block(self.height + y, marks)


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


def paragraph(text: str, style: Style, x: float, width: float, indent: float = 0.0) -> Block:
    """Set `text` flush with both edges, its first line indented (decree, II.6.d)."""
    lines = broken(text, style, width, indent)
    indents = [indent if number == 0 else 0.0 for number in range(len(lines))]
    spaces = [
        _added_space(line, style, width - into) for line, into in zip(lines[:-1], indents, strict=False)
    ]
    return _set(lines, style, [x + into for into in indents], [*spaces, 0.0])


def ragged(text: str, style: Style, x: float, width: float) -> Block:
    """Set `text` flush left."""
    lines = broken(text, style, width)
    return _set(lines, style, [x] * len(lines))


def centred(text: str, style: Style, x: float, width: float) -> Block:
    """Set `text` centred, in lines of about one length."""
    lines = balanced(text, style, width)
    return _set(lines, style, [x + (width - style.width(line)) / 2 for line in lines])


def _set(lines: Sequence[str], style: Style, xs: Sequence[float], word_spaces: Sequence[float] = ()) -> Block:
    baseline = (style.leading - style.size * SINGLE_SPACING) / 2 + style.size * _ASCENT
    marks = tuple(
        Line(x, number * style.leading + baseline, line, style, space)
        for number, (line, x, space) in enumerate(
            zip(lines, xs, word_spaces or [0.0] * len(lines), strict=False)
        )
    )
    return Block(len(lines) * style.leading, marks)


def _added_space(line: str, style: Style, width: float) -> float:
    """What each space of `line` gains for the line to be `width` wide; 0 where that would tear it apart."""
    added = (width - style.width(line)) / max(line.count(" "), 1)
    return added if added <= _LOOSEST * style.size else 0.0


def broken(text: str, style: Style, width: float, indent: float = 0.0) -> list[str]:
    """Break `text` at spaces into lines of at most `width`; a longer word is broken anywhere."""
    space = style.width(" ")
    lines: list[list[str]] = []
    room = -1.0  # left on the last line
    for word in _words(text):
        wide = style.width(word)
        if wide + space > room:
            full = width if lines else width - indent
            pieces = _pieces(word, style, full) if wide > full else [word]
            lines += [[piece] for piece in pieces]
            room = full - style.width(pieces[-1])
        else:
            lines[-1].append(word)
            room -= wide + space
    return [" ".join(line).replace(NO_BREAK_SPACE, " ") for line in lines]


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]  # a no-break space stays inside its word


def _pieces(word: str, style: Style, width: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and style.width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def balanced(text: str, style: Style, width: float) -> list[str]:
    """Break `text` into as few lines as `width` needs, and those as even as they get."""
    lines = broken(text, style, width)
    if len(lines) < 2:
        return lines
    narrow, wide = max(map(style.width, _words(text))), width
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = broken(text, style, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines
