"""Signature and seal keep their colours and let the paper through."""

from dataclasses import replace

import pypdfium2

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet
from tests.sheets import seal_picture, signature_picture


def colours(sheet: Sheet, fonts: Fonts) -> dict[tuple[int, int, int], int]:
    """How many pixels of the page have each colour that is no grey."""
    picture = pypdfium2.PdfDocument(draw(sheet, fonts).pdf)[0].render(scale=2).to_pil().convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    return {colour: count for count, colour in counted if max(colour) > min(colour)}


def test_ink_is_blue_and_red_on_nothing(usual: Sheet, fonts: Fonts) -> None:
    assert not colours(usual, fonts)
    signed = replace(usual, signature_picture=signature_picture(), seal_picture=seal_picture())
    found = colours(signed, fonts)
    blue = found[20, 40, 160]
    red = sum(count for (red, green, _), count in found.items() if red > 200 and green < 80)
    assert blue > 200
    assert red > 2000
    square = (36 / 25.4 * 144) ** 2
    assert sum(found.values()) < 0.4 * square  # where there is no ink, the paper shows


def test_a_picture_that_is_used_twice_is_stored_once(usual: Sheet, fonts: Fonts) -> None:
    seal = seal_picture()
    once = draw(replace(usual, seal_picture=seal), fonts).pdf
    twice = draw(replace(usual, seal_picture=seal, signature_picture=seal), fonts).pdf
    assert (
        once.count(b"/Subtype /Image") == twice.count(b"/Subtype /Image") == 3
    )  # the QR; colours and opacity


def test_the_same_pictures_are_the_same_file(usual: Sheet, fonts: Fonts) -> None:
    one, other = (draw(replace(usual, seal_picture=seal_picture()), fonts).pdf for _ in range(2))
    assert one == other
