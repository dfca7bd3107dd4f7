"""A film of printed pages, for Chromium to take for its camera.

Each page is our real PDF, drawn as a phone sees it from above: larger than the picture, a little turned, a
little out of focus, with the noise of a small lens.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet

WIDTH, HEIGHT = 1280, 720  # pixels of the phone's camera
DPI = 200  # a sheet held some 25 cm below it: a module of the longest token is 3.5 pixels
FRAMES = 3  # of a scene, each turned a little further
ANGLES = (-4.0, 3.0, 7.0)  # degrees
NOISE = 4.0  # grey values, standard deviation
DESK = 118  # grey, around the sheet
_FONTS = Path(__file__).parents[1] / "node_modules" / "@expo-google-fonts" / "tinos"

Grey = NDArray[np.uint8]


def page(sheet: Sheet) -> Grey:
    """Return the printed sheet, its QR in the middle of the view and all of what is around it."""
    pdf = draw(sheet, Fonts.load(_FONTS)).pdf
    return picture(np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=DPI / 72, grayscale=True).to_pil()))


def picture(dots: Grey) -> Grey:
    """Return a view with the middle of the QR in `dots` in its own middle, with room to be turned."""
    [code] = zxingcpp.read_barcodes(dots, formats=zxingcpp.BarcodeFormat.QRCode)
    corners = code.position
    points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
    x, y = (sum(getattr(point, axis) for point in points) // 4 for axis in "xy")
    room = WIDTH  # to every side
    desk = np.full((dots.shape[0] + 2 * room, dots.shape[1] + 2 * room), DESK, np.uint8)
    desk[room : room + dots.shape[0], room : room + dots.shape[1]] = dots
    return desk[y : y + 2 * room, x : x + 2 * room]


def qr(text: str, *, module: int = 6) -> Grey:
    """Return a view of a QR alone, such as an ID card's."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return picture(np.pad(np.array(code.to_image(scale=module)), 60, constant_values=255))


def write(path: Path, scenes: Sequence[Grey], *, rate: int = FRAMES) -> Path:
    """Write a film that shows one scene after the other, over and over.

    :param rate: frames a second; a scene is of FRAMES frames.
    """
    noise = np.random.default_rng(6)
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT, rate))
        colour = bytes([128]) * (WIDTH * HEIGHT // 2)
        for scene in scenes:
            for angle in ANGLES[:FRAMES]:
                file.write(b"FRAME\n" + _frame(scene, angle, noise).tobytes() + colour)
    return path


def _frame(scene: Grey, angle: float, noise: np.random.Generator) -> Grey:
    turned = Image.fromarray(scene).rotate(angle, Image.Resampling.BICUBIC, fillcolor=DESK)
    left, top = (turned.width - WIDTH) // 2, (turned.height - HEIGHT) // 2
    seen = turned.crop((left, top, left + WIDTH, top + HEIGHT)).filter(ImageFilter.GaussianBlur(0.6))
    grey = np.asarray(seen, np.float32) + noise.normal(0, NOISE, (HEIGHT, WIDTH))
    return np.clip(grey, 0, 255).astype(np.uint8)


def arguments(film: Path) -> list[str]:
    """Return what makes Chromium show this film as its camera, without asking anybody."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
