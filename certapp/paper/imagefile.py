"""A signature or seal inside the file: compressed once a process, not once a page."""

import hashlib
import io
import zlib
from functools import lru_cache
from typing import NamedTuple

from PIL import Image
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFName, PDFObject, PDFStream
from reportlab.pdfgen.canvas import Canvas

from certapp.paper.picture import Picture


class _Packed(NamedTuple):
    width: int
    height: int
    colours: bytes
    opacity: bytes


class _ImageObject(PDFObject):
    """An image XObject of samples that are compressed already (ISO 32000-1, 8.9.5)."""

    def __init__(self, packed: _Packed, mask: "_ImageObject | None") -> None:
        self._packed = packed
        self._mask = mask

    def format(self, document: PDFDocument) -> bytes:
        """Write the stream, called by reportlab."""
        stream = PDFStream(content=self._packed.colours if self._mask else self._packed.opacity)
        stream.filters = ()
        entries = stream.dictionary
        entries["Type"], entries["Subtype"] = PDFName("XObject"), PDFName("Image")
        entries["Width"], entries["Height"] = self._packed.width, self._packed.height
        entries["ColorSpace"] = PDFName("DeviceRGB" if self._mask else "DeviceGray")
        entries["BitsPerComponent"] = 8
        entries["Filter"] = PDFName("FlateDecode")
        if self._mask:
            entries["SMask"] = document.Reference(self._mask)  # type: ignore[no-untyped-call]
        written: bytes = stream.format(document)
        return written


@lru_cache(maxsize=32)
def _packed(data: bytes) -> _Packed:
    with Image.open(io.BytesIO(data)) as image:
        ink = image.convert("RGBA")
    colours = zlib.compress(ink.convert("RGB").tobytes(), 9)
    return _Packed(ink.width, ink.height, colours, zlib.compress(ink.getchannel("A").tobytes(), 9))


def draw_picture(canvas: Canvas, picture: Picture, box: tuple[float, float, float, float]) -> None:
    """Draw `picture` into `box`: x, y of its lower left corner, width and height in points."""
    packed = _packed(picture.data)
    x, y, width, height = box
    document: PDFDocument = canvas._doc  # type: ignore[attr-defined]  # the stubs have no private names
    name = f"picture{hashlib.sha256(picture.data).hexdigest()[:16]}"
    stored = document.getXObjectName(name)
    if stored not in document.idToObject:
        drawn = _ImageObject(packed, _ImageObject(packed, None))
        document.Reference(drawn, stored)  # type: ignore[no-untyped-call]
    canvas.saveState()
    canvas.transform(width, 0, 0, height, x, y)
    canvas.doForm(name)
    canvas.restoreState()
