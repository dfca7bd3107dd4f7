"""The phone picture: 1080 x 1920, whole pixels a module, read from a screen through glare and distance."""

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from certapp.paper import phone, qr
from certapp.paper.excerpt import Excerpt
from certapp.paper.fonts import Fonts
from tests.excerpts import LONGEST, USUAL


@pytest.fixture(params=[USUAL, LONGEST], ids=["usual", "longest"])
def excerpt(request: pytest.FixtureRequest) -> Excerpt:
    found: Excerpt = request.param
    return found


@pytest.fixture
def picture(excerpt: Excerpt, fonts: Fonts) -> Image.Image:
    return Image.open(io.BytesIO(phone.draw(excerpt, fonts)))


def texts(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_its_shape(picture: Image.Image) -> None:
    assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (1080, 1920))
    assert picture.info == {}


def test_its_code_is_the_papers(picture: Image.Image, excerpt: Excerpt) -> None:
    assert texts(picture) == [excerpt.qr_text]


def test_it_is_read_small_grey_and_out_of_focus(picture: Image.Image, excerpt: Excerpt) -> None:
    """As a guard's phone sees a screen half a metre away, in the sun."""
    seen = picture.resize((540, 960), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(0.7))
    assert texts(seen.point(lambda shade: 120 + shade // 3)) == [excerpt.qr_text]


def test_every_module_is_the_same_whole_number_of_pixels(picture: Image.Image, excerpt: Excerpt) -> None:
    symbol = qr.symbol(excerpt.qr_text)
    pixels = 1080 // (symbol.size + 2 * qr.QUIET_MODULES)
    assert pixels >= phone.LEAST_MODULE
    side = symbol.size * pixels
    left = (1080 - (symbol.size + 2 * qr.QUIET_MODULES) * pixels) // 2 + qr.QUIET_MODULES * pixels
    whole = b"".join(bytes(255 * (1 - module) for module in row) for row in symbol.rows)
    wanted = Image.frombytes("L", (symbol.size,) * 2, whole).resize((side, side), Image.Resampling.NEAREST)
    tops = [
        top
        for top in range(picture.height - side)
        if picture.crop((left, top, left + side, top + 1)).tobytes() == wanted.tobytes()[:side]
    ]
    assert (
        [top for top in tops if picture.crop((left, top, left + side, top + side)) == wanted]
        == tops[:1]
        != []
    )
    quiet = qr.QUIET_MODULES * pixels
    zone = picture.crop((left - quiet, tops[0] - quiet, left + side + quiet, tops[0] + side + quiet))
    zone.paste(255, (quiet, quiet, quiet + side, quiet + side))
    assert zone.getextrema() == (255, 255)


def test_nothing_is_cut_off(picture: Image.Image) -> None:
    assert edges(picture) == {255}


def edges(picture: Image.Image) -> set[int]:
    width, height = picture.size
    rims: Iterable[tuple[int, int, int, int]] = (
        (0, 0, width, 4),
        (0, height - 4, width, height),
        (0, 0, 4, height),
        (width - 4, 0, width, height),
    )
    return {shade for rim in rims for shade in picture.crop(rim).tobytes()}


def test_vietnamese_letters_have_their_marks(fonts: Fonts) -> None:
    """The same text without its marks leaves less ink, at the same width."""

    def ink(text: str) -> int:
        drawn = Image.open(io.BytesIO(phone.draw(replace(USUAL, holder=text), fonts)))
        return sum(drawn.histogram()[:128])

    assert ink("ẤẦẨẪẬ ỨỪỬỮỰ") > ink("ÂÂÂÂÂ ƯƯƯƯƯ") > ink("AAAAA UUUUU")
