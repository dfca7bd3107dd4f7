"""A page leaves the seal its share of the 35 KB that a stored paper may take (docs/decisions/0014)."""

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet

MOST_BYTES = 31_000


def test_a_page_is_small(sheet: Sheet, fonts: Fonts) -> None:
    assert len(draw(sheet, fonts).pdf) < MOST_BYTES
