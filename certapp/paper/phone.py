"""The phone picture: what a traveller shows on a screen when the paper is at home."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from certapp.paper import qr
from certapp.paper.block import Block, Code, Line, Rule, Style, stacked
from certapp.paper.excerpt import Excerpt
from certapp.paper.excerpt_blocks import LEAST_SIZE, code, issuer, roomiest
from certapp.paper.fonts import Fonts
from certapp.paper.typeset import centred, fitted

# Here a point of typeset.py is a pixel.
WIDTH: Final = 1080
HEIGHT: Final = 1920
MARGIN: Final = 48
LEAST_MODULE: Final = 5.0  # pixels; the scanner of another phone sees them through glass and glare
_TEXT = WIDTH - 2 * MARGIN
_GAP = 14
_BETWEEN = " \u00b7 "
_SIZES = (38.0, 36.0, 34.0, 32.0, 30.0, 28.0, 26.0, 24.0, 22.0)


def draw(excerpt: Excerpt, fonts: Fonts) -> bytes:
    """Return a grey PNG of 1080 x 1920 pixels, every module of its QR the same whole number of pixels.

    :raises PaperError: `glyph_missing`, `page_overflow`, `qr_text_invalid`, `qr_text_too_long`.
    """
    room = HEIGHT - 2 * MARGIN
    symbol = _whole_pixels(qr.symbol(excerpt.qr_text))
    block = roomiest(lambda size: _screen(excerpt, symbol, fonts, size), _SIZES, room, fonts, excerpt)
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    _paint(picture, block, fonts, MARGIN, MARGIN + (room - block.height) / 2)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _screen(excerpt: Excerpt, symbol: Block, fonts: Fonts, size: float) -> Block:
    head = issuer(excerpt, fonts, size * 0.9, _TEXT)
    title = centred(excerpt.title, Style(fonts.bold, size * 1.3), 0, _TEXT)
    large = fitted(excerpt.number, Style(fonts.bold, size * 1.9), LEAST_SIZE, _TEXT)
    number = centred(excerpt.number, large, 0, _TEXT)
    validity = centred(excerpt.validity, Style(fonts.bold, size * 1.35), 0, _TEXT)
    holder = centred(excerpt.holder, Style(fonts.bold, size * 1.7), 0, _TEXT)
    identity = _BETWEEN.join(f"{label} {value}" for label, value in excerpt.identity)
    told = centred(identity, Style(fonts.bold, size * 1.1), 0, _TEXT)
    unit = centred(excerpt.unit, Style(fonts.regular, size), 0, _TEXT)
    vi, en = excerpt.advice
    advice = stacked(
        [
            centred(vi, Style(fonts.regular, size * 0.8), 0, _TEXT),
            centred(en, Style(fonts.italic, size * 0.8), 0, _TEXT),
        ]
    )
    top = stacked([head, title, stacked([number, validity])], gap=_GAP)
    return stacked([top, symbol, holder, told, unit, advice], gap=_GAP)


def _whole_pixels(symbol: qr.Symbol) -> Block:
    """Set the QR in the middle, its modules whole pixels; its quiet zone may reach into the margin."""
    modules = symbol.size + 2 * qr.QUIET_MODULES
    zone = float(WIDTH // modules * modules)
    block = code(symbol, zone, LEAST_MODULE)
    x = (WIDTH - zone) // 2 - MARGIN
    return Block(block.height, tuple(mark._replace(x=mark.x + x) for mark in block.marks))


def _paint(picture: Image.Image, block: Block, fonts: Fonts, left: float, top: float) -> None:
    """Draw the marks of a block as layout.py does on paper."""
    draw = ImageDraw.Draw(picture)
    for mark in block.marks:
        x, y = round(left + mark.x), round(top + mark.y)
        match mark:
            case Line():
                face = _face(fonts.file(mark.style.font), round(mark.style.size))
                draw.text((left + mark.x, y), mark.text, fill=0, font=face, anchor="ls")
            case Rule():
                draw.rectangle((x, y, x + round(mark.length), y + 2), fill=0)
            case Code():
                picture.paste(_modules(mark), (x, y))


def _modules(mark: Code) -> Image.Image:
    side = round(mark.side)
    small = Image.frombytes("L", (mark.symbol.size, mark.symbol.size), b"".join(mark.symbol.shades))
    return small.resize((side, side), Image.Resampling.NEAREST)


@lru_cache(maxsize=64)
def _face(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    # The same picture whether or not a shaping library happens to be installed; our letters are composed.
    return ImageFont.truetype(str(file), pixels, layout_engine=ImageFont.Layout.BASIC)
