"""Laser printer and photocopier: blur, threshold or screen, other scale, skew, dust. 600 dots to the inch."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tests.torture.printed import DOTS, Dots

PAPER, TONER = 0.85, 0.05  # reflectance
OPTICS = 0.05  # mm; a Gaussian that passes half the contrast at 3.75 line pairs a millimetre
SKEW = 0.02  # radians
_SCREEN = 6  # dots; 100 lines an inch

Reflectance = NDArray[np.float32]


def lasered(dots: Dots, chance: np.random.Generator) -> Dots:
    """Print: every black edge grows by 0 to 30 µm, because a dot is wider than its pixel."""
    return _thresholded(_blurred(dots), chance.uniform(0, 0.030))


def copied(dots: Dots, chance: np.random.Generator) -> Dots:
    """Copy once more."""
    moved = _moved(dots, chance)
    seen = _blurred(moved).astype(np.float32) + 255 * 0.04 * chance.standard_normal(moved.shape, np.float32)
    gain = chance.uniform(-0.020, 0.030)
    screened = chance.random() < 1 / 3
    written = _screened(seen) if screened else _thresholded(seen, gain)
    return _dusty(written, chance)


def reflectance(dots: Dots, chance: np.random.Generator | None = None) -> Reflectance:
    """Return how much light the print sends back, 300 dots to the inch; a copy's black and white are uneven.

    :param chance: of a copy's fog and pale toner; None for a fresh print.
    """
    white = np.asarray(Image.fromarray(dots).reduce(2), np.float32) / 255
    paper: float | Reflectance = PAPER
    toner: float | Reflectance = TONER
    if chance is not None:
        paper = PAPER * (1 - chance.uniform(0, 0.05) * _mottle(white.shape, chance))
        toner = TONER + chance.uniform(0, 0.07) * _mottle(white.shape, chance)
    return (toner + (paper - toner) * white).astype(np.float32)


def _blurred(dots: Dots) -> Dots:
    return np.asarray(Image.fromarray(dots).filter(ImageFilter.GaussianBlur(OPTICS * DOTS)))


def _thresholded(seen: NDArray[np.generic], gain: float) -> Dots:
    """Black or white; a threshold off the middle moves the edge of a blurred line by `gain` mm."""
    return np.where(seen < 255 * NormalDist().cdf(gain / OPTICS), 0, 255).astype(np.uint8)


def _screened(seen: Reflectance) -> Dots:
    """Contrast doubled, then dots that grow from the middle of each cell."""
    at = (np.arange(_SCREEN) + 0.5) / _SCREEN
    spot = np.cos(2 * math.pi * at)[:, None] + np.cos(2 * math.pi * at)[None, :]
    rank = np.empty(_SCREEN**2)
    rank[np.argsort(spot, axis=None, kind="stable")] = (np.arange(_SCREEN**2) + 0.5) / _SCREEN**2
    cell = rank.reshape(_SCREEN, _SCREEN)
    rows, columns = (-(-size // _SCREEN) for size in seen.shape)
    screen = np.tile(cell, (rows, columns))[: seen.shape[0], : seen.shape[1]]
    return np.where((seen / 255 - 0.5) * 2 + 0.5 < screen, 0, 255).astype(np.uint8)


def _moved(dots: Dots, chance: np.random.Generator) -> Dots:
    """Skew, and a scale of its own lengthwise and across; about the middle."""
    angle, (across, along) = chance.uniform(-SKEW, SKEW), chance.uniform(0.99, 1.01, 2)
    height, width = dots.shape
    a, b, d, e = (
        math.cos(angle) / across,
        math.sin(angle) / across,
        -math.sin(angle) / along,
        math.cos(angle) / along,
    )
    matrix = (
        a,
        b,
        width / 2 - a * width / 2 - b * height / 2,
        d,
        e,
        height / 2 - d * width / 2 - e * height / 2,
    )
    picture = Image.fromarray(dots)
    return np.asarray(
        picture.transform(
            picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255
        )
    )


def _dusty(dots: Dots, chance: np.random.Generator) -> Dots:
    picture = Image.fromarray(dots)
    pen = ImageDraw.Draw(picture)
    for shade, most, largest in ((0, chance.integers(5, 21), 0.4), (255, chance.integers(0, 11), 0.3)):
        for _ in range(most):
            radius = chance.uniform(0.1, largest) / 2 * DOTS
            x, y = chance.uniform(0, picture.width), chance.uniform(0, picture.height)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)
    if chance.random() < 1 / 5:
        x = chance.uniform(0, picture.width)
        pen.rectangle((x, 0, x + chance.uniform(0.1, 0.2) * DOTS, picture.height), fill=0)
    return np.asarray(picture)


def _mottle(shape: tuple[int, ...], chance: np.random.Generator) -> Reflectance:
    """Uneven between 0.5 and 1, in patches of a few millimetres."""
    coarse = Image.fromarray(chance.uniform(0.5, 1, (20, 20)).astype(np.float32))
    return np.asarray(coarse.resize((shape[1], shape[0]), Image.Resampling.BILINEAR), np.float32)
