"""The pocket card: two on an A4 sheet, each folded once, with the facts in front and the QR on the back.

Unfolded a card is an A6 sheet lying down, folded it is A7 (74 x 105 mm) and goes into a breast pocket. One
the size of an ID card would leave the QR no more than its least module, and a card is creased and rubbed.
"""

from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from certapp.paper import qr
from certapp.paper.block import Block, Line, Rule, Style, stacked
from certapp.paper.excerpt import Excerpt
from certapp.paper.excerpt_blocks import LEAST_SIZE, code, facts, issuer, roomiest
from certapp.paper.fonts import Fonts
from certapp.paper.leaves import bound, put
from certapp.paper.measures import PAGE_HEIGHT, PAGE_WIDTH
from certapp.paper.typeset import centred, fitted

WIDTH: Final = 148 * mm  # of a card, unfolded
HEIGHT: Final = 105 * mm
MARGIN: Final = 5 * mm  # inside a panel: cutting and folding by hand goes astray by a millimetre or two
CARDS: Final = 2

_PANEL = WIDTH / 2 - 2 * MARGIN
_ROOM = HEIGHT - 2 * MARGIN
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_LEFT = (PAGE_WIDTH - WIDTH) / 2
_TOP = (PAGE_HEIGHT - CARDS * HEIGHT) / 2
_LINE = 0.4
_GREY = 0.55  # of the lines to cut and to fold along


def draw(excerpt: Excerpt, fonts: Fonts, *, how_to: str) -> bytes:
    """Print an A4 sheet with two copies of the card: one to carry, one to keep.

    :param how_to: printed above the cards: how to cut and fold them.
    :returns: an unsigned PDF.
    :raises PaperError: `glyph_missing`, `page_overflow`, `qr_text_invalid`, `qr_text_too_long`.
    """
    fonts.require_glyphs(how_to)
    front = roomiest(lambda size: _front(excerpt, fonts, size), _SIZES, _ROOM, fonts, excerpt)
    symbol = code(qr.symbol(excerpt.qr_text), _PANEL)
    back = roomiest(lambda size: _back(excerpt, symbol, fonts, size), _SIZES, _ROOM, fonts, excerpt)
    words = centred(how_to, Style(fonts.italic, 10), 0, WIDTH)

    facts_, rest = _parted(front)

    def leaf(canvas: Canvas) -> None:
        put(canvas, words, _LEFT, _TOP - words.height - MARGIN)
        tops = [_TOP + number * HEIGHT + MARGIN for number in range(CARDS)]
        # Folded with the print outside, the right half is the front.
        for top in tops:
            put(canvas, rest, _LEFT + WIDTH / 2 + MARGIN, top)
            put(canvas, back, _LEFT + MARGIN, top)
        _lines(canvas)
        # Last, and nothing between them: who checks the file takes all up to the next label for a value.
        for top in tops:
            put(canvas, facts_, _LEFT + WIDTH / 2 + MARGIN, top)

    title = f"{excerpt.title} {excerpt.number}"
    return bound([leaf], fonts, title=title, author=excerpt.author, made_at=excerpt.made_at)


def _front(excerpt: Excerpt, fonts: Fonts, size: float) -> Block:
    head = issuer(excerpt, fonts, size - 1, _PANEL)
    rule = Block(4, (Rule(_PANEL * 0.35, 2, _PANEL * 0.3),))
    title = centred(excerpt.title, Style(fonts.bold, size + 3), 0, _PANEL)
    number = _one_line(excerpt.number, fonts, size + 1)
    holder = centred(excerpt.holder, Style(fonts.bold, size + 4), 0, _PANEL)
    told = facts((*excerpt.identity, *excerpt.journey), fonts, size, _PANEL).as_part()
    validity = centred(excerpt.validity, Style(fonts.bold, size + 2), 0, _PANEL)
    signed = centred(excerpt.signed, Style(fonts.italic, size - 1), 0, _PANEL)
    top = stacked([stacked([head, rule]), stacked([title, number]), holder, told], gap=size * 0.6)
    foot = stacked([validity, signed], gap=2)
    least = top.height + size * 0.6
    return stacked([top, foot.lowered(max(_ROOM - top.height - foot.height, least - top.height))])


def _back(excerpt: Excerpt, symbol: Block, fonts: Fonts, size: float) -> Block:
    number = _one_line(excerpt.number, fonts, size + 4)
    validity = centred(excerpt.validity, Style(fonts.bold, size + 1), 0, _PANEL)
    vi, en = excerpt.advice
    advice = stacked(
        [
            centred(vi, Style(fonts.regular, size - 1), 0, _PANEL),
            centred(en, Style(fonts.italic, size - 1), 0, _PANEL),
        ],
        gap=1,
    )
    return stacked([symbol, number, validity, advice], gap=2)


def _parted(front: Block) -> tuple[Block, Block]:
    """Part the facts from what stands around them."""
    facts_ = tuple(mark for mark in front.marks if isinstance(mark, Line) and mark.part is not None)
    rest = tuple(mark for mark in front.marks if mark not in facts_)
    return Block(front.height, facts_), Block(front.height, rest)


def _one_line(text: str, fonts: Fonts, size: float) -> Block:
    return centred(text, fitted(text, Style(fonts.bold, size), LEAST_SIZE, _PANEL), 0, _PANEL)


def _lines(canvas: Canvas) -> None:
    """Draw solid lines to cut along, out to where a ruler is laid, and dashed ones to fold along."""
    left, right = _LEFT, _LEFT + WIDTH
    top, bottom = PAGE_HEIGHT - _TOP, PAGE_HEIGHT - _TOP - CARDS * HEIGHT
    canvas.saveState()
    canvas.setLineWidth(_LINE)
    canvas.setStrokeGray(_GREY)
    for x in (left, right):
        canvas.line(x, top + MARGIN, x, bottom - MARGIN)
    for number in range(CARDS + 1):
        y = top - number * HEIGHT
        canvas.line(left - MARGIN, y, right + MARGIN, y)
    canvas.setDash(3, 3)
    canvas.line((left + right) / 2, top, (left + right) / 2, bottom)
    canvas.restoreState()
