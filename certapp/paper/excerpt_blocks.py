"""Blocks of the other sheets: the issuing body, facts, the QR inside its quiet zone."""

import math
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.units import mm

from certapp.paper import qr
from certapp.paper.block import Block, Code, Style, beside, stacked
from certapp.paper.errors import PaperError
from certapp.paper.excerpt import Excerpt
from certapp.paper.fonts import Fonts
from certapp.paper.measures import LEAST_MODULE
from certapp.paper.typeset import centred, ragged

LEAST_SIZE = 5.0  # of a text that is kept on one line
_LABEL_GAP = 0.4  # between a label and its value, of the size


def issuer(excerpt: Excerpt, fonts: Fonts, size: float, width: float) -> Block:
    """Set the body above the issuing one, and the issuing one in bold, centred."""
    lines = [(line, fonts.regular) for line in excerpt.parent_lines]
    lines += [(line, fonts.bold) for line in excerpt.body_lines]
    return stacked(centred(line, Style(font, size), 0, width) for line, font in lines)


def facts(pairs: Iterable[tuple[str, str]], fonts: Fonts, size: float, width: float) -> Block:
    """Set facts, each value in bold after its label."""
    plain, bold = Style(fonts.regular, size), Style(fonts.bold, size)
    rows = []
    for label, value in pairs:
        into = plain.width(label) + _LABEL_GAP * size
        rows.append(beside(ragged(label, plain, 0, width), ragged(value, bold, 0, width, into)))
    return stacked(rows, gap=size / 6)


def code(symbol: qr.Symbol, zone: float, least_module: float = LEAST_MODULE) -> Block:
    """Set a QR in a square of side `zone` whose rim is its quiet zone, flush with the left edge.

    :raises PaperError: `page_overflow`, its modules would be smaller than `least_module`.
    """
    modules = symbol.size + 2 * qr.QUIET_MODULES
    module = zone / modules
    if module < least_module:
        raise PaperError("page_overflow", excess_mm=math.ceil((least_module * modules - zone) / mm))
    quiet = qr.QUIET_MODULES * module
    return Block(zone, (Code(quiet, quiet, symbol.size * module, symbol),))


def roomiest(
    compose: Callable[[float], Block], sizes: Sequence[float], height: float, fonts: Fonts, excerpt: Excerpt
) -> Block:
    """Return what `compose` makes of the largest of `sizes` at which it is no higher than `height`.

    :raises PaperError: `glyph_missing`; `page_overflow`, it is too high even at the smallest.
    """
    for text in excerpt.texts():
        fonts.require_glyphs(text)
    for size in sizes:
        if (block := compose(size)).height <= height:
            return block
    raise PaperError("page_overflow", excess_mm=math.ceil((block.height - height) / mm))
