"""The printed page: complete, on one page, inside its margins, nothing over anything else."""

import io
import itertools
import re
import subprocess
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from PIL import Image, ImageOps
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.lib.units import mm

from certapp.paper.block import Blank, Code, Line, Mark, Rule, Style
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.measures import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP
from certapp.paper.pages import compose
from certapp.paper.sheet import Sheet
from tests.sheets import FOOTER


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def box(mark: Mark) -> Box:
    """Where a mark is, in points from the top left of the text area; a symbol with its quiet zone."""
    match mark:
        case Line():
            width = mark.style.width(mark.text) + mark.word_space * mark.text.count(" ")
            return Box(
                mark.x, mark.y - 0.68 * mark.style.size, mark.x + width, mark.y + 0.21 * mark.style.size
            )
        case Code():
            quiet = 4 * mark.side / mark.symbol.size
            return Box(mark.x - quiet, mark.y - quiet, mark.x + mark.side + quiet, mark.y + mark.side + quiet)
        case Blank():
            return Box(mark.x, mark.y, mark.x + mark.side, mark.y + mark.side)
        case Rule():
            return Box(mark.x, mark.y - 0.3, mark.x + mark.length, mark.y + 0.3)
        case _:
            return Box(mark.x, mark.y, mark.x, mark.y)


def texts_of(pdf: bytes) -> str:
    """The text as a reader would copy it, on one line."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def extracted(pdf: bytes) -> str:
    """The same by another program, poppler."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def rendered(pdf: bytes, dpi: int = 100) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()


def test_nothing_lies_over_anything_else(sheet: Sheet, fonts: Fonts) -> None:
    for page in compose(sheet, fonts):
        for one, other in itertools.combinations(page.marks, 2):
            assert not box(one).overlaps(box(other)), (one, other)


def test_ink_stays_inside_the_margins(sheet: Sheet, fonts: Fonts) -> None:
    picture = rendered(draw(replace(sheet, specimen=sheet.specimen and "."), fonts).pdf)
    left, top, right, bottom = ImageOps.invert(picture).getbbox() or (0, 0, 0, 0)
    pixel = 72 / 100
    tolerance = 2 * pixel  # edges are smoothed
    assert left * pixel >= LEFT - tolerance
    assert top * pixel >= TOP - tolerance
    assert right * pixel <= PAGE_WIDTH - 15 * mm + tolerance
    assert bottom * pixel <= PAGE_HEIGHT - BOTTOM + tolerance


@pytest.mark.parametrize("program", [texts_of, extracted])
def test_every_text_is_copied_in_reading_order_as_it_was_written(
    sheet: Sheet, fonts: Fonts, program: Callable[[bytes], str]
) -> None:
    said = list(replace(sheet, specimen=sheet.specimen and ".", footer="").texts())
    copied = program(draw(replace(sheet, specimen=sheet.specimen and "."), fonts).pdf)
    assert unicodedata.is_normalized("NFC", copied)
    for repeated in (f"2/2 {sheet.number_line} ", f" {FOOTER}"):
        copied = copied.replace(repeated, "")
    assert copied.removeprefix(". ") == " ".join(" ".join(text for text in said if text != ".").split())


def test_justified_lines_end_at_the_right_margin(usual: Sheet, fonts: Fonts) -> None:
    stretched = [
        mark for mark in compose(usual, fonts)[0].marks if isinstance(mark, Line) and mark.word_space
    ]
    assert len(stretched) >= 4
    text = pypdfium2.PdfDocument(draw(usual, fonts).pdf)[0].get_textpage()
    for line in stretched:
        end = text.get_text_range().index(line.text) + len(line.text) - 1
        assert text.get_charbox(end, loose=True)[2] == pytest.approx(PAGE_WIDTH - 20 * mm, abs=0.5)


def test_one_a4_page_in_vietnamese_with_its_properties(page: bytes, usual: Sheet) -> None:
    document = pypdfium2.PdfDocument(page)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((210 * mm, 297 * mm), abs=0.1)
    assert PdfFileReader(io.BytesIO(page)).root["/Lang"] == "vi-VN"
    properties = document.get_metadata_dict(skip_empty=True)
    assert properties["Title"] == "GIẤY XÁC NHẬN Số: 07/GXN-MTTQ-BTT"
    assert properties["Author"] == usual.author
    assert properties["CreationDate"] == "D:20210916011530Z"


def test_every_face_is_embedded(page: bytes) -> None:
    fonts = PdfFileReader(io.BytesIO(page)).root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    used = [fonts[name] for name in fonts]
    assert len(used) == 4
    assert all(re.fullmatch(r"/[A-Z]{6}\+Tinos\S*", font["/BaseFont"]) for font in used)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in used)


def test_the_same_sheet_is_the_same_file_on_every_thread(usual: Sheet, long: Sheet, fonts: Fonts) -> None:
    alone = [draw(usual, fonts), draw(long, fonts)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sheet: draw(sheet, fonts), [usual, long] * 8))
    assert together == alone * 8


