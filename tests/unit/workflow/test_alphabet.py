"""The order of units and people in a print file."""

import random
import unicodedata

import pytest

from certapp.workflow import alphabet


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ba", "Dương", "Đắk", "Ea", "Ê", "Ốc", "Ơ", "U", "Ưu", "Vạn", "Xã"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],  # the tones as dictionaries order them
        ["hà giang", "hạ", "hạ long"],  # a syllable with its tone before the next one
        ["Xã Phước", "Xã Phước 2", "Xã Phước 10", "Xã Phước Bình"],
        ["Pi Năng", "Pi-Năng Thị", "PI NĂNG VĂN"],
        ["", "a"],
    ],
)
def test_letters_then_tones_syllable_by_syllable(ordered: list[str]) -> None:
    shuffled = ordered[:]
    random.Random(5).shuffle(shuffled)
    assert sorted(shuffled, key=alphabet.key) == ordered


def test_people_are_sorted_by_the_given_name_first() -> None:
    ordered = [
        "Trần An",
        "Nguyễn Đức Ánh",
        "Đặng Văn Bền",
        "Nguyễn Thị Bền",
        "Lê Hà",
        "Lê Hạ",
        "Dương Hạnh",
        "Đặng Hạnh",
        "KATƠR THỊ MỸ HẠNH",
        "Y",
    ]
    shuffled = ordered[:]
    random.Random(5).shuffle(shuffled)
    assert sorted(shuffled, key=alphabet.name_key) == ordered


def test_how_a_letter_is_composed_and_its_case_do_not_matter() -> None:
    for text in ("Đặng Thùy Mỹ Duyên", "Nguyễn Hữu Ưng"):
        for form in ("NFC", "NFD"):
            assert alphabet.key(unicodedata.normalize(form, text.upper())) == alphabet.key(text)


def test_foreign_letters_and_odd_text_have_a_place() -> None:
    for text in ("Zoë", "Łukasz", "²", "ß", "李", "\u0301", "a\u0327", "—", " "):
        assert alphabet.key(text) == alphabet.key(text)
        assert sorted([text, "Xã"], key=alphabet.key)
