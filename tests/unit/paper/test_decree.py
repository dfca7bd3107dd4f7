"""A finished PDF is read back and held against Decree 30/2020/NĐ-CP, Appendix I, part I.

The numbers are written down here once more, from the decree; nothing is taken from the layout.
"""

import itertools
import unicodedata
from dataclasses import replace

import pypdfium2.raw as pdfium
import pytest

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet
from tests.printed import MM, Read, read
from tests.sheets import FOOTER, FULLEST, LONG, SHORT, USUAL, seal_picture, signature_picture

WIDTH, HEIGHT = 210 * MM, 297 * MM
NEAR = 0.1  # points


@pytest.fixture(scope="module", params=["short", "usual", "long", "over pages", "inked"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    sheets = {
        "short": SHORT,
        "usual": USUAL,
        "long": LONG,
        "over pages": FULLEST,
        "inked": replace(USUAL, signature_picture=signature_picture(), seal_picture=seal_picture()),
    }
    return replace(sheets[request.param], footer=FOOTER)


@pytest.fixture(scope="module")
def printed(sheet: Sheet, fonts: Fonts) -> Read:
    return read(draw(sheet, fonts).pdf)


def test_the_paper_is_a4_upright_with_its_margins(printed: Read) -> None:
    """I.1-I.3; the page number alone stands in the top margin."""
    assert printed.size == pytest.approx((WIDTH, HEIGHT), abs=NEAR)
    lefts = [run.x for run in printed.runs] + [shape.left + 1 for shape in printed.shapes]  # a rule's width
    rights = [run.right for run in printed.runs] + [shape.right - 1 for shape in printed.shapes]
    text = [run for run in printed.runs if run.page == 0 or run.text not in running(printed)]
    assert 30 * MM - NEAR <= min(lefts) <= 35 * MM
    assert 15 * MM - NEAR <= WIDTH - max(rights) <= 20 * MM + 2
    assert 20 * MM <= HEIGHT - max(run.y + 0.68 * run.size for run in text) <= 25 * MM
    assert min(run.y - 0.22 * run.size for run in printed.runs) >= 20 * MM - NEAR


def running(printed: Read) -> list[str]:
    """What repeats at the top of every page but the first."""
    return [run.text for run in printed.runs if run.page and run.y > HEIGHT - 20 * MM]


def test_the_nation_and_its_motto(printed: Read) -> None:
    """II.1: 12-13 and 13-14 pt, upright bold, the motto centred below, a rule as long as its line."""
    nation, motto = printed.run("CỘNG HÒA"), printed.run("Độc lập - Tự do - Hạnh phúc")
    assert nation.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert 12 <= nation.size <= 13
    assert 13 <= motto.size <= 14
    assert nation.face == motto.face == "Bold"
    assert nation.x + nation.right == pytest.approx(motto.x + motto.right, abs=2)
    below = [rule for rule in printed.rules() if abs(rule.left - motto.x) < 2]
    assert len(below) == 1
    assert below[0].width == pytest.approx(motto.right - motto.x, abs=2)
    assert 0 < motto.y - below[0].top < motto.size
    assert motto.x > WIDTH / 2 - 20 * MM


def test_the_issuing_body(printed: Read, sheet: Sheet) -> None:
    """II.2: the parent 12-13 pt upright, the body 12-13 pt bold, a rule of a third to a half of its line."""
    parent = printed.runs[0]
    assert sheet.parent_lines[0].startswith(parent.text)
    body = printed.run("BAN THƯỜNG TRỰC")
    assert parent.face == "Regular"
    assert body.face == "Bold"
    assert 12 <= parent.size <= 13
    assert 12 <= body.size <= 13
    middle = (body.x + body.right) / 2
    [below] = [rule for rule in printed.rules() if abs((rule.left + rule.right) / 2 - middle) < 2]
    assert 1 / 3 <= below.width / (body.right - body.x) <= 1 / 2
    assert 0 < body.y - below.top < body.size


def test_number_place_and_date(printed: Read, sheet: Sheet) -> None:
    """II.3: 13 pt upright; II.4: 13-14 pt italic, on the same line."""
    number = next(run for run in printed.runs if run.text == sheet.number_line)
    date = next(run for run in printed.runs if run.face == "Italic")
    assert (number.size, number.face == "Regular") == (13, True)
    assert 13 <= date.size <= 14
    assert date.y == pytest.approx(number.y, abs=NEAR)
    assert date.x > number.right


def test_the_name_of_the_paper_and_its_subject(printed: Read, sheet: Sheet) -> None:
    """II.5: 13-14 pt bold, centred; below the subject a rule of a third to a half of its line."""
    title, subject = printed.run("GIẤY XÁC NHẬN"), printed.run(sheet.subject)
    for run in (title, subject):
        assert 13 <= run.size <= 14
        assert run.face == "Bold"
    assert title.x + title.right == pytest.approx(subject.x + subject.right, abs=2)
    [below] = [rule for rule in printed.rules() if 0 < subject.y - rule.top < subject.size]
    assert 1 / 3 <= below.width / (subject.right - subject.x) <= 1 / 2
    assert below.left + below.right == pytest.approx(subject.x + subject.right, abs=2)


def test_the_text(printed: Read, sheet: Sheet) -> None:
    """II.6: 13-14 pt upright, first lines 1 or 1.27 cm in, lines 1 to 1.5 apart, 6 pt between paragraphs."""
    opening = printed.run(sheet.opening[:12])
    first = printed.runs.index(opening)
    last = next(index for index, run in enumerate(printed.runs) if run.text == "Nơi nhận:")
    text = [
        run for run in printed.runs[first:last] if run.text not in running(printed) and run.text != FOOTER
    ]
    assert {run.size for run in text} <= {13, 14}
    assert {run.face for run in text} <= {"Regular", "Bold"}
    assert opening.x - 30 * MM == pytest.approx(10 * MM, abs=NEAR)
    steps = [one.y - other.y for one, other in itertools.pairwise(text) if one.page == other.page]
    down = [step for step in steps if step > NEAR]
    single = opening.size * 1.15
    assert min(down) >= single - NEAR
    assert min(down) <= 1.5 * single + NEAR
    closing = printed.run("Đề nghị các chốt")
    before = text[text.index(closing) - 1]
    if before.page == closing.page:
        assert before.y - closing.y >= single + 6 - NEAR


def test_the_signer(printed: Read, sheet: Sheet) -> None:
    """II.7: authority, office and name 13-14 pt bold, one below the other, centred on one line."""
    authority, office = printed.run(sheet.authority[0]), printed.run(sheet.signer_office[:12])
    last = next(run for run in printed.runs if sheet.signer_name.startswith(run.text) and run.face == "Bold")
    for run in (authority, office, last):
        assert 13 <= run.size <= 14
        assert run.face == "Bold"
        assert run.x + run.right == pytest.approx(authority.x + authority.right, abs=2.5)
    assert authority.y > office.y > last.y
    assert authority.page == office.page == last.page == printed.code().page == printed.runs[-1].page


def test_the_recipients(printed: Read, sheet: Sheet) -> None:
    """II.9: the words 12 pt bold italic, level with the authority; the lines 11 pt upright."""
    words = printed.run("Nơi nhận:")
    assert (words.size, words.face) == (12, "BoldItalic")
    assert words.y == pytest.approx(printed.run(sheet.authority[0]).y, abs=3)
    line = printed.runs[printed.runs.index(words) + 1]
    assert line.text.startswith("- ")
    assert (line.size, line.face == "Regular") == (11, True)


def test_the_footer(printed: Read) -> None:
    """III.4: 11-12 pt upright at the foot of the first page, below a rule over the whole width."""
    footer = printed.run(FOOTER)
    assert footer.page == 0
    assert 11 <= footer.size <= 12
    assert footer.face == "Regular"
    assert footer.y == min(run.y for run in printed.runs if run.page == 0)
    [above] = [rule for rule in printed.rules() if rule.page == 0 and 0 < rule.bottom - footer.y < 15]
    assert above.left == pytest.approx(30 * MM, abs=1)
    assert 15 * MM - 1 <= WIDTH - above.right <= 20 * MM + 1


def test_the_number_of_every_page_but_the_first(printed: Read, sheet: Sheet) -> None:
    """I.7: 13-14 pt upright, centred in the top margin, from the second page on."""
    pages = max(run.page for run in printed.runs) + 1
    assert pages == (2 if sheet.rows in (FULLEST.rows, LONG.rows) else 1)
    for number in range(1, pages):
        page = printed.run(f"{number + 1}/{pages}")
        assert page.page == number
        assert 13 <= page.size <= 14
        assert page.face == "Regular"
        assert 0 < HEIGHT - page.y < 20 * MM
        middle = (30 * MM + WIDTH - 20 * MM) / 2
        assert (page.x + page.right) / 2 == pytest.approx(middle, abs=2)
        assert sheet.number_line in running(printed)


def test_the_qr_code_and_its_quiet_zone(printed: Read) -> None:
    """At least 35 mm, 45 by our own measure; four of at least 0.45 mm of white around it."""
    code = printed.code()
    assert code.width >= 45 * MM - NEAR
    quiet = 4 * code.width / 57  # modules of version 10, the widest we print
    for run in printed.runs:
        if run.page == code.page:
            beside = run.x > code.right + quiet - 1
            above, below = run.y - 0.3 * run.size > code.top + quiet - 1, run.y + run.size < code.bottom
            assert beside or above or below, run


def test_what_a_guard_reads_at_arms_length(printed: Read, sheet: Sheet) -> None:
    number, validity = printed.run(sheet.scan_number), printed.run("Có giá trị từ")
    assert number.size >= 18
    assert validity.size >= 14
    assert number.face == validity.face == "Bold"


def test_how_to_check_is_one_line_a_language_below_the_code(printed: Read, sheet: Sheet) -> None:
    for text in sheet.scan_help:
        assert printed.run(text[:12]).text == text
        assert printed.run(text[:12]).y < printed.code().bottom


def test_signature_and_seal_stand_where_the_decree_puts_them(fonts: Fonts) -> None:
    """II.7: centred between office and name; II.8: real size, over the left third of the signature."""
    sheet = replace(USUAL, signature_picture=signature_picture(), seal_picture=seal_picture())
    printed = read(draw(sheet, fonts).pdf)
    signature, seal = (
        shape
        for shape in printed.shapes
        if shape.kind == pdfium.FPDF_PAGEOBJ_IMAGE and shape != printed.code()
    )
    office, name = printed.run("PHÓ CHỦ TỊCH"), printed.run("Nguyễn Văn Bền")
    assert signature.left + signature.right == pytest.approx(office.x + office.right, abs=2.5)
    assert office.y > seal.top > seal.bottom > name.y + name.size * 0.7
    assert office.y > signature.top > signature.bottom > name.y + name.size * 0.7
    assert seal.width == pytest.approx(36 * MM, abs=NEAR)
    assert seal.height == pytest.approx(36 * MM, abs=NEAR)
    assert seal.right - signature.left == pytest.approx(signature.width / 3, abs=NEAR)


def test_every_letter_is_black_and_in_one_of_four_faces(printed: Read, sheet: Sheet, fonts: Fonts) -> None:
    assert {run.face for run in printed.runs} <= {"Regular", "Italic", "Bold", "BoldItalic"}
    assert b" rg" not in draw(sheet, fonts).pdf  # no colour outside of compressed streams either
    assert all(unicodedata.is_normalized("NFC", run.text) for run in printed.runs)