def test_pages_are_drawn_one_at_a_time(usual: Sheet, fonts: Fonts) -> None:
    """The test above meets the faces' shared reading position too seldom to miss the lock reliably."""
    with fonts.lock, ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(draw, usual, fonts)
        with pytest.raises(TimeoutError):
            drawing.result(timeout=0.2)
        fonts.lock.release()
        assert drawing.result() == draw(usual, fonts)
        fonts.lock.acquire()


def test_the_symbol_is_large_and_its_modules_too(sheet: Sheet, fonts: Fonts) -> None:
    for mark in compose(sheet, fonts)[-1].marks:
        if isinstance(mark, Code):
            assert mark.side >= 45 * mm - 1e-6
            assert mark.side / mark.symbol.size >= 0.45 * mm


def test_the_largest_symbol_still_has_whole_modules(usual: Sheet, fonts: Fonts) -> None:
    large = replace(usual, qr_text="A" * 1637)  # version 27, for a token of 1 KB
    [code] = [mark for mark in compose(large, fonts)[0].marks if isinstance(mark, Code)]
    assert code.side == pytest.approx(125 * 0.45 * mm)


def test_short_contents_use_the_largest_letters(short: Sheet, long: Sheet, fonts: Fonts) -> None:
    holder = short.rows[0][1]
    [large] = [
        mark for mark in compose(short, fonts)[0].marks if isinstance(mark, Line) and mark.text == holder
    ]
    assert large.style.size == 14
    texts = {long.closing[0][:10], long.rows[3][1][:10]}
    marks = [mark for mark in compose(long, fonts)[0].marks if isinstance(mark, Line)]
    assert {mark.style.size for mark in marks if mark.text[:10] in texts} == {13}


def test_the_nations_name_and_motto_take_a_line_each(sheet: Sheet, fonts: Fonts) -> None:
    texts = [mark.text for mark in compose(sheet, fonts)[0].marks if isinstance(mark, Line)]
    assert sheet.nation in texts
    assert sheet.motto in texts


def test_rules_are_as_long_as_the_decree_says(usual: Sheet, fonts: Fonts) -> None:
    marks = compose(usual, fonts)[0].marks
    lines = {mark.text: mark for mark in marks if isinstance(mark, Line)}
    body, motto = lines["BAN THƯỜNG TRỰC"], lines[usual.motto]
    rules = [mark for mark in marks if isinstance(mark, Rule)]
    assert len(rules) == 3  # the third is under the subject

    def share(line: Line) -> float:
        middle = line.x + line.style.width(line.text) / 2
        [below] = [rule for rule in rules if rule.x + rule.length / 2 == pytest.approx(middle)]
        assert 0 < below.y - line.y < line.style.size
        return below.length / line.style.width(line.text)

    assert share(motto) == pytest.approx(1)
    assert 1 / 3 <= share(body) <= 1 / 2


@pytest.mark.parametrize("name", ["short", "usual", "long", "fullest", "preview"])
def test_the_note_stands_where_the_page_says(request: pytest.FixtureRequest, fonts: Fonts, name: str) -> None:
    sheet: Sheet = request.getfixturevalue(name)
    drawn = draw(sheet, fonts)
    document = pypdfium2.PdfDocument(drawn.pdf)
    assert drawn.page == len(document) - 1
    text = document[drawn.page].get_textpage()
    inside = " ".join(text.get_text_bounded(*drawn.box).split())
    assert inside == sheet.signed_note
    _, bottom, _, top = drawn.box
    assert text.get_text_bounded(bottom=top, top=top + 200).count(sheet.signer_office[:8])
    assert text.get_text_bounded(top=bottom, bottom=bottom - 100).count(sheet.signer_name[:12])


@pytest.mark.parametrize("name", ["subject", "signer_name", "signed_note", "scan_validity", "number_line"])
def test_a_missing_character_is_refused_wherever_it_stands(usual: Sheet, fonts: Fonts, name: str) -> None:
    with pytest.raises(PaperError) as refused:
        draw(replace(usual, **{name: "Lê 中"}), fonts)
    assert refused.value.details["name"] == "CJK UNIFIED IDEOGRAPH-4E2D"


def test_empty_lines_leave_no_hole(usual: Sheet, fonts: Fonts) -> None:
    bare = replace(usual, parent_lines=(), authority=(), signed_note="", scan_help=(), closing=(), rows=())
    assert usual.signer_name in texts_of(draw(bare, fonts).pdf)


@pytest.mark.parametrize("name", ["vi", "en"])
def test_how_to_check_takes_one_line(fonts: Fonts, name: str) -> None:
    words = (Path(__file__).parents[3] / f"templates/paper/scan_{name}.txt").read_text().strip()
    width = PAGE_WIDTH - LEFT - 20 * mm
    assert Style(fonts.regular if name == "vi" else fonts.italic, 10).width(words) <= width


def test_a_preview_says_so_and_has_no_symbol(preview: Sheet, fonts: Fonts) -> None:
    marks = compose(preview, fonts)[0].marks
    assert [type(mark) for mark in marks if isinstance(mark, Blank | Code)] == [Blank]
    pdf = draw(preview, fonts).pdf
    assert "BẢN XEM TRƯỚC" in texts_of(pdf)
    grey = sum(rendered(pdf).histogram()[200:240])
    assert grey > 5_000  # pixels of the pale word
