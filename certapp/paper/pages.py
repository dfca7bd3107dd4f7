"""Composing: a sheet becomes one page in the roomiest measures that fit, else two or three."""

import math

from reportlab.lib.units import mm

from certapp.paper import measures, qr
from certapp.paper.block import Block, stacked
from certapp.paper.body import Passage, body, set_passages
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.foot import foot, footer
from certapp.paper.header import header, running_head, title
from certapp.paper.measures import MAX_PAGES, OVER_PAGES, TEXT_HEIGHT, Measures
from certapp.paper.sheet import Sheet

# How white space that is left over goes to the gaps between header, title, text and foot, and how much they
# take at the most: what few lines leave over stays below the foot, as in any letter.
_SHARES = (0.25, 0.25, 0.5)
_WIDEST = 72.0


def compose(sheet: Sheet, fonts: Fonts) -> tuple[Block, ...]:
    """Compose the pages; the signature and the QR stand on the last one.

    :raises PaperError: `page_overflow` when three pages are too few; `qr_text_invalid`, `qr_text_too_long`.
    """
    symbol = None if sheet.qr_text is None else qr.symbol(sheet.qr_text)
    for sizes in measures.ALL:
        text = set_passages(body(sheet, fonts, sizes))
        parts = [header(sheet, fonts, sizes), title(sheet, fonts, sizes), text]
        parts.append(foot(sheet, symbol, fonts, sizes))
        address = footer(sheet, fonts, sizes)
        spare = TEXT_HEIGHT - address.height - sum(part.height for part in parts)
        spare -= sizes.section_gap * len(_SHARES)
        if spare >= 0:
            return (_with_footer(_spread(parts, sizes, spare), address),)
    return _over_pages(sheet, symbol, fonts, OVER_PAGES)


def _spread(parts: list[Block], sizes: Measures, spare: float) -> Block:
    gaps = [0.0, *(sizes.section_gap + share * min(spare, _WIDEST) for share in _SHARES)]
    return stacked(part.lowered(gap) for part, gap in zip(parts, gaps, strict=True))


def _with_footer(page: Block, address: Block) -> Block:
    if not address.height:
        return page
    return stacked([page, address.lowered(TEXT_HEIGHT - page.height - address.height)])


def _over_pages(sheet: Sheet, symbol: qr.Symbol | None, fonts: Fonts, sizes: Measures) -> tuple[Block, ...]:
    """Fill page after page; the last passage goes with the signature, which never stands alone."""
    gap = sizes.section_gap
    head = stacked([header(sheet, fonts, sizes), title(sheet, fonts, sizes)], gap)
    address = footer(sheet, fonts, sizes)
    end = foot(sheet, symbol, fonts, sizes)
    later = TEXT_HEIGHT - running_head(sheet, fonts, sizes, MAX_PAGES, MAX_PAGES).height
    first = TEXT_HEIGHT - head.height - gap - address.height
    if (excess := max(-first, end.height + gap - later)) > 0:
        raise PaperError("page_overflow", excess_mm=math.ceil(excess / mm))
    pages = _filled(body(sheet, fonts, sizes), first, later)
    if len(pages) == 1 or set_passages(pages[-1]).height + gap + end.height > later:
        pages[-1:] = _parted(pages[-1])
    over = [set_passages(page).height for page in pages[MAX_PAGES:]]
    over += [max(0.0, set_passages(pages[-1]).height + gap + end.height - later)]
    if sum(over) > 0:
        raise PaperError("page_overflow", excess_mm=math.ceil(sum(over) / mm))
    blocks = [set_passages(page) for page in pages]
    blocks[0] = _with_footer(stacked([head, blocks[0]], gap), address)
    for number in range(1, len(blocks)):
        running = running_head(sheet, fonts, sizes, number + 1, len(blocks))
        text = blocks[number].lowered(running.height)
        blocks[number] = Block(text.height, (*running.marks, *text.marks))
    blocks[-1] = stacked([blocks[-1], end], gap)
    return tuple(blocks)


def _filled(passages: list[Passage], first: float, later: float) -> list[list[Passage]]:
    """Put as many lines on each page as fit."""
    pages: list[list[Passage]] = [[]]
    room = first
    waiting = passages[::-1]
    while waiting:
        passage = waiting.pop()
        if not pages[-1]:
            passage = passage._replace(gap=0.0)
        if passage.gap + passage.block.height <= room:
            pages[-1].append(passage)
            room -= passage.gap + passage.block.height
            continue
        if split := passage.split(room):
            pages[-1].append(split[0])
            passage = split[1]
        waiting.append(passage)
        pages.append([])
        room = later
    return pages


def _parted(page: list[Passage]) -> list[list[Passage]]:
    """Take the last passage of a page over to the next, or half of it where there is no other."""
    if len(page) > 1:
        return [page[:-1], page[-1:]]
    if page and (split := page[0].split(page[0].gap + page[0].block.height / 2)):
        return [[split[0]], [split[1]]]
    return [page, []]
