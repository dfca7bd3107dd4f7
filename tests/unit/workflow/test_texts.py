"""certapp.workflow.texts: what people write, cleaned at a cost that they cannot drive up."""

import unicodedata

import pytest

from certapp.workflow import content, texts
from certapp.workflow.content import Content
from certapp.workflow.errors import Invalid

MARKS = "a" + "\u0301\u0323" * 1_000_000  # to compose this takes an hour


def test_a_text_is_composed_and_its_blanks_are_folded() -> None:
    assert texts.clean(unicodedata.normalize("NFD", " Đỗ  Thị\n Ánh ")) == "Đỗ Thị Ánh"


def test_an_endless_run_of_marks_is_refused_for_its_length_at_once() -> None:
    assert texts.composed(MARKS) == MARKS
    with pytest.raises(Invalid) as refused:
        texts.text_of("reason", MARKS, 300)
    assert refused.value.fields == {"reason": "too_long"}
    assert content.cleaned(Content(purpose=MARKS)).purpose == MARKS


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "required"), (" \t\n", "required"), ("x" * 11, "too_long"), ("a\x00", "control_character")],
)
def test_a_bad_text_is_refused_with_its_field(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        texts.text_of("note", text, 10)
    assert refused.value.fields == {"note": code}


def test_a_search_knows_no_case_and_no_marks() -> None:
    assert texts.bare("Đỗ THỊ Ánh") == "do thi anh"
