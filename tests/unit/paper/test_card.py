"""The pocket card: two equal ones on A4, a front that tells everything, a QR that outlives a pocket."""

import itertools
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from certapp.paper import card, qr
from certapp.paper.errors import PaperError
from certapp.paper.excerpt import Excerpt
from certapp.paper.fonts import Fonts
from tests.excerpts import LONGEST, USUAL
from tests.printed import MM, Read, Shape, read

HOW_TO = "Cắt theo nét liền, gấp theo nét đứt."


@pytest.fixture(params=[USUAL, LONGEST], ids=["usual", "longest"])
def excerpt(request: pytest.FixtureRequest) -> Excerpt:
    found: Excerpt = request.param
    return found


@pytest.fixture
def drawn(excerpt: Excerpt, fonts: Fonts) -> Read:
    return read(card.draw(excerpt, fonts, how_to=HOW_TO))


def codes(drawn: Read) -> list[Shape]:
    return [shape for shape in drawn.shapes if min(shape.width, shape.height) > 30 * MM]


def test_both_codes_are_read_as_the_papers(excerpt: Excerpt, fonts: Fonts) -> None:
    picture = (
        pypdfium2.PdfDocument(card.draw(excerpt, fonts, how_to=HOW_TO))[0].render(scale=150 / 72).to_pil()
    )
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [excerpt.qr_text] * card.CARDS


def test_a_code_is_large_and_keeps_its_quiet_zone(drawn: Read, excerpt: Excerpt) -> None:
    """35 mm and 0.45 mm a module at least; nothing within four modules, and no fold."""
    modules = qr.symbol(excerpt.qr_text).size
    fold = drawn.size[0] / 2
    for code in codes(drawn):
        module = code.width / modules
        assert code.width == pytest.approx(code.height, abs=0.01)
        assert code.width >= 35 * MM
        assert module >= 0.45 * MM
        quiet = qr.QUIET_MODULES * module - 0.01
        assert code.right + quiet <= fold
        zone = (code.left - quiet, code.bottom - quiet, code.right + quiet, code.top + quiet)
        for shape in drawn.shapes:
            assert shape == code or apart(zone, (shape.left, shape.bottom, shape.right, shape.top))
        for run in drawn.runs:
            assert apart(zone, (run.x, run.y, run.right, run.y + run.size * 0.7)), run.text


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_two_equal_cards_inside_the_lines_to_cut(drawn: Read) -> None:
    first, second = codes(drawn)
    assert card.MARGIN >= 4 * MM  # scissors and folds go astray
    assert first.bottom - second.bottom == pytest.approx(card.HEIGHT, abs=0.01)
    rest = [run for run in drawn.runs if run.text not in HOW_TO]
    middle = drawn.size[1] / 2
    upper = [(run.text, run.size, run.x, round(run.y - card.HEIGHT, 1)) for run in rest if run.y > middle]
    assert upper == [(run.text, run.size, run.x, round(run.y, 1)) for run in rest if run.y < middle]
    left, right = (drawn.size[0] - card.WIDTH) / 2, (drawn.size[0] + card.WIDTH) / 2
    bottom = (drawn.size[1] - card.CARDS * card.HEIGHT) / 2
    for run in rest:
        assert left + card.MARGIN - 0.1 <= run.x
        assert run.right <= right - card.MARGIN + 0.1, run.text
        above_cut = (run.y - bottom) % card.HEIGHT
        assert card.MARGIN <= above_cut <= card.HEIGHT - card.MARGIN, run.text
        assert (run.right <= drawn.size[0] / 2 - card.MARGIN + 0.1) != (run.x >= drawn.size[0] / 2), run.text


def test_the_front_tells_everything(drawn: Read, excerpt: Excerpt) -> None:
    front = " ".join(run.text.strip() for run in drawn.runs if run.x > drawn.size[0] / 2)
    said = [excerpt.number, excerpt.holder, excerpt.validity, excerpt.signed]
    said += [part for pair in (*excerpt.identity, *excerpt.journey) for part in pair]
    assert [text for text in said if text not in front] == []


def test_the_lines_of_one_panel_do_not_overlap(drawn: Read) -> None:
    """No two baselines of a panel are closer than their letters are high, unless on one line."""
    for is_front in (False, True):
        runs = [
            run for run in drawn.runs if (run.x > drawn.size[0] / 2) is is_front and run.text not in HOW_TO
        ]
        heights = sorted({round(run.y, 1) for run in runs})
        size = min(run.size for run in runs)
        assert all(b - a > size * 0.9 for a, b in itertools.pairwise(heights))


def test_the_same_certificate_is_always_the_same_file(fonts: Fonts) -> None:
    assert card.draw(USUAL, fonts, how_to=HOW_TO) == card.draw(USUAL, fonts, how_to=HOW_TO)


@pytest.mark.parametrize(
    ("excerpt", "code"),
    [
        (replace(USUAL, holder="Katơr 漢"), "glyph_missing"),
        (replace(USUAL, journey=(("Lý do:", "đi làm " * 400),)), "page_overflow"),
        (replace(USUAL, qr_text="https://x"), "qr_text_invalid"),
        (replace(USUAL, qr_text="A" * 3000), "page_overflow"),
        (replace(USUAL, qr_text="A" * 3392), "qr_text_too_long"),
    ],
)
def test_what_cannot_be_printed_well_is_not_printed(excerpt: Excerpt, code: str, fonts: Fonts) -> None:
    with pytest.raises(PaperError) as refused:
        card.draw(excerpt, fonts, how_to=HOW_TO)
    assert refused.value.code == code
