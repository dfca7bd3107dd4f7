"""One page wherever it can be done, else two or three; nothing is lost, nobody signs an empty page."""

import itertools
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from certapp.paper.block import Code, Line, Place
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.measures import TEXT_HEIGHT
from certapp.paper.pages import compose
from certapp.paper.sheet import Sheet


def test_the_fullest_record_a_token_holds_fits(usual: Sheet, fullest: Sheet, fonts: Fonts) -> None:
    """Every text at the limit of its claim, six destinations: one page with the usual office's names."""
    assert len(compose(replace(usual, rows=fullest.rows), fonts)) == 1
    assert len(compose(replace(fullest, footer=""), fonts)) == 2


def texts_by_page(sheet: Sheet, fonts: Fonts) -> list[list[str]]:
    return [[mark.text for mark in page.marks if isinstance(mark, Line)] for page in compose(sheet, fonts)]


@pytest.mark.parametrize("times", range(1, 21))
def test_signature_and_code_stand_together_below_some_text(long: Sheet, fonts: Fonts, times: int) -> None:
    """However long the text is: nothing is lost, and nobody signs an empty page."""
    sheet = replace(long, closing=long.closing * times)
    pages = compose(sheet, fonts)
    kinds = [{type(mark) for mark in page.marks} for page in pages]
    assert [Code in page and Place in page for page in kinds] == [*[False] * (len(pages) - 1), True]
    texts = texts_by_page(sheet, fonts)
    end = texts[-1].index(sheet.recipients_title)
    assert end >= (4 if len(pages) > 1 else 1)  # page number, document number and two lines
    whole = " ".join(itertools.chain(*texts))
    for number in range(2, len(pages) + 1):
        running = f"{number}/{len(pages)} {sheet.number_line} "
        assert running in whole
        whole = whole.replace(running, "")
    assert " ".join(sheet.closing) in whole
    for page in pages:
        for mark in page.marks:
            assert mark.y + (mark.side if isinstance(mark, Code) else 0) <= TEXT_HEIGHT + 0.01


def test_a_passage_over_two_pages_leaves_two_lines_on_each(long: Sheet, fonts: Fonts) -> None:
    first, second = texts_by_page(replace(long, closing=("một " * 500,)), fonts)
    assert sum(text.startswith("một") for text in first) >= 2
    assert sum(text.startswith("một") for text in second) >= 2


def test_several_pages_have_bookmarks(long: Sheet, usual: Sheet, fonts: Fonts) -> None:
    document = pypdfium2.PdfDocument(draw(replace(long, closing=long.closing * 9), fonts).pdf)
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()] == [
        ("Số: 1059/GXN-MTTQ-BTT – 1/2", 0),
        ("Số: 1059/GXN-MTTQ-BTT – 2/2", 1),
    ]
    assert not list(pypdfium2.PdfDocument(draw(usual, fonts).pdf).get_toc())


@pytest.mark.parametrize(
    "changes",
    [
        {"closing": ("Đề nghị các chốt kiểm soát tạo điều kiện đi lại. " * 3,) * 90},
        {"recipients": ("- Các chốt kiểm soát;",) * 60},
        {"parent_lines": ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",) * 40},
        {"number_line": "Số: " + "1059/GXN-MTTQ-BTT " * 200},
    ],
)
def test_what_does_not_fit_three_pages_is_refused(long: Sheet, fonts: Fonts, changes: dict[str, Any]) -> None:
    with pytest.raises(PaperError) as refused:
        draw(replace(long, **changes), fonts)
    assert refused.value.code == "page_overflow"
    assert refused.value.details["excess_mm"] > 0
