"""What a screen reader is told: every part once, in reading order, and nothing of what is mere decoration."""

import io
import subprocess
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet
from tests.sheets import FOOTER, seal_picture, signature_picture


def heard(pdf: bytes) -> list[tuple[str, str]]:
    """(role, text) of every element, as poppler walks the tree."""
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True)
    assert not done.stderr
    document, *lines = done.stdout.decode().splitlines()
    assert document == "Document"
    return [
        (role.split()[0], text.strip().strip('"')) for role, text in zip(lines[::2], lines[1::2], strict=True)
    ]


@pytest.fixture(params=["usual", "long", "fullest", "preview"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    found: Sheet = request.getfixturevalue(request.param)
    return found


def test_every_text_is_heard_once_and_in_order(sheet: Sheet, fonts: Fonts) -> None:
    said = [text for text in replace(sheet, footer="").texts() if text != sheet.specimen]
    parts = [text for role, text in heard(draw(sheet, fonts).pdf) if role != "Figure" and text != FOOTER]
    assert " ".join(" ".join(parts).split()) == " ".join(" ".join(said).split())


def test_the_name_of_the_paper_is_its_heading(usual: Sheet, fonts: Fonts) -> None:
    parts = heard(draw(usual, fonts).pdf)
    assert [text for role, text in parts if role == "H1"] == [usual.title]
    assert {role for role, _ in parts} == {"P", "H1", "Figure"}
    assert ("P", " ".join(usual.rows[0])) in parts  # a fact is read with its label


def test_pictures_have_words_for_those_who_do_not_see_them(usual: Sheet, fonts: Fonts) -> None:
    signed = replace(usual, signature_picture=signature_picture(), seal_picture=seal_picture())
    tree = PdfFileReader(io.BytesIO(draw(signed, fonts).pdf)).root["/StructTreeRoot"]
    elements = [reference.get_object() for reference in tree["/K"]["/K"]]
    words = [element["/Alt"] for element in elements if element["/S"] == "/Figure"]
    assert words == [usual.signer_name, usual.author, usual.scan_number]


def test_every_mark_leads_back_to_its_element(sheet: Sheet, fonts: Fonts) -> None:
    """ISO 32000-1, 14.7.4.4: by the page's number and the mark's, in the parent tree."""
    root = PdfFileReader(io.BytesIO(draw(sheet, fonts).pdf)).root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    pages = root["/Pages"]["/Kids"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert [numbers[each] for each in range(0, len(numbers), 2)] == list(range(len(pages)))
    for number, page in enumerate(pages):
        assert page.get_object()["/StructParents"] == number
        content = page.get_object()["/Contents"].data
        elements = [each.get_object() for each in numbers[2 * number + 1]]
        for mark, element in enumerate(elements):
            assert element["/K"] == mark
            assert element.raw_get("/Pg") == page
            assert b"%b <</MCID %d>> BDC" % (element["/S"].encode(), mark) in content
        assert content.count(b"MCID") == len(elements)
        assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")
