"""A QR symbol drawn on a page, sharp at every size."""

import hashlib
import zlib

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfgen.canvas import Canvas

from certapp.paper.qr import Symbol

# A side of a module. Some readers smooth what they enlarge, over a pixel; of eight, the rest keeps its shade.
PIXELS = 8
_COMPRESSION = 4  # of zlib: 9 takes 48 times as long and finds no more


def draw(canvas: Canvas, symbol: Symbol, x: float, y: float, side: float) -> None:
    """Draw the symbol as a 1-bit picture: a third of the bytes of its outlines, and half their time.

    :param x, y: lower left corner, in points.
    :param side: without the quiet zone, which stays the caller's to keep white.
    """
    pixels = b"".join([row * PIXELS for row in symbol.shades])  # eight pixels of a module are one byte
    name = f"QR{hashlib.sha256(pixels).hexdigest()[:16]}"
    if not canvas.hasForm(name):
        # reportlab's own drawImage() makes 24-bit colours of any picture.
        document: PDFDocument = canvas._doc  # type: ignore[attr-defined]
        document.addForm(name, _picture(pixels, symbol.size * PIXELS))
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side, side)
    canvas.doForm(name)
    canvas.restoreState()


def _picture(pixels: bytes, side: int) -> PDFStream:
    """Return an image XObject (ISO 32000-2, 8.9.5)."""
    picture = PDFStream(content=zlib.compress(pixels, _COMPRESSION))
    picture.dictionary.dict.update(
        Type="/XObject",
        Subtype="/Image",
        Width=side,
        Height=side,
        BitsPerComponent=1,
        ColorSpace="/DeviceGray",
        Filter="/FlateDecode",
    )
    return picture
