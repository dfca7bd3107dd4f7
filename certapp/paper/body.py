"""The text of the paper: opening sentence, facts, closing sentences (Appendix I, II.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from certapp.paper.block import Block, Style, beside, stacked
from certapp.paper.fonts import Fonts
from certapp.paper.measures import INDENT, LABEL_GAP, LABEL_SHARE, LEAST_LINES, Measures
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import paragraph, ragged

_RUN_IN_GAP = 6.0  # from a label to the value that runs on


class Passage(NamedTuple):
    """A sentence or a fact, in lines of one height.

    :param gap: white space above, unless it begins a page.
    """

    gap: float
    block: Block
    leading: float

    def split(self, room: float) -> tuple["Passage", "Passage"] | None:
        """Cut off as many lines as `room` holds; None where too few would stand on either side."""
        lines = round(self.block.height / self.leading)
        kept = min(int((room - self.gap) / self.leading + 1e-6), lines - LEAST_LINES)
        if kept < LEAST_LINES:
            return None
        first, rest = self.block.cut(kept * self.leading)
        return Passage(self.gap, first, self.leading), Passage(0.0, rest, self.leading)


def set_passages(passages: Sequence[Passage]) -> Block:
    """Put passages one under the other."""
    return stacked(
        passage.block.lowered(passage.gap if number else 0.0) for number, passage in enumerate(passages)
    )


def body(sheet: Sheet, fonts: Fonts, sizes: Measures) -> list[Passage]:
    """Set the sentences justified, with the facts between them."""
    plain = Style(fonts.regular, sizes.text, sizes.spacing)
    facts = list((_run_in if sizes.dense else _in_columns)(sheet, fonts, plain, sizes))
    gaps = [sizes.row_gap] * len(facts)
    gaps[:1] = [sizes.paragraph_gap] * len(gaps[:1])
    opening = paragraph(sheet.opening, plain, 0, sizes.width, INDENT)
    closing = [paragraph(text, plain, 0, sizes.width, INDENT) for text in sheet.closing]
    blocks = [opening, *facts, *closing]
    gaps = [0.0, *gaps, *[sizes.paragraph_gap] * len(closing)]
    return [
        Passage(gap, block.as_part(), plain.leading)
        for gap, block in zip(gaps, blocks, strict=True)
        if block.height
    ]


def _in_columns(sheet: Sheet, fonts: Fonts, plain: Style, sizes: Measures) -> Iterator[Block]:
    """Labels in one column, values in the next."""
    widest = max((plain.width(label) for label, _ in sheet.rows), default=0.0)
    labels = min(widest, sizes.width * LABEL_SHARE)
    x = INDENT + labels + LABEL_GAP
    for label, value, style in _styled(sheet, fonts, plain):
        yield beside(ragged(label, plain, INDENT, labels), ragged(value, style, x, sizes.width - x))


def _run_in(sheet: Sheet, fonts: Fonts, plain: Style, sizes: Measures) -> Iterator[Block]:
    """Every value runs on from its label, over the whole width: a third fewer lines."""
    for label, value, style in _styled(sheet, fonts, plain):
        taken = INDENT + plain.width(label) + _RUN_IN_GAP
        name = ragged(label, plain, INDENT, sizes.width - INDENT)
        if taken < sizes.width / 2:
            yield beside(name, paragraph(value, style, 0, sizes.width, taken))
        else:
            yield stacked([name, paragraph(value, style, 0, sizes.width, INDENT)])


def _styled(sheet: Sheet, fonts: Fonts, plain: Style) -> Iterator[tuple[str, str, Style]]:
    """Every fact with the style of its value: the holder's name, which comes first, is in bold."""
    style = replace(plain, font=fonts.bold)
    for label, value in sheet.rows:
        yield label, value, style
        style = plain
