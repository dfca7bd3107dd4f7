"""A print file holds the pages of signed papers as they are, and is the same file when made again."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.print_file import FIRST, Chapter, Written, assemble
from certapp.paper.print_part import PrintPart, make_part
from certapp.paper.sheet import Sheet
from tests.unit.paper.signer import Signer

MADE = datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC)
TITLE = "Tệp in giấy xác nhận"
Paper = Callable[[int], bytes]


@pytest.fixture(scope="module")
def paper(usual: Sheet, fonts: Fonts, signer: Signer) -> Paper:
    """Make the n-th paper, signed."""

    @cache
    def make(number: int) -> bytes:
        assert usual.qr_text is not None
        text = f"{usual.qr_text[:-4]}{number + 2222}"
        own = replace(usual, qr_text=text, number_line=f"Số: {number:02}/GXN")
        return signer.sealed(draw(own, fonts).pdf, MADE)

    return make


def made(parts: Sequence[PrintPart], chapters: Sequence[Chapter] = ()) -> tuple[bytes, Written]:
    out = io.BytesIO()
    written = assemble(out, parts, chapters, TITLE, MADE)
    return out.getvalue(), written


def in_parts(papers: Sequence[Sequence[bytes]]) -> Iterator[PrintPart]:
    first = FIRST
    for some in papers:
        part = make_part(some, first)
        first += part.room
        yield PrintPart.from_bytes(part.to_bytes())


def picture(pdf: bytes, page: int) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=2).to_pil()


def qr_texts(pdf: bytes) -> list[str]:
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    kind = zxingcpp.BarcodeFormat.QRCode
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page, formats=kind)]


def test_every_page_is_there_in_order_and_looks_as_in_its_own_file(paper: Paper) -> None:
    papers = [paper(number) for number in range(5)]
    pdf, written = made(list(in_parts([papers[:2], papers[2:4], papers[4:]])))
    assert written == Written(hashlib.sha256(pdf).hexdigest(), len(pdf), 5)
    assert len(pypdfium2.PdfDocument(pdf)) == 5
    for number, own in enumerate(papers):
        assert ImageChops.difference(picture(pdf, number), picture(own, 0)).getbbox() is None
    assert qr_texts(pdf) == [text for own in papers for text in qr_texts(own)]
    assert len(set(qr_texts(pdf))) == 5


def test_it_carries_no_signature_and_no_field(paper: Paper) -> None:
    pdf, _ = made(list(in_parts([[paper(0), paper(1)]])))
    reader = PdfFileReader(io.BytesIO(pdf))
    assert reader.embedded_signatures == []
    assert "/AcroForm" not in reader.root
    assert b"/ByteRange" not in pdf
    assert b"/Annots" not in pdf


def test_language_title_and_bookmarks(paper: Paper) -> None:
    parts = list(in_parts([[paper(0), paper(1)], [paper(2)]]))
    numbers = [pages[0] for part in parts for pages in part.papers]
    chapters = [
        Chapter("Xã Phước Đại (1)", [("Đặng Ánh – 01/GXN", numbers[0])]),
        Chapter("Xã Phước Thành", [("An – 02/GXN", numbers[1]), ("Bền – 03/GXN", numbers[2])]),
    ]
    pdf, _ = made(parts, chapters)
    document = pypdfium2.PdfDocument(pdf)
    found = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert found == [
        (0, "Xã Phước Đại (1)", 0),
        (1, "Đặng Ánh – 01/GXN", 0),
        (0, "Xã Phước Thành", 1),
        (1, "An – 02/GXN", 1),
        (1, "Bền – 03/GXN", 2),
    ]
    assert document.get_metadata_dict()["Title"] == TITLE
    root = PdfFileReader(io.BytesIO(pdf)).root
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("vi-VN", True)


def test_made_again_it_is_the_same_file(paper: Paper) -> None:
    papers = [[paper(0), paper(1)], [paper(2)]]
    assert made(list(in_parts(papers))) == made(list(in_parts(papers)))


def test_what_papers_share_is_written_once(paper: Paper) -> None:
    one, many = (make_part([paper(number) for number in range(count)], FIRST) for count in (1, 6))
    assert len(many.data) < 4 * len(one.data)  # the faces of fixed words are the same in all


def test_a_part_made_again_without_a_paper_fits_in_its_place(paper: Paper) -> None:
    first, second = in_parts([[paper(0), paper(1)], [paper(2)]])
    again = make_part([paper(1)], first.first, first.room)
    assert (again.first, again.room, again.pages) == (first.first, first.room, 1)
    assert len(again.offsets) < first.room
    pdf, written = made([again, second])
    assert written.pages == 2
    assert qr_texts(pdf) == qr_texts(paper(1)) + qr_texts(paper(2))
    empty = make_part([], first.first, first.room)
    assert qr_texts(made([empty, second])[0]) == qr_texts(paper(2))
    with pytest.raises(PaperError, match="print_room"):
        make_part([paper(0), paper(1)], second.first, second.room)


def test_other_readers_find_every_number_in_the_table(paper: Paper) -> None:
    """A strict reader looks at each place of the table, those of unused numbers too."""
    first, second = in_parts([[paper(0), paper(1)], [paper(2)]])
    pdf, _ = made([make_part([paper(1)], first.first, first.room), second])
    table = pdf[pdf.rindex(b"\nxref") :].splitlines()
    lines = table[3 : table.index(b"trailer")]
    assert {len(line) for line in lines} == {19}
    for number, line in enumerate(lines):
        place, _, kind = line.split()
        if kind == b"n":
            assert pdf[int(place) :].startswith(b"%d 0 obj\n" % number)
    free = [number for number, line in enumerate(lines) if line.split()[2] == b"f"]
    assert [int(lines[number].split()[0]) for number in free] == [*free[1:], 0]


def test_what_a_visible_field_shows_stays_on_the_page(page: bytes) -> None:
    """A black square as the appearance of a field, at a place of its own."""
    writer = IncrementalPdfFileWriter(io.BytesIO(page))
    form = generic.StreamObject(
        {
            "/Type": generic.pdf_name("/XObject"),
            "/Subtype": generic.pdf_name("/Form"),
            "/BBox": generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10))),
        },
        stream_data=b"0 g 0 0 10 10 re f",
    )
    field = generic.DictionaryObject(
        {
            "/Type": generic.pdf_name("/Annot"),
            "/Subtype": generic.pdf_name("/Widget"),
            "/F": generic.NumberObject(4),
            "/Rect": generic.ArrayObject(map(generic.NumberObject, (20, 30, 60, 50))),
            "/AP": generic.DictionaryObject({"/N": writer.add_object(form)}),
        }
    )
    first = writer.root["/Pages"]["/Kids"][0]
    first["/Annots"] = generic.ArrayObject([writer.add_object(field)])
    writer.update_container(first)
    out = io.BytesIO()
    writer.write(out)
    pdf, _ = made([make_part([out.getvalue()], FIRST)])
    changed = ImageChops.difference(picture(pdf, 0), picture(page, 0)).getbbox()
    assert changed is not None
    height = picture(page, 0).height
    assert [round(value / 2) for value in changed] == [20, (height // 2) - 50, 60, (height // 2) - 30]


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7\n", b"no PDF at all"])
def test_what_is_no_pdf_is_refused(broken: bytes) -> None:
    with pytest.raises(PaperError, match="print_unreadable"):
        make_part([broken], FIRST)


def test_a_page_tree_without_end_is_refused(page: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(page))
    tree = writer.root["/Pages"]
    tree["/Kids"] = generic.ArrayObject([writer.root.raw_get("/Pages")])
    writer.update_container(tree)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(PaperError, match="print_unreadable"):
        make_part([out.getvalue()], FIRST)
