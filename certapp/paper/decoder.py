"""The process that decodes one upload: bytes on standard input, one JSON object on standard output.

It is run as a file and imports nothing of certapp, so that it starts in a tenth of a second. Whatever hostile
bytes do to it, it ends alone and within its limits. :mod:`certapp.paper.reader` starts it.
"""

import io
import json
import math
import os
import resource
import sys
from collections.abc import Iterable, Iterator

import zxingcpp
from PIL import Image

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 5
MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000  # pixels; zxing takes up to 65,535
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PAGES = 3
PAGE_DPI = (200, 300)  # the second where the first shows nothing
MAX_PAGE_PIXELS = 10_000_000  # A4 at 300 dpi has 8.7 million
MAX_TEXTS, MAX_TEXT = 16, 4096
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Refused(Exception):
    """An upload that will not be decoded; the only argument is the code of :mod:`certapp.paper.reader`."""


def main() -> None:
    """Set this process's limits, read, decode, answer `{"texts": […]}` or `{"error": code}`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # the server answers first
    try:
        answer: dict[str, object] = {"texts": read(sys.stdin.buffer.read())}
    except Refused as refused:
        answer = {"error": refused.args[0]}
    json.dump(answer, sys.stdout)


def read(data: bytes) -> list[str]:
    """Return the QR texts in a picture (JPEG, PNG, WebP) or in the first pages of a PDF, each once.

    :raises Refused: `upload_unreadable`, `picture_too_large`.
    """
    if b"%PDF-" not in data[:1024]:
        return _texts([_picture(data)])
    for dpi in PAGE_DPI:
        if texts := _texts(_pages(data, dpi)):
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


def _pages(data: bytes, dpi: int) -> Iterator[Image.Image]:
    import pypdfium2  # slow to import, and pictures do not need it

    try:
        document = pypdfium2.PdfDocument(data)  # type: ignore[no-untyped-call]
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            width, height = page.get_size()
            largest = min(math.sqrt(MAX_PAGE_PIXELS / (width * height)), MAX_SIDE / max(width, height))
            yield page.render(scale=min(dpi / 72, largest), grayscale=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise Refused("upload_unreadable") from error


if __name__ == "__main__":
    main()
