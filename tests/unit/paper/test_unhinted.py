"""A face without its hinting has the same letters, in half the bytes."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from certapp.paper.unhinted import unhinted
from tests.unit.paper.conftest import FOLDER
from tests.unit.paper.test_fonts import LETTERS

FACES = sorted(FOLDER.rglob("Tinos_[47]00*.ttf"))
SIZE = 2048  # pixels an em, as many as the face has units: here hinting has nothing left to round
TEXTS = [*LETTERS, *map(str.upper, LETTERS), *"0123456789“”–…₫%()/.,;:-&@"]


def drawn(font: ImageFont.FreeTypeFont, text: str) -> Image.Image:
    picture = Image.new("1", (SIZE, SIZE * 2))
    ImageDraw.Draw(picture).text((0, 0), text, 1, font)
    return picture.convert("L")


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_every_letter_keeps_outline_and_width(path: Path) -> None:
    """FreeType draws both faces; it has no part in making the second."""
    faces = io.BytesIO(path.read_bytes()), io.BytesIO(unhinted(path.read_bytes()))
    hinted, lean = (ImageFont.truetype(face, SIZE, layout_engine=ImageFont.Layout.BASIC) for face in faces)
    for text in TEXTS:
        assert (lean.getlength(text), lean.getbbox(text)) == (hinted.getlength(text), hinted.getbbox(text))
    for text in TEXTS[::12]:
        one, other = drawn(lean, text), drawn(hinted, text)
        differing = ImageChops.difference(one, other).histogram()[255]
        assert 200 * differing < one.histogram()[255]  # hinting moves an edge by a pixel of 2048 an em


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_what_reportlab_knows_of_it_stays(path: Path) -> None:
    before, after = TTFontFile(str(path)), TTFontFile(io.BytesIO(unhinted(path.read_bytes())))
    for name in ("name", "charToGlyph", "charWidths", "bbox", "ascent", "descent", "flags", "italicAngle"):
        assert getattr(after, name) == getattr(before, name)


def test_programs_are_gone() -> None:
    path = FACES[0]
    lean = unhinted(path.read_bytes())
    assert len(lean) < 0.6 * path.stat().st_size
    assert not {"fpgm", "prep", "cvt ", "GSUB", "GPOS"} & set(TTFontFile(io.BytesIO(lean)).table)


def test_what_is_no_face_is_refused() -> None:
    with pytest.raises(TTFError):
        unhinted(b"\x00\x01\x00\x00")
    with pytest.raises((TTFError, struct.error)):
        unhinted(FACES[0].read_bytes()[:1000])
