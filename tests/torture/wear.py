"""What happens to a sheet in a pocket and in the rain: folds, stains, coverings. 300 dots to the inch."""

import math

import numpy as np
from PIL import Image, ImageDraw

from tests.torture.copying import PAPER, TONER, Reflectance
from tests.torture.optics import blurred
from tests.torture.printed import DOTS, MARGIN, Printed

PER_MM = DOTS / 2
FOLDS = {  # mm worn, share of it worn, dirt, light lost on one half, how much shorter that half looks
    1: (0.3, 0.50, 0.00, 0.10, 0.01),
    2: (0.7, 0.75, 0.10, 0.20, 0.02),
    3: (1.1, 0.95, 0.20, 0.30, 0.03),
}
COVERED = {1: 0.03, 2: 0.06, 3: 0.10}
FINDER = 8  # modules, with the separator
THUMB = 0.40


def folded(sheet: Reflectance, strength: int, chance: np.random.Generator, printed: Printed) -> Reflectance:
    """Crease the symbol once, lengthwise or across; at strength 3 both."""
    across = bool(chance.random() < 0.5)
    for turned in (across, not across)[: 2 if strength == 3 else 1]:
        sheet = _creased(sheet.T if turned else sheet, *FOLDS[strength], chance, printed)
        sheet = np.ascontiguousarray(sheet.T) if turned else sheet
    return sheet


def _creased(
    sheet: Reflectance,
    width: float,
    worn: float,
    dirt: float,
    shade: float,
    shorter: float,
    chance: np.random.Generator,
    printed: Printed,
) -> Reflectance:
    """Fold along a line that runs nearly down the columns."""
    height, across = sheet.shape
    middle = (MARGIN + printed.side * chance.uniform(0.1, 0.9)) / 2
    tilt = math.tan(math.radians(chance.uniform(-3, 3)))
    columns, rows = np.arange(across)[None, :], np.arange(height)[:, None]
    beside = columns - middle - tilt * (rows - height / 2)
    flaked = (np.abs(beside) < width / 2 * PER_MM) & (chance.random(sheet.shape) < worn)
    sheet = np.where(flaked, np.float32(PAPER * (1 - dirt * chance.random())), sheet)
    sheet = np.where(beside > 0, sheet * np.float32(1 - shade), sheet)
    at = np.arange(across, dtype=np.float32)
    source = np.where(at > middle, middle + (at - middle) / (1 - shorter), at)
    low = np.clip(source.astype(int), 0, across - 2)
    part = np.clip(source - low, 0, 1).astype(np.float32)
    return sheet[:, low] * (1 - part) + sheet[:, low + 1] * part


def stained(sheet: Reflectance, strength: int, chance: np.random.Generator, printed: Printed) -> Reflectance:
    """Rain drops, coffee, or water that ran over ink."""
    return (_rained, _coffee, _run)[strength - 1](sheet, chance, printed)


def _rained(sheet: Reflectance, chance: np.random.Generator, printed: Printed) -> Reflectance:
    wet = np.zeros(sheet.shape, bool)
    rows, columns = np.ogrid[: sheet.shape[0], : sheet.shape[1]]
    for _ in range(8):
        x, y = _within(chance, printed)
        radius = chance.uniform(1, 3) * PER_MM
        wet |= (rows - y) ** 2 + (columns - x) ** 2 < radius**2
    return np.where(wet, blurred(sheet, 0.1 * PER_MM) * np.float32(0.85), sheet)


def _coffee(sheet: Reflectance, chance: np.random.Generator, printed: Printed) -> Reflectance:
    x, y = _within(chance, printed)
    lost = chance.uniform(0.20, 0.45)
    ring = bool(chance.random() < 0.5)
    radius = (chance.uniform(30, 40) if ring else chance.uniform(5, 15)) * PER_MM
    rim = chance.uniform(2, 5) * PER_MM if ring else chance.uniform(0.5, 1.5) * PER_MM
    if ring:  # its line, not its middle, lies on the symbol
        angle = chance.uniform(0, 2 * math.pi)
        x, y = x + radius * math.cos(angle), y + radius * math.sin(angle)
    rows, columns = np.ogrid[: sheet.shape[0], : sheet.shape[1]]
    inwards = radius - np.hypot(rows - y, columns - x)
    inside = np.where(inwards > rim, 0.1 if ring else 0.7, 1.0)
    return (sheet * (1 - lost * np.where(inwards > 0, inside, 0))).astype(np.float32)


def _run(sheet: Reflectance, chance: np.random.Generator, printed: Printed) -> Reflectance:
    x, _ = _within(chance, printed)
    half = chance.uniform(4, 10) * PER_MM
    length = round(chance.uniform(0.5, 1.5) * PER_MM)
    above = np.concatenate([np.repeat(sheet[:1], length, axis=0), sheet])
    total = np.cumsum(above, axis=0, dtype=np.float64)
    bled = ((total[length:] - total[:-length]) / length)[: sheet.shape[0]].astype(np.float32)
    ran = blurred(np.float32(0.65) * sheet + np.float32(0.35) * bled, 0.15 * PER_MM)
    return np.where(np.abs(np.arange(sheet.shape[1])[None, :] - x) < half, ran, sheet)


def covered(sheet: Reflectance, strength: int, chance: np.random.Generator, printed: Printed) -> Reflectance:
    """Put a thumb, a sticker or a stamp on the symbol, clear of the finders."""
    share = COVERED[strength]
    what = int(chance.integers(3))
    aspect, along, off = chance.uniform(1, 4), chance.random(2), bool(chance.random() < 0.5)
    side, start = printed.side / 2, MARGIN / 2
    finder = FINDER / printed.modules * side
    picture = Image.fromarray(sheet)
    pen = ImageDraw.Draw(picture)
    if what == 0:
        deep = math.sqrt(share * side**2 / (0.45 * math.pi / 2))
        wide = 0.9 * deep
        middle = start + finder + wide / 2 + along[0] * (side - finder - wide)
        box = (middle - wide / 2, start + side - deep, middle + wide / 2, start + side + deep)
        pen.ellipse(box if off else (box[1], box[0], box[3], box[2]), fill=THUMB)
        return np.asarray(picture)
    wide, high = math.sqrt(share * aspect) * side, math.sqrt(share / aspect) * side
    wide, high = (wide, high) if off else (high, wide)
    while True:
        x, y = along[0] * (side - wide), along[1] * (side - high)
        left, right = x < finder, x + wide > side - finder
        if not ((y < finder and (left or right)) or (y + high > side - finder and left)):
            break
        along = chance.random(2)
    box = (start + x, start + y, start + x + wide, start + y + high)
    pen.rectangle(box, fill=PAPER if what == 1 else TONER)
    return np.asarray(picture)


def _within(chance: np.random.Generator, printed: Printed) -> tuple[float, float]:
    """Return a place on the symbol."""
    x, y = (MARGIN + printed.side * chance.random(2)) / 2
    return float(x), float(y)
