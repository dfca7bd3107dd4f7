"""The printed page: complete, on one page, inside its margins, nothing over anything else."""

import itertools
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import pypdfium2
import pytest
from PIL import Image, ImageOps
from reportlab.lib.units import mm

from certapp.credential.claims import DESTINATION_LIMIT, MAX_DESTINATIONS, TEXT_LIMITS
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import compose, draw
from certapp.paper.measures import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP
from certapp.paper.sheet import Sheet
from certapp.paper.typeset import Blank, Code, Line, Mark, Rule


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
        case _:
            return Box(mark.x, mark.y - 0.3, mark.x + mark.length, mark.y + 0.3)


def texts_of(pdf: bytes) -> str:
    """The page's text as a reader would copy it, on one line."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return " ".join(page.get_textpage().get_text_range().split())


def rendered(pdf: bytes, dpi: int = 100) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()


def test_nothing_lies_over_anything_else(sheet: Sheet, fonts: Fonts) -> None:
    marks = compose(sheet, fonts).marks
    for one, other in itertools.combinations(marks, 2):
        assert not box(one).overlaps(box(other)), (one, other)


def test_ink_stays_inside_the_margins(sheet: Sheet, fonts: Fonts) -> None:
    picture = rendered(draw(replace(sheet, specimen=sheet.specimen and "."), fonts))
    left, top, right, bottom = ImageOps.invert(picture).getbbox() or (0, 0, 0, 0)
    pixel = 72 / 100
    tolerance = 2 * pixel  # edges are smoothed
    assert left * pixel >= LEFT - tolerance
    assert top * pixel >= TOP - tolerance
    assert right * pixel <= PAGE_WIDTH - 15 * mm + tolerance
    assert bottom * pixel <= PAGE_HEIGHT - BOTTOM + tolerance


def test_every_text_can_be_copied_from_the_page(sheet: Sheet, fonts: Fonts) -> None:
    copied = texts_of(draw(sheet, fonts))
    assert unicodedata.is_normalized("NFC", copied)
    words = set(copied.split())
    for text in sheet.texts():
        for word in text.split():
            assert word in words, (word, text)


def test_justified_lines_end_at_the_right_margin(usual: Sheet, fonts: Fonts) -> None:
    stretched = [mark for mark in compose(usual, fonts).marks if isinstance(mark, Line) and mark.word_space]
    assert len(stretched) >= 4
    text = pypdfium2.PdfDocument(draw(usual, fonts))[0].get_textpage()
    for line in stretched:
        end = text.get_text_range().index(line.text) + len(line.text) - 1
        assert text.get_charbox(end, loose=True)[2] == pytest.approx(PAGE_WIDTH - 20 * mm, abs=0.5)


def test_one_a4_page_in_vietnamese_with_its_properties(page: bytes, usual: Sheet) -> None:
    document = pypdfium2.PdfDocument(page)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((210 * mm, 297 * mm), abs=0.1)
    assert b"/Lang (vi-VN)" in page
    properties = document.get_metadata_dict(skip_empty=True)
    assert properties["Title"] == "GIẤY XÁC NHẬN Số: 07/GXN-MTTQ-BTT"
    assert properties["Author"] == usual.author
    assert properties["CreationDate"] == "D:20210916011530Z"


def test_every_face_is_embedded(page: bytes) -> None:
    used = re.findall(rb"/BaseFont /(\S+)", page)
    assert len(used) == 4
    assert all(re.fullmatch(rb"[A-Z]{6}\+Tinos\S*", name) for name in used)
    assert page.count(b"/FontFile2") == 4


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
    for mark in compose(sheet, fonts).marks:
        if isinstance(mark, Code):
            assert mark.side >= 45 * mm - 1e-6
            assert mark.side / mark.symbol.size >= 0.45 * mm


def test_the_largest_symbol_still_has_whole_modules(usual: Sheet, fonts: Fonts) -> None:
    large = replace(usual, qr_text="A" * 1637)  # version 27, for a token of 1 KB
    [code] = [mark for mark in compose(large, fonts).marks if isinstance(mark, Code)]
    assert code.side == pytest.approx(125 * 0.45 * mm)


def test_short_contents_use_the_largest_letters(short: Sheet, long: Sheet, fonts: Fonts) -> None:
    holder = short.rows[0][1]
    [large] = [mark for mark in compose(short, fonts).marks if isinstance(mark, Line) and mark.text == holder]
    assert large.style.size == 14
    sizes = {mark.style.size for mark in compose(long, fonts).marks if isinstance(mark, Line)}
    assert 14 not in sizes
    assert 13 in sizes


def test_the_nations_name_and_motto_take_a_line_each(sheet: Sheet, fonts: Fonts) -> None:
    texts = [mark.text for mark in compose(sheet, fonts).marks if isinstance(mark, Line)]
    assert sheet.nation in texts
    assert sheet.motto in texts


def test_rules_are_as_long_as_the_decree_says(usual: Sheet, fonts: Fonts) -> None:
    marks = compose(usual, fonts).marks
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


def test_the_fullest_record_a_token_holds_fits(usual: Sheet, fonts: Fonts) -> None:
    """Every text at the limit of its claim, six destinations: what could be applied for can be printed."""

    def words(length: int) -> str:
        return ("Phường Phước Mỹ, thành phố Phan Rang - Tháp Chàm " * 5)[:length].strip()

    names = ("position", "unit", "residence", "purpose")
    places = "; ".join([words(DESTINATION_LIMIT)] * MAX_DESTINATIONS)
    rows = (
        ("Họ và tên:", words(TEXT_LIMITS["holder"]).upper()),
        *usual.rows[1:3],
        *(("Chức vụ, đơn vị:", words(TEXT_LIMITS[name])) for name in names),
        ("Nơi đến:", places),
        *usual.rows[-2:],
    )
    assert draw(replace(usual, rows=rows), fonts)


def test_what_does_not_fit_is_refused(long: Sheet, fonts: Fonts) -> None:
    with pytest.raises(PaperError) as refused:
        draw(replace(long, closing=long.closing * 9), fonts)
    assert refused.value.code == "page_overflow"
    assert refused.value.details["excess_mm"] > 0


@pytest.mark.parametrize("name", ["subject", "signer_name", "signed_note", "scan_validity", "number_line"])
def test_a_missing_character_is_refused_wherever_it_stands(usual: Sheet, fonts: Fonts, name: str) -> None:
    with pytest.raises(PaperError) as refused:
        draw(replace(usual, **{name: "Lê 中"}), fonts)
    assert refused.value.details["name"] == "CJK UNIFIED IDEOGRAPH-4E2D"


def test_empty_lines_leave_no_hole(usual: Sheet, fonts: Fonts) -> None:
    bare = replace(usual, parent_lines=(), authority=(), signed_note="", scan_help=(), closing=(), rows=())
    assert usual.signer_name in texts_of(draw(bare, fonts))


def test_a_preview_says_so_and_has_no_symbol(preview: Sheet, fonts: Fonts) -> None:
    marks = compose(preview, fonts).marks
    assert [type(mark) for mark in marks if isinstance(mark, Blank | Code)] == [Blank]
    pdf = draw(preview, fonts)
    assert "BẢN XEM TRƯỚC" in texts_of(pdf)
    grey = sum(rendered(pdf).histogram()[200:240])
    assert grey > 5_000  # pixels of the pale word
