"""The QR of an address on a screen."""

import re

import zxingcpp
from PIL import Image, ImageDraw

from certapp.paper.link_qr import link_symbol

TEXT = "https://giayxacnhan.example/scan#join=WLJA3F34ECQ35BLOTOG25FWKVY.NBMKT7OLMALHJDDGITHSPWUUNM"
SCALE = 4


def test_what_is_drawn_is_read_again_letter_by_letter() -> None:
    symbol = link_symbol(TEXT)
    picture = Image.new("L", (symbol.size * SCALE,) * 2, 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", symbol.path):
        left, top = int(x) * SCALE, int(y) * SCALE
        draw.rectangle((left, top, left + int(length) * SCALE - 1, top + SCALE - 1), fill=0)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [TEXT]


def test_it_keeps_four_modules_of_quiet() -> None:
    symbol = link_symbol(TEXT)
    starts = re.findall(r"M(\d+) (\d+)h(\d+)", symbol.path)
    assert min(int(x) for x, _, _ in starts) == min(int(y) for _, y, _ in starts) == 4
    assert max(int(x) + int(length) for x, _, length in starts) == symbol.size - 4
