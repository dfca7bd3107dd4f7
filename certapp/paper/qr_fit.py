"""How large a QR symbol becomes, and how much error correction it gets."""

from functools import cache

from certapp.paper.errors import PaperError
from certapp.paper.qr_codewords import Level, capacity, message_bits
from certapp.paper.qr_modules import size_of

VERSIONS = range(1, 41)
# 45 mm, the least side of a symbol on the full sheet, over 0.45 mm, the least module that reads once the
# paper is creased.
MOST_MODULES = 100


@cache
def fitting(characters: int) -> tuple[int, Level]:
    """Return the version and the level of a text of so many characters of the alphanumeric mode.

    The smallest version that holds it at level M; then the highest level at which a symbol of the page's side
    keeps its modules large enough.

    :raises PaperError: `qr_text_too_long`, not even version 40 holds it.
    """
    for level in (Level.H, Level.Q):
        version = _smallest(characters, level)
        if version and size_of(version) <= MOST_MODULES:
            return version, level
    version = _smallest(characters, Level.M)
    if version is None:
        raise PaperError("qr_text_too_long", length=characters)
    return version, Level.M


def _smallest(characters: int, level: Level) -> int | None:
    """Return the smallest version that holds the text at this level."""
    fit = (v for v in VERSIONS if message_bits(characters, v) <= capacity(v, level))
    return next(fit, None)
