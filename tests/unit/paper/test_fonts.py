"""The faces have every Vietnamese letter, and say which character they lack."""

import unicodedata
from pathlib import Path

import pytest

from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]


def test_every_vietnamese_letter_can_be_printed(fonts: Fonts) -> None:
    assert len(LETTERS) == 73
    for letter in LETTERS:
        fonts.require_glyphs(letter + letter.upper())


@pytest.mark.parametrize("text", ["“vùng xanh” – 50 %, 1.000 ₫…", "06\u00a0giờ", ""])
def test_marks_of_office_texts_can_be_printed(fonts: Fonts, text: str) -> None:
    fonts.require_glyphs(text)


@pytest.mark.parametrize(
    ("text", "character", "name"),
    [
        ("Trần 中", "中", "CJK UNIFIED IDEOGRAPH-4E2D"),
        ("xe 🚗", "🚗", "AUTOMOBILE"),
        ("Lê\nAn", "U+000A", "U+000A"),
        ("Lê\u202eAn", "U+202E", "RIGHT-TO-LEFT OVERRIDE"),
        ("Lê\u200bAn", "U+200B", "ZERO WIDTH SPACE"),
    ],
)
def test_a_missing_character_is_named(fonts: Fonts, text: str, character: str, name: str) -> None:
    with pytest.raises(PaperError) as refused:
        fonts.require_glyphs(text)
    assert refused.value.code == "glyph_missing"
    assert refused.value.details == {"character": character, "name": name}


def test_a_folder_without_faces_is_named(tmp_path: Path) -> None:
    with pytest.raises(PaperError) as refused:
        Fonts.load(tmp_path)
    assert (refused.value.code, refused.value.details["file"]) == (
        "font_unreadable",
        "400Regular/Tinos_400Regular.ttf",
    )
