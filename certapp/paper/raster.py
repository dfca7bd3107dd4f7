"""A page of ours as a picture for a screen. Uploads are drawn in a process of their own (decoder.py)."""

import io
from threading import Lock

_lock = Lock()  # PDFium is not made for several threads


def png(pdf: bytes, width: int) -> bytes:
    """Return the first page of a PDF that this program has drawn, in grey.

    :param width: pixels.
    """
    import pypdfium2  # slow to import, and few processes draw

    file = io.BytesIO()
    with _lock, pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        page.render(scale=width / page.get_width(), grayscale=True).to_pil().save(file, "PNG")
    return file.getvalue()
