"""The process that decodes one upload: bytes on standard input, one JSON object on standard output.

It is run as a file, and of certapp it imports only the `pdf_` modules of this folder, and those only for a
PDF: it starts in a tenth of a second and knows nothing of the office. Whatever hostile bytes do to it, it
ends alone and within its limits. :mod:`certapp.paper.reader` starts it.
"""

import io
import json
import os
import resource
import sys
import types
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image

if TYPE_CHECKING:
    import pypdfium2

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 5  # a signed paper takes half a second
MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000  # pixels; zxing takes up to 65,535
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP")
PAGE_DPI = (200, 300)  # the second where the first shows nothing
MAX_TEXTS, MAX_TEXT = 16, 4096
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Refused(Exception):
    """An upload that will not be decoded; the only argument is the code of :mod:`certapp.paper.reader`."""


def main() -> None:
    """Set this process's limits, read, decode, answer `{"texts": […], "pdf": …}` or `{"error": code}`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # the server answers first
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"error": refused.args[0]}
    json.dump(answer, sys.stdout)


def read(data: bytes) -> dict[str, Any]:
    """Return the QR texts in a picture (JPEG, PNG, WebP) or a PDF, each once, and what else tells a PDF.

    :raises Refused: `upload_unreadable`, `picture_too_large`, and the codes of
        :class:`certapp.paper.pdf_safety.Unsafe`.
    """
    if b"%PDF-" not in data[:1024]:
        return {"texts": _texts([_picture(data)]), "pdf": None}
    _make_importable()
    from certapp.paper import pdf_safety  # slow to import, and pictures do not need it

    try:
        return _pdf(data)
    except pdf_safety.Unsafe as unsafe:
        raise Refused(unsafe.args[0]) from unsafe
    except (*pdf_safety.BROKEN, MemoryError) as error:
        raise Refused("upload_unreadable") from error


def _make_importable() -> None:
    """Let modules of this folder be imported without certapp itself, which is the whole office."""
    folder = Path(__file__).parent
    for name, place in (("certapp", folder.parent), ("certapp.paper", folder)):
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [str(place)]
            sys.modules[name] = package


def _pdf(data: bytes) -> dict[str, Any]:
    """Read a PDF: what is in it, before any page is drawn; then the pages; without a QR no more of them."""
    from certapp.paper import pdf_pages, pdf_safety, pdf_signature, pdf_text

    document = pdf_safety.opened(data)
    signature = pdf_signature.examined(data)
    texts = _page_texts(document)
    if not texts:
        return {"texts": [], "pdf": None}
    end = signature.get("end", len(data))
    if end < len(data) and not pdf_pages.are_alike(document, pdf_safety.opened(data[:end]), pdf_text.DPI):
        signature = {"state": "changed"}
    text, unseen = pdf_text.seen_text(document)
    return {"texts": texts, "pdf": {"signature": signature, "text": text, "unseen": unseen}}


def _page_texts(document: "pypdfium2.PdfDocument") -> list[str]:
    from certapp.paper.pdf_pages import picture

    for dpi in PAGE_DPI:
        if texts := _texts(picture(page, dpi) for page in document):
            return texts
    return []


def _texts(pictures: Iterable[Image.Image]) -> list[str]:
    found: dict[str, None] = {}
    for picture in pictures:
        for symbol in zxingcpp.read_barcodes(picture, formats=QR, text_mode=zxingcpp.TextMode.Plain):
            if len(symbol.text) <= MAX_TEXT:
                found[symbol.text] = None
    return list(found)[:MAX_TEXTS]


def _picture(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted here, from the header, before anything is decoded
    try:
        picture = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
        if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
            raise Refused("picture_too_large")
        return _grey(picture)
    except (OSError, ValueError, SyntaxError, MemoryError) as error:  # all of these for a broken file
        raise Refused("upload_unreadable") from error


def _grey(picture: Image.Image) -> Image.Image:
    """Turn any picture grey; what is transparent becomes white, as on a screen."""
    if not picture.has_transparency_data:
        picture.draft("L", picture.size)  # a JPEG is then decoded without its colours
        return picture.convert("L")
    opaque = picture.convert("RGBA")
    grey = Image.new("L", picture.size, 255)
    grey.paste(opaque.convert("L"), mask=opaque.getchannel("A"))
    return grey


if __name__ == "__main__":
    main()
