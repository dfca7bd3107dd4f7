"""The symbol on the page: sharp at every zoom in two renderers, and nothing but white around it."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from certapp.paper import qr, qr_picture
from certapp.paper.block import Code
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.measures import LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP
from certapp.paper.pages import compose
from certapp.paper.qr import QUIET_MODULES, Symbol
from certapp.paper.sheet import Sheet

# By resolution in dpi, how many pixels an edge may be off: a renderer puts the corners of a picture on whole
# pixels, and may smooth an eighth of a module, which at 1200 dpi is three pixels.
SLACK = {72: 2, 96: 1, 150: 1, 200: 1, 300: 2, 600: 2, 1200: 3}
BLACK, WHITE = 10, 245  # of 255


def by_pdfium(pdf: bytes, dpi: int, folder: Path) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def by_poppler(pdf: bytes, dpi: int, folder: Path, page: int = 1) -> Image.Image:
    (folder / "page.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", str(page), "-gray", "-singlefile", "page.pdf", "page"],
        cwd=folder,
        check=True,
    )
    return Image.open(folder / "page.pgm").convert("L")


def on_its_own(symbol: Symbol, x: float, y: float, side: float) -> bytes:
    """A page of little more than the symbol, so that high resolutions are quick."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(side + 20, side + 20), invariant=1)
    qr_picture.draw(canvas, symbol, x, y, side)
    canvas.save()
    return file.getvalue()


def ideal(symbol: Symbol, size: tuple[int, int], left: float, top: float, module: float) -> Image.Image:
    """The symbol as it should be, every pixel black or white by its middle; lengths in pixels."""
    edge = symbol.size + 2
    bordered = Image.new("L", (edge, edge), 255)
    bordered.paste(Image.frombytes("L", (symbol.size,) * 2, b"".join(symbol.shades)), (1, 1))
    step = 1 / module
    place = (step, 0, 1 - left * step, 0, step, 1 - top * step)
    return bordered.transform(size, Image.Transform.AFFINE, place, Image.Resampling.NEAREST, fillcolor=255)


def off(rendered: Image.Image, wanted: Image.Image, slack: int = 1) -> int:
    """Count the pixels that no shift or blur of an edge by `slack` pixels explains."""
    filters = ImageFilter.MinFilter, ImageFilter.MaxFilter
    darkest, lightest = (wanted.filter(each(2 * slack + 1)) for each in filters)
    inside = [
        (darkest.point(lambda shade: 255 if shade else 0), rendered.point(lambda s: 255 if s < WHITE else 0)),
        (
            lightest.point(lambda shade: 0 if shade else 255),
            rendered.point(lambda s: 255 if s > BLACK else 0),
        ),
    ]
    wrong = 0
    for alike, other in inside:
        wrong += Image.composite(other, Image.new("L", other.size), alike).histogram()[255]
    return wrong


@pytest.mark.parametrize("dpi", SLACK)
@pytest.mark.parametrize("renderer", [by_pdfium, by_poppler])
def test_modules_are_square_and_uniform_at_every_zoom(
    renderer: object, dpi: int, qr_text: str, tmp_path: Path
) -> None:
    symbol, side, x, y = qr.symbol(qr_text), 133.3, 10.21, 9.87
    page = renderer(on_its_own(symbol, x, y, side), dpi, tmp_path)  # type: ignore[operator]
    scale = page.height / (side + 20)
    wanted = ideal(symbol, page.size, x * scale, page.height - (y + side) * scale, side / symbol.size * scale)
    assert off(page, wanted, SLACK[dpi]) == 0


def test_the_ruler_finds_a_symbol_that_is_off(qr_text: str) -> None:
    symbol, module = qr.symbol(qr_text), 4.2
    length = int(symbol.size * module) + 20
    wanted = ideal(symbol, (length, length), 10, 10, module)
    assert off(wanted, wanted) == 0
    for slack in (1, 2):
        assert off(ideal(symbol, (length, length), 11 + slack, 10, module), wanted, slack) > 0
        assert off(ideal(symbol, (length, length), 10, 10, module * 1.04), wanted, slack) > 0
        assert off(wanted.filter(ImageFilter.GaussianBlur(2 * slack)), wanted, slack) > 0


def test_the_quiet_zone_is_white_on_every_page(signed_sheet: Sheet, fonts: Fonts, tmp_path: Path) -> None:
    pages = compose(signed_sheet, fonts)
    [code] = [mark for mark in pages[-1].marks if isinstance(mark, Code)]
    page = by_poppler(draw(signed_sheet, fonts).pdf, 300, tmp_path, len(pages))
    scale = page.width / PAGE_WIDTH
    left, top, right, bottom = (
        round(scale * length)
        for length in (LEFT + code.x, TOP + code.y, LEFT + code.x + code.side, TOP + code.y + code.side)
    )
    quiet = int(scale * QUIET_MODULES * code.side / code.symbol.size)
    assert bottom + quiet < scale * PAGE_HEIGHT
    around = page.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    dark = around.point(lambda shade: 255 if shade < WHITE else 0).getbbox()
    assert dark == pytest.approx((quiet, quiet, around.width - quiet, around.height - quiet), abs=1)


def test_nothing_lies_on_the_symbol(usual: Sheet, fonts: Fonts, tmp_path: Path) -> None:
    """No logo: on the page every module has the colour it has in the symbol."""
    [code] = [mark for mark in compose(usual, fonts)[0].marks if isinstance(mark, Code)]
    page = by_pdfium(draw(usual, fonts).pdf, 300, tmp_path)
    scale = page.width / PAGE_WIDTH
    module = code.side / code.symbol.size * scale
    wanted = ideal(code.symbol, page.size, (LEFT + code.x) * scale, (TOP + code.y) * scale, module)
    box = tuple(
        int(length * scale)
        for length in (LEFT + code.x, TOP + code.y, LEFT + code.x + code.side, TOP + code.y + code.side)
    )
    assert off(page.crop(box), wanted.crop(box), SLACK[300]) == 0


def test_two_symbols_on_a_page_stay_apart(qr_text: str, tmp_path: Path) -> None:
    """And the same one twice is stored once."""
    first, second = qr.symbol(qr_text), qr.symbol("SECOND")
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(300, 100), invariant=1)
    for number, symbol in enumerate((first, second, first)):
        qr_picture.draw(canvas, symbol, 100 * number + 10, 10, 80)
    canvas.save()
    assert file.getvalue().count(b"/Subtype /Image") == 2
    page = by_pdfium(file.getvalue(), 288, tmp_path)
    third = page.width // 3
    one, two, again = (page.crop((third * at, 0, third * (at + 1), page.height)) for at in range(3))
    assert ImageChops.difference(one, again).getbbox() is None
    assert ImageChops.difference(one, two).getbbox() is not None


def test_a_page_without_a_symbol_has_no_picture(usual: Sheet, fonts: Fonts) -> None:
    assert b"/Subtype /Image" not in draw(replace(usual, qr_text=None, specimen="MẪU"), fonts).pdf
