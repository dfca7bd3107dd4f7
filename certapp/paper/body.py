"""The text of the paper: opening sentence, facts, closing sentences (Appendix I, II.6)."""

from collections.abc import Iterator
from dataclasses import replace

from certapp.paper.fonts import Fonts
from certapp.paper.measures import INDENT, Measures
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import Block, Style, beside, paragraph, ragged, stacked

_COLUMN_GAP = 10.0
_LABEL_SHARE = 0.36  # widest column of labels, of the text width
_LABEL_GAP = 6.0  # where the value runs on


def body(sheet: Sheet, fonts: Fonts, sizes: Measures) -> Block:
    """Set the sentences justified, with the facts between them."""
    plain = Style(fonts.regular, sizes.text, sizes.spacing)
    opening = paragraph(sheet.opening, plain, 0, sizes.width, INDENT)
    closing = [paragraph(text, plain, 0, sizes.width, INDENT) for text in sheet.closing]
    facts = (_run_in if sizes.dense else _in_columns)(sheet, fonts, plain, sizes)
    return stacked([opening, facts, *closing], gap=sizes.paragraph_gap)


def _in_columns(sheet: Sheet, fonts: Fonts, plain: Style, sizes: Measures) -> Block:
    """Labels in one column, values in the next."""
    widest = max((plain.width(label) for label, _ in sheet.rows), default=0.0)
    labels = min(widest, sizes.width * _LABEL_SHARE)
    x = INDENT + labels + _COLUMN_GAP
    rows = [
        beside(ragged(label, plain, INDENT, labels), ragged(value, style, x, sizes.width - x))
        for label, value, style in _styled(sheet, fonts, plain)
    ]
    return stacked(rows, gap=sizes.row_gap)


def _run_in(sheet: Sheet, fonts: Fonts, plain: Style, sizes: Measures) -> Block:
    """Every value runs on from its label, over the whole width: a third fewer lines."""
    rows = []
    for label, value, style in _styled(sheet, fonts, plain):
        taken = INDENT + plain.width(label) + _LABEL_GAP
        name = ragged(label, plain, INDENT, sizes.width - INDENT)
        if taken < sizes.width / 2:
            rows.append(beside(name, paragraph(value, style, 0, sizes.width, taken)))
        else:
            rows.append(stacked([name, paragraph(value, style, 0, sizes.width, INDENT)]))
    return stacked(rows, gap=sizes.row_gap)


def _styled(sheet: Sheet, fonts: Fonts, plain: Style) -> Iterator[tuple[str, str, Style]]:
    """Every fact with the style of its value: the holder's name, which comes first, is in bold."""
    style = replace(plain, font=fonts.bold)
    for label, value in sheet.rows:
        yield label, value, style
        style = plain
