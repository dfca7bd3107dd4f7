"""Sheets of labels for folders and envelopes, on the usual cut A4 stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certapp.paper import qr
from certapp.paper.block import Block, Style, beside, stacked
from certapp.paper.excerpt import Excerpt
from certapp.paper.excerpt_blocks import LEAST_SIZE, code, roomiest
from certapp.paper.fonts import Fonts
from certapp.paper.leaves import bound, put
from certapp.paper.typeset import fitted, ragged

INSET: Final = 4 * mm  # kept white inside a label: sheets go through printers up to 2 mm astray
_SIZES = (10.0, 9.0, 8.0, 7.0, 6.0, 5.0)


class Stock(StrEnum):
    """A sheet of labels, named by its columns and rows."""

    FOLDERS = "2x4"
    ENVELOPES = "3x7"


@dataclass(frozen=True, slots=True)
class _Grid:
    """Measures in points; `zone` is the side of the QR with its quiet zone, 0 for none."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step: float  # from a column to the next; rows touch
    zone: float


# As Avery's L7165 and L7160, whose measures many makers' sheets have. The large one has room for a QR that
# keeps its modules at 0.45 mm. The small one has none, which suits an envelope: it goes through many
# hands, and whoever photographs the QR has a copy of the paper.
_GRIDS = {
    Stock.FOLDERS: _Grid(2, 4, 99.1 * mm, 67.7 * mm, 4.65 * mm, 13.1 * mm, 101.6 * mm, 50 * mm),
    Stock.ENVELOPES: _Grid(3, 7, 63.5 * mm, 38.1 * mm, 7.25 * mm, 15.15 * mm, 66.0 * mm, 0),
}


def draw(
    excerpts: Sequence[Excerpt], stock: Stock, fonts: Fonts, *, title: str, author: str, made_at: datetime
) -> bytes:
    """Print a label for every one of `excerpts`, in their order, row by row.

    :param title: in the file's properties, as `author` and `made_at` (aware).
    :returns: an unsigned PDF.
    :raises PaperError: `glyph_missing`, `page_overflow`, `qr_text_invalid`, `qr_text_too_long`.
    """
    grid = _GRIDS[stock]
    blocks = [_label(excerpt, grid, fonts) for excerpt in excerpts]
    per_sheet = grid.columns * grid.rows
    sheets = [blocks[start : start + per_sheet] for start in range(0, len(blocks), per_sheet)]
    leaves = [partial(_leaf, sheet, grid) for sheet in sheets]
    return bound(leaves, fonts, title=title, author=author, made_at=made_at)


def _leaf(blocks: Sequence[Block], grid: _Grid, canvas: Canvas) -> None:
    for place, block in enumerate(blocks):
        row, column = divmod(place, grid.columns)
        spare = (grid.height - 2 * INSET - block.height) / 2
        x = grid.left + column * grid.step + INSET
        put(canvas, block, x, grid.top + row * grid.height + INSET + spare)


def _label(excerpt: Excerpt, grid: _Grid, fonts: Fonts) -> Block:
    height = grid.height - 2 * INSET
    x = grid.zone + 1 * mm if grid.zone else 0.0
    width = grid.width - 2 * INSET - x
    words = roomiest(lambda size: _words(excerpt, fonts, size, x, width), _SIZES, height, fonts, excerpt)
    if not grid.zone:
        return words
    symbol = code(qr.symbol(excerpt.qr_text), grid.zone)
    lower = max((symbol.height - words.height) / 2, 0)
    return beside(symbol.lowered(max((words.height - symbol.height) / 2, 0)), words.lowered(lower))


def _words(excerpt: Excerpt, fonts: Fonts, size: float, x: float, width: float) -> Block:
    plain = Style(fonts.regular, size)
    lines = [
        (excerpt.holder, Style(fonts.bold, size + 3)),
        (excerpt.unit, plain),
        (excerpt.number, fitted(excerpt.number, Style(fonts.bold, size + 1), LEAST_SIZE, width)),
        (excerpt.validity, fitted(excerpt.validity, plain, LEAST_SIZE, width)),
        (excerpt.author, Style(fonts.italic, size - 2)),
    ]
    return stacked([ragged(text, style, x, width) for text, style in lines], gap=2)
