"""A sheet is either a paper with a QR or a specimen, and holds its texts in one form."""

import unicodedata
from dataclasses import fields, replace

import pytest

from certapp.paper.errors import PaperError
from certapp.paper.sheet import Sheet
from tests.sheets import seal_picture


@pytest.mark.parametrize(("text", "word"), [(None, None), ("HTTPS://A/V/B", "BẢN XEM TRƯỚC")])
def test_an_unsigned_page_cannot_pass_for_a_paper(usual: Sheet, text: str | None, word: str | None) -> None:
    with pytest.raises(PaperError) as refused:
        replace(usual, qr_text=text, specimen=word)
    assert refused.value.code == "sheet_qr_or_specimen"


@pytest.mark.parametrize("name", ["signature_picture", "seal_picture"])
def test_a_specimen_bears_neither_signature_nor_seal(preview: Sheet, name: str) -> None:
    with pytest.raises(PaperError) as refused:
        replace(preview, **{name: seal_picture()})
    assert refused.value.code == "sheet_specimen_signed"


def test_decomposed_letters_are_composed(usual: Sheet) -> None:
    def decomposed(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    label, value = usual.rows[0]
    changed = replace(
        usual,
        subject=decomposed(usual.subject),
        rows=((decomposed(label), decomposed(value)), *usual.rows[1:]),
        closing=tuple(map(decomposed, usual.closing)),
    )
    assert changed == usual


def test_every_printed_text_is_among_the_texts(usual: Sheet, preview: Sheet) -> None:
    texts = list(usual.texts())
    for field in fields(usual):
        value = getattr(usual, field.name)
        if isinstance(value, str) and field.name not in ("qr_text", "author"):
            assert value in texts
    assert {usual.rows[3][0], usual.rows[3][1], usual.recipients[1], usual.scan_help[1]} < set(texts)
    assert usual.qr_text not in texts
    assert usual.author not in texts
    assert preview.specimen in list(preview.texts())
