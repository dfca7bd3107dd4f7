"""A page does not grow unnoticed: what a stored paper takes on disk stands in docs/decisions/0014."""

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet

MOST_BYTES = 29_000


def test_a_page_is_small(sheet: Sheet, fonts: Fonts) -> None:
    assert len(draw(sheet, fonts).pdf) < MOST_BYTES
