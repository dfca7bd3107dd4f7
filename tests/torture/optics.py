"""Blur: a lens, a lens out of focus, a hand that moves."""

import math

import numpy as np

from tests.torture.copying import Reflectance


def blurred(picture: Reflectance, sigma: float) -> Reflectance:
    """Blur by a Gaussian of `sigma` pixels."""
    reach = math.ceil(3 * sigma)
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2)).astype(np.float32)
    weights /= weights.sum()
    for axis in (0, 1):
        padded = np.pad(
            picture, [(reach, reach) if axis == other else (0, 0) for other in (0, 1)], mode="edge"
        )
        size = picture.shape[axis]
        picture = np.zeros_like(picture)
        for shift, weight in enumerate(weights):
            picture += weight * (
                padded[shift : shift + size] if axis == 0 else padded[:, shift : shift + size]
            )
    return picture


def disc(diameter: float) -> Reflectance:
    """Return the blur of a point that is out of focus, `diameter` pixels wide."""
    return _kernel(diameter, lambda x, y: x**2 + y**2 < (diameter / 2) ** 2)


def line(length: float, angle: float) -> Reflectance:
    """Return the blur of a point that moved by `length` pixels, at `angle` radians."""
    across = 0.5  # half a pixel to each side
    c, s = math.cos(angle), math.sin(angle)
    return _kernel(length + 2, lambda x, y: (abs(c * x + s * y) < length / 2) & (abs(c * y - s * x) < across))


def through(picture: Reflectance, kernel: Reflectance) -> Reflectance:
    """Spread every point of the picture as `kernel` says."""
    reach = kernel.shape[0] // 2
    padded = np.pad(picture, reach, mode="edge")
    result = np.zeros_like(picture)
    height, width = picture.shape
    for (row, column), weight in np.ndenumerate(kernel):
        if weight > 0.002:
            result += weight * padded[row : row + height, column : column + width]
    return result / kernel[kernel > 0.002].sum()


def _kernel(width: float, covers) -> Reflectance:  # type: ignore[no-untyped-def]
    fine = 8  # places in a pixel, each way
    reach = math.ceil(width / 2)
    at = (np.arange((2 * reach + 1) * fine) + 0.5) / fine - reach - 0.5
    inside = np.asarray(covers(at[None, :], at[:, None]), np.float32)
    kernel = inside.reshape(2 * reach + 1, fine, 2 * reach + 1, fine).mean(axis=(1, 3))
    return kernel / kernel.sum()
