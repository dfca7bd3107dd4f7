"""certapp.paper.raster: a page as a picture."""

import io
from concurrent.futures import ThreadPoolExecutor

import zxingcpp
from PIL import Image

from certapp.paper import raster
from certapp.paper.sheet import Sheet


def test_a_page_becomes_a_legible_picture_as_wide_as_asked(page: bytes, usual: Sheet) -> None:
    shown = Image.open(io.BytesIO(raster.png(page, 1000)))
    assert (shown.format, shown.mode) == ("PNG", "L")
    assert (shown.width, abs(shown.height - 1414) <= 1) == (1000, True)
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [usual.qr_text]


def test_threads_do_not_meet(page: bytes) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: raster.png(page, 300), range(12)))) == 1
