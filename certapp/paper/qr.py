"""The QR symbol (ISO/IEC 18004) of a QR text: alphanumeric mode, no logo, black on white."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps
from qrcode.util import ALPHA_NUM

from certapp.paper.errors import PaperError
from certapp.paper.qr_codewords import Level, codewords
from certapp.paper.qr_fit import fitting
from certapp.paper.qr_modules import modules, size_of

QUIET_MODULES = 4  # ISO/IEC 18004 §6.3.8
_ALPHANUMERIC = frozenset(ALPHA_NUM.decode("ascii"))
_TO_BYTES = bytes.maketrans(b"01", b"\x00\x01")
_TO_SHADES = bytes.maketrans(b"\x00\x01", b"\xff\x00")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol without its quiet zone; `rows` from the top, a byte a module: 1 is dark, 0 is light."""

    version: int
    level: Level
    rows: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Modules along one side, without the quiet zone."""
        return len(self.rows)

    @property
    def shades(self) -> tuple[bytes, ...]:
        """The rows as shades of grey: 0 is black, 255 is white."""
        return tuple(row.translate(_TO_SHADES) for row in self.rows)


def symbol(text: str) -> Symbol:
    """Draw up the symbol of `text`; version and level as :func:`certapp.paper.qr_fit.fitting` chooses.

    All of it is in the alphanumeric mode: split wherever a run of digits saves a few bits, the size would
    be a matter of luck.

    :raises PaperError: `qr_text_invalid` for an empty text or one with a character outside the
        alphanumeric mode's 45; `qr_text_too_long` for more than 3,391 characters.
    """
    if not text or not _ALPHANUMERIC.issuperset(text):
        raise PaperError("qr_text_invalid")
    version, level = fitting(len(text))
    size = size_of(version)
    bits = f"{modules(codewords(text, version, level), version, level):0{size * size}b}"
    flat = bits.encode().translate(_TO_BYTES)
    return Symbol(version, level, tuple(flat[at : at + size] for at in range(0, len(flat), size)))


def png(text: str, pixels_per_module: int = 8) -> bytes:
    """Return the symbol of `text` with its quiet zone as a black and white PNG.

    :raises PaperError: as :func:`symbol`.
    """
    drawn = symbol(text)
    picture = Image.frombytes("L", (drawn.size, drawn.size), b"".join(drawn.shades)).convert("1")
    picture = ImageOps.expand(picture, border=QUIET_MODULES, fill=255)
    wanted = picture.width * pixels_per_module
    file = io.BytesIO()
    picture.resize((wanted, wanted), Image.Resampling.NEAREST).save(file, "PNG", optimize=True)
    return file.getvalue()
