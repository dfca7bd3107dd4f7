"""The pages of a PDF as pictures (pdfium), annotations included. Part of :mod:`certapp.paper.decoder`."""

import math

import pypdfium2
from PIL import Image

MAX_PIXELS = 10_000_000  # A4 at 300 dpi has 8.7 million
MAX_SIDE = 30_000  # pixels; zxing takes up to 65,535


def picture(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """Draw a page in grey as a reader sees it; a huge one in fewer dots per inch."""
    width, height = page.get_size()
    largest = min(math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height))
    drawn: Image.Image = page.render(scale=min(dpi / 72, largest), grayscale=True).to_pil()
    return drawn


def are_alike(one: pypdfium2.PdfDocument, other: pypdfium2.PdfDocument, dpi: int) -> bool:
    """Tell whether two files show the same pages, dot by dot."""
    if len(one) != len(other):
        return False
    return all(picture(one[number], dpi) == picture(other[number], dpi) for number in range(len(one)))
