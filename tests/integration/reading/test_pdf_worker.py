"""The process that reads PDFs knows nothing of the office, and sees what a reader sees."""

import re
import subprocess
import sys

import pypdfium2
import pytest

from certapp.paper import reader
from certapp.paper.pdf_findings import SignatureState
from certapp.paper.pdf_text import seen_text
from certapp.paper.reader import read_upload
from tests.integration.reading.test_reader import ISSUED, pdf_of, stream
from tests.unit.paper.signer import Signer

FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def seen(content: bytes, *more: bytes, resources: bytes = FONT) -> tuple[str, int]:
    return seen_text(pypdfium2.PdfDocument(pdf_of(content, *more, resources=resources)))


def test_the_process_imports_nothing_of_the_office(page: bytes) -> None:
    command = [sys.executable, "-I", "-X", "importtime", str(reader._DECODER)]
    done = subprocess.run(command, input=page, capture_output=True, env={}, check=True)
    names = set(re.findall(r"\| +(\S+)$", done.stderr.decode(), re.MULTILINE))
    assert "certapp.paper.pdf_text" in names
    mine = {name for name in names if name.startswith("certapp")}
    assert {name for name in mine if not name.startswith("certapp.paper.pdf_")} == set()
    assert names & {"flask", "sqlalchemy", "reportlab", "granian"} == set()


def test_a_page_before_and_after_its_signature(page: bytes, signer: Signer) -> None:
    before = read_upload(page).pdf
    after = read_upload(signer.sealed(page, ISSUED)).pdf
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == (SignatureState.ABSENT, SignatureState.INTACT)
    assert before.text == after.text
    assert "KATƠR THỊ MỸ HẠNH" in after.text
    assert (after.claimed_at, after.unseen) == (int(ISSUED.timestamp()), 0)


def test_a_picture_has_no_findings(qr_text: str) -> None:
    from certapp.paper import qr

    assert read_upload(qr.png(qr_text, 4)).pdf is None


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"0 g 0 650 600 100 re f BT 1 g /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",  # white on black
        b"BT /F 1 Tf 14 0 0 14 90 700 Tm (LE VAN GIA) Tj ET",
        b"BT 1 Tr /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
    ],
)
def test_text_that_is_seen(content: bytes) -> None:
    assert seen(content) == ("LE VAN GIA", 0)


@pytest.mark.parametrize(
    "content",
    [
        b"BT 3 Tr /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT 7 Tr /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT 1 g /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT .9 g /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT /F 2 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT /F 200 Tf .01 0 0 .01 90 700 Tm (LE VAN GIA) Tj ET",
        b"BT /F 14 Tf 900 700 Td (LE VAN GIA) Tj ET",
        b"BT /F 14 Tf 90 -700 Td (LE VAN GIA) Tj ET",
        b"0 0 9 9 re W n BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET",
        b"BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET 1 g 80 690 300 40 re f",
        b"BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET 0 g 80 690 300 40 re f",
    ],
)
def test_text_that_is_not_seen(content: bytes) -> None:
    text, unseen = seen(content)
    assert text.strip() == ""
    assert unseen in (0, 8)  # what is off the page may not be text at all


def test_below_a_patch_with_other_text_only_the_other_is_seen() -> None:
    text, unseen = seen(
        b"BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET 1 g 80 690 300 40 re f "
        b"0 g BT /F 14 Tf 90 700 Td (TRAN MAI) Tj ET"
    )
    assert ("TRAN MAI" in text, "GIA" in text, unseen) == (True, False, 8)


def test_text_below_a_picture_is_not_seen() -> None:
    image = stream(bytes([255]), b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"
                   b"/ColorSpace/DeviceGray")  # fmt: skip
    content = b"BT /F 14 Tf 90 700 Td (LE VAN GIA) Tj ET q 300 0 0 40 80 690 cm /I Do Q"
    text, unseen = seen(content, image, resources=FONT + b"/XObject<</I 5 0 R>>")
    assert (text.strip(), unseen) == ("", 8)
