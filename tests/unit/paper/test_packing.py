"""Packed, a file says what reportlab's own writing of it says, in less."""

import io
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfgen.canvas import Canvas

from certapp.paper.packing import finished


def drawn(pages: int) -> Canvas:
    canvas = Canvas(io.BytesIO(), invariant=1, pageCompression=1, lang="vi-VN")
    canvas.setTitle("100 % (giấy)")
    for number in range(pages):
        canvas.drawString(72, 72 + number, f"Trang {number}")
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(str(number), str(number))
        canvas.showPage()
    return canvas


def objects(file: bytes) -> dict[int, Any]:
    """Every object by its number, streams by entries and content."""
    reader = PdfFileReader(io.BytesIO(file), strict=True)
    found = {}
    for reference in reader.xrefs.explicit_refs_in_revision(0):
        thing = reader.get_object(generic.Reference(reference.idnum, reference.generation, reader))
        if not isinstance(thing, generic.StreamObject):
            found[reference.idnum] = repr(thing)
        elif thing.get("/Type") not in ("/ObjStm", "/XRef"):
            found[reference.idnum] = (repr(sorted(thing.items())), thing.data)
    return found


@pytest.mark.parametrize("pages", [1, 2, 300])
def test_every_object_is_what_reportlab_writes(pages: int) -> None:
    plain, packed = drawn(pages).getpdfdata(), finished(drawn(pages))
    assert objects(packed) == objects(plain)
    assert PdfFileReader(io.BytesIO(packed)).trailer_view["/Root"] is not None
    assert len(packed) < len(plain)


def test_the_same_pages_are_the_same_file_and_others_have_another_identity() -> None:
    def identity(file: bytes) -> Any:
        return PdfFileReader(io.BytesIO(file)).trailer_view["/ID"]

    assert finished(drawn(2)) == finished(drawn(2))
    assert identity(finished(drawn(2))) != identity(finished(drawn(3)))
