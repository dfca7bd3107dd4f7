"""How a damaged sheet is looked at: by a scanner, whole, or by a phone that aims at the symbol."""

import io
import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.torture.copying import OPTICS, PAPER, SKEW, TONER, Reflectance
from tests.torture.optics import blurred, disc, line, through
from tests.torture.printed import PRINT_DPI, Printed
from tests.torture.variants import Variant
from tests.torture.wear import PER_MM

FRAME = 720  # pixels; the middle of a frame of 1280 by 720
FOCAL = FRAME / 0.78  # the frame's short side shows 0.78 mm for each mm of distance
SCAN_JPEG = 75
SHADOWS = {1: 1 / 2, 2: 1 / 3, 3: 1 / 5}
TILTS = {1: 10, 2: 20, 3: 30}
DISCS = {1: 0.12, 2: 0.24, 3: 0.48}  # mm
MOVES = {1: 0.15, 2: 0.30, 3: 0.50}
LIGHTS = {0: (0.75, 40), 1: (0.4, 20), 2: (0.2, 14), 3: (0.1, 10)}  # of white: level, signal over noise
QUALITIES = {1: 80, 2: 55, 3: 30}

Picture = NDArray[np.uint8]


def scanned(sheet: Reflectance, variant: Variant, printed: Printed) -> Picture:
    """Scan: the whole page at the variant's resolution, or the patch alone where there is no page."""
    dpi = variant.dpi or 0
    chance = variant.chance("scan")
    angle = chance.uniform(-SKEW, SKEW)
    picture = Image.fromarray(_turned(blurred(sheet, OPTICS * PER_MM), angle))
    size = tuple(round(length * 2 * dpi / PRINT_DPI) for length in picture.size)
    small = np.asarray(picture.resize(size, Image.Resampling.BOX))
    grain = 0.01 * chance.standard_normal(small.shape, np.float32)
    file = jpeg(
        _encoded(small + grain), QUALITIES[variant.kinds["jpeg"]] if "jpeg" in variant.kinds else SCAN_JPEG
    )
    if printed.page is None:
        return file
    page = _page(variant.record, dpi).copy()
    top, left = (round(place * dpi / PRINT_DPI) for place in (printed.top, printed.left))
    page[top : top + file.shape[0], left : left + file.shape[1]] = file
    return page


def photographed(sheet: Reflectance, variant: Variant, printed: Printed) -> Picture:
    """Photograph the symbol: light, tilt, lens, movement, sensor, file."""
    kinds, chance = variant.kinds, variant.chance("phone")
    if "shadow" in kinds:
        sheet = sheet * _shadow(sheet.shape, SHADOWS[kinds["shadow"]], variant.chance("shadow"))
    back, distance = _view(printed, chance, TILTS.get(kinds.get("perspective", 0)))
    scale = FOCAL / distance  # pixels a millimetre, in the middle
    sheet = blurred(sheet.astype(np.float32), 0.6 * PER_MM / scale)
    frame = np.asarray(
        Image.fromarray(sheet).transform(
            (FRAME, FRAME), Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC, fillcolor=PAPER
        )
    )
    if "defocus" in kinds:
        frame = through(frame, disc(DISCS[kinds["defocus"]] * scale))
    if "motion" in kinds:
        angle = variant.chance("motion").uniform(0, math.pi)
        frame = through(frame, line(MOVES[kinds["motion"]] * scale, angle))
    level, ratio = LIGHTS[kinds.get("light", 0)]
    light = np.clip(frame / PAPER, 0, None) * level * _corners()
    spread = level / ratio * np.sqrt(0.91 * light / level + 0.09)
    picture = _encoded(light + spread * chance.standard_normal(light.shape, np.float32))
    return jpeg(picture, QUALITIES[kinds["jpeg"]]) if "jpeg" in kinds else picture


def jpeg(picture: Picture, quality: int) -> Picture:
    """Write and read a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _encoded(light: Reflectance) -> Picture:
    """Turn light into the values of a picture file (gamma 2.2)."""
    return (255 * np.clip(light, 0, 1) ** np.float32(1 / 2.2) + 0.5).astype(np.uint8)


@cache
def _page(record: str, dpi: int) -> Picture:
    from tests.torture.printed import page_of

    page = page_of(record).page
    assert page is not None
    picture = Image.fromarray(page).reduce(PRINT_DPI // dpi)
    grain = 0.01 * np.random.default_rng(dpi).standard_normal((picture.height, picture.width), np.float32)
    return jpeg(_encoded(TONER + (PAPER - TONER) * np.asarray(picture, np.float32) / 255 + grain), SCAN_JPEG)


def _turned(sheet: Reflectance, angle: float) -> Reflectance:
    picture = Image.fromarray(sheet)
    return np.asarray(picture.rotate(math.degrees(angle), Image.Resampling.BICUBIC, fillcolor=PAPER))


def _view(printed: Printed, chance: np.random.Generator, tilt: float | None) -> tuple[list[float], float]:
    """Hold the phone so that the symbol is in the frame.

    :returns: the way from the frame's pixels to those of the sheet, as Pillow wants it; the distance in mm.
    """
    distance, turn = chance.uniform(90, 130), math.radians(chance.uniform(-15, 15))
    axis, little = chance.uniform(0, 2 * math.pi), chance.uniform(0, 5)
    tilted = math.radians(little if tilt is None else tilt)
    spin = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    x, y = math.cos(axis), math.sin(axis)
    cross = np.array([[0, 0, y], [0, 0, -x], [-y, x, 0]])
    rotation = (np.eye(3) + math.sin(tilted) * cross + (1 - math.cos(tilted)) * cross @ cross) @ spin
    half = printed.side_mm * (0.5 + 4 / printed.modules)
    corners = np.array([[-half, -half, 1], [half, -half, 1], [half, half, 1], [-half, half, 1]]).T
    while True:
        to_frame = np.diag([FOCAL, FOCAL, 1]) @ np.column_stack(
            [rotation[:, 0], rotation[:, 1], [0, 0, distance]]
        )
        seen = to_frame @ corners
        if np.abs(seen[:2] / seen[2]).max() < FRAME / 2 - 8:
            break
        distance += 2
    middle = printed.patch.shape[0] / 4  # of a sheet of half as many pixels
    to_sheet = np.array([[PER_MM, 0, middle], [0, PER_MM, middle], [0, 0, 1]])
    from_frame = np.array([[1, 0, -FRAME / 2], [0, 1, -FRAME / 2], [0, 0, 1]])
    back = to_sheet @ np.linalg.inv(to_frame) @ from_frame
    return list((back / back[2, 2]).ravel()[:8]), distance


def _shadow(shape: tuple[int, ...], left: float, chance: np.random.Generator) -> Reflectance:
    """Return the light under a straight-edged shadow across the symbol; `left` of it in the dark."""
    angle, penumbra = chance.uniform(0, 2 * math.pi), chance.uniform(2, 10) * PER_MM
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    beside = (columns - shape[1] / 2) * math.cos(angle) + (rows - shape[0] / 2) * math.sin(angle)
    part = np.clip((beside - chance.uniform(-0.25, 0.25) * shape[0]) / penumbra + 0.5, 0, 1)
    return (1 - (1 - left) * part).astype(np.float32)


@cache
def _corners() -> Reflectance:
    """Return the light that reaches each pixel: a tenth less in the corners."""
    at = (np.arange(FRAME) - FRAME / 2) / (FRAME / 2)
    return (1 - 0.05 * (at[:, None] ** 2 + at[None, :] ** 2)).astype(np.float32)
