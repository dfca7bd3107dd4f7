"""Label sheets: each label inside its own, in order, with a QR where there is room for a good one."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from certapp.paper import labels, qr
from certapp.paper.excerpt import Excerpt
from certapp.paper.fonts import Fonts
from certapp.paper.labels import Stock
from tests.excerpts import LONGEST, USUAL
from tests.printed import MM, Read, read
from tests.sheets import ISSUED

# width, height, left, top, step to the next column, columns, rows; mm, as on the makers' packs
STOCKS = {
    Stock.FOLDERS: (99.1, 67.7, 4.65, 13.1, 101.6, 2, 4),
    Stock.ENVELOPES: (63.5, 38.1, 7.25, 15.15, 66, 3, 7),
}


def printed(excerpts: list[Excerpt], stock: Stock, fonts: Fonts) -> bytes:
    return labels.draw(excerpts, stock, fonts, title="Nhãn", author="Cơ quan", made_at=ISSUED)


def numbered(count: int) -> list[Excerpt]:
    return [replace(LONGEST if number % 2 else USUAL, number=f"{number:02d}/GXN") for number in range(count)]


def places(drawn: Read, stock: Stock) -> list[tuple[int, int, int]]:
    """Page, row and column of every number, in the order of the file."""
    _width, height, left, top, step, *_ = STOCKS[stock]
    found = []
    for run in drawn.runs:
        if run.text.endswith("/GXN"):
            column = int((run.x / MM - left) // step)
            row = int(((drawn.size[1] - run.y) / MM - top) // height)
            found.append((run.page, row, column))
    return found


@pytest.mark.parametrize("stock", Stock)
def test_labels_follow_each_other_row_by_row(stock: Stock, fonts: Fonts) -> None:
    *_, columns, rows = STOCKS[stock]
    count = columns * rows + 2
    drawn = read(printed(numbered(count), stock, fonts))
    wanted = [
        (place // (columns * rows), place % (columns * rows) // columns, place % columns)
        for place in range(count)
    ]
    assert places(drawn, stock) == wanted
    assert [run.text for run in drawn.runs if run.text.endswith("/GXN")] == [
        f"{number:02d}/GXN" for number in range(count)
    ]


@pytest.mark.parametrize("stock", Stock)
def test_nothing_comes_near_a_cut(stock: Stock, fonts: Fonts) -> None:
    width, height, left, top, step, columns, rows = STOCKS[stock]
    drawn = read(printed([USUAL, LONGEST] * (columns * rows // 2), stock, fonts))
    inset = labels.INSET / MM - 0.1
    boxes = [(run.x, run.y, run.right, run.y + run.size * 0.7) for run in drawn.runs]
    boxes += [(shape.left, shape.bottom, shape.right, shape.top) for shape in drawn.shapes]
    assert boxes
    for x1, y1, x2, y2 in boxes:
        column = (x1 / MM - left) // step
        row = ((drawn.size[1] - y2) / MM - top) // height
        assert left + column * step + inset <= x1 / MM
        assert x2 / MM <= left + column * step + width - inset
        assert top + row * height + inset <= (drawn.size[1] - y2) / MM
        assert (drawn.size[1] - y1) / MM <= top + (row + 1) * height - inset


def test_a_folders_label_carries_the_papers_code(fonts: Fonts) -> None:
    pdf = printed([USUAL, LONGEST], Stock.FOLDERS, fonts)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()
    assert {found.text for found in zxingcpp.read_barcodes(picture)} == {USUAL.qr_text, LONGEST.qr_text}
    sides = [shape.width / MM for shape in read(pdf).shapes]
    modules = [qr.symbol(excerpt.qr_text).size for excerpt in (USUAL, LONGEST)]
    assert [side / size >= 0.45 for side, size in zip(sides, modules, strict=True)] == [True, True]
    assert min(sides) >= 35


def test_an_envelopes_label_carries_none(fonts: Fonts) -> None:
    drawn = read(printed([USUAL, LONGEST], Stock.ENVELOPES, fonts))
    assert drawn.shapes == []
    assert USUAL.unit in [run.text for run in drawn.runs]
