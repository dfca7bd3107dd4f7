"""Setting text: words into lines, lines into paragraphs, measured before anything is drawn.

Vietnamese writes every syllable as a word of its own, so that breaking at spaces never splits one.
"""

from collections.abc import Sequence

from certapp.paper.block import Block, Line, Style
from certapp.paper.fonts import NO_BREAK_SPACE
from certapp.paper.measures import SINGLE_SPACING

_ASCENT = 0.891  # Tinos, of its size
_LOOSEST = 0.4  # widest gap added to a space when a line is justified, of the size
_LOOSE = 0.3  # widest such gap that is made for the sake of the line below
_SHORTEST = 3.0  # a last line below this many sizes looks lost, and is given one more word
_JOINTS = "/-."  # where a word that is longer than its line is broken first, such as a document number


def paragraph(text: str, style: Style, x: float, width: float, indent: float = 0.0) -> Block:
    """Set `text` flush with both edges, its first line indented (decree, II.6)."""
    lines = broken(text, style, width, indent, justified=True)
    indents = [indent if number == 0 else 0.0 for number in range(len(lines))]
    spaces = [
        _added_space(line, style, width - into) for line, into in zip(lines[:-1], indents, strict=False)
    ]
    return _set(lines, style, [x + into for into in indents], [*spaces, 0.0])


def ragged(text: str, style: Style, x: float, width: float, indent: float = 0.0) -> Block:
    """Set `text` flush left, its first line indented."""
    lines = broken(text, style, width, indent)
    return _set(lines, style, [x + indent, *[x] * (len(lines) - 1)])


def even(text: str, style: Style, x: float, width: float) -> Block:
    """Set `text` flush left, in lines of about one length."""
    lines = balanced(text, style, width)
    return _set(lines, style, [x] * len(lines))


def centred(text: str, style: Style, x: float, width: float) -> Block:
    """Set `text` centred, in lines of about one length."""
    lines = balanced(text, style, width)
    return _set(lines, style, [x + (width - style.width(line)) / 2 for line in lines])


def fitted(text: str, style: Style, least: float, width: float) -> Style:
    """Return `style` with its size reduced until `text` takes one line, but not below `least`."""
    wide = style.width(text)
    size = style.size if wide <= width else max(least, style.size * width / wide - 0.01)
    return Style(style.font, size, style.spacing)


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


def broken(
    text: str, style: Style, width: float, indent: float = 0.0, *, justified: bool = False
) -> list[str]:
    """Break `text` at spaces into lines of at most `width`; a word longer than that is broken inside."""
    words = _words(text)
    whole = " ".join(words)
    if words and style.width(whole) <= width - indent:
        return [whole.replace(NO_BREAK_SPACE, " ")]
    space = style.width(" ")
    lines: list[list[str]] = []
    room = -1.0  # left on the last line
    for word in words:
        wide = style.width(word)
        if wide + space > room:
            full = width if lines else width - indent
            pieces = _pieces(word, style, full) if wide > full else [word]
            lines += [[piece] for piece in pieces]
            room = full - style.width(pieces[-1])
        else:
            lines[-1].append(word)
            room -= wide + space
    _feed_last(lines, style, width, justified)
    return [" ".join(line).replace(NO_BREAK_SPACE, " ") for line in lines]


def _feed_last(lines: list[list[str]], style: Style, width: float, justified: bool) -> None:
    """Give a last line of one short word the word before it, where that does not tear apart its line."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 4:
        return
    *kept, moved = lines[-2]
    last = lines[-1][0]
    hole = width - style.width(" ".join(kept)) if justified else 0.0
    if style.width(last) < _SHORTEST * style.size and hole <= _LOOSE * style.size * (len(kept) - 1):
        lines[-2:] = [kept, [moved, last]]


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]  # a no-break space stays inside its word


def _pieces(word: str, style: Style, width: float) -> list[str]:
    """Break a word that is too long: after the last joint that fits, else after the last character."""
    pieces = [""]
    for character in word:
        piece = pieces[-1]
        if piece and style.width(piece + character) > width:
            joint = 1 + max(piece.rfind(joint) for joint in _JOINTS)
            if style.width(piece[joint:] + character) > width:
                joint = len(piece)
            pieces[-1:] = [piece[:joint], piece[joint:]]
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
