"""The QR symbol (ISO/IEC 18004) of a QR text: alphanumeric mode, error correction M, smallest version."""

import io
import re
from dataclasses import dataclass

from PIL import Image, ImageOps
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, MODE_ALPHA_NUM, QRData

from certapp.paper.errors import PaperError

MAX_CHARACTERS = 3391  # ISO/IEC 18004, table 7: version 40, level M, alphanumeric
QUIET_MODULES = 4  # ISO/IEC 18004 §6.3.8
# Trying all eight masks takes four times as long as one. Our text is base32 of a signature and packed
# claims, as good as noise, so that no mask stands out: tests/unit/paper/test_qr.py compares penalties.
MASK = 2
_ALPHANUMERIC = frozenset(ALPHA_NUM.decode("ascii"))
_DARK_RUN = re.compile(rb"\x01+")
_TO_SHADES = bytes.maketrans(b"\x00\x01", b"\xff\x00")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol without its quiet zone; `rows` from the top, a byte a module: 1 is dark, 0 is light."""

    version: int
    rows: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Modules along one side, without the quiet zone."""
        return len(self.rows)


def symbol(text: str) -> Symbol:
    """Draw up the symbol of `text`.

    :raises PaperError: `qr_text_invalid` for an empty text or one with a character outside the
        alphanumeric mode's 45; `qr_text_too_long` for more than 3,391 characters.
    """
    if not text or not _ALPHANUMERIC.issuperset(text):
        raise PaperError("qr_text_invalid")
    if len(text) > MAX_CHARACTERS:
        raise PaperError("qr_text_too_long", length=len(text))
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, mask_pattern=MASK)
    # A plain string would be split wherever a run of digits saves a few bits.
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))  # type: ignore[call-overload]  # its stub wants a literal
    code.make(fit=True)
    rows = tuple(bytes(map(bool, row)) for row in code.modules)
    return Symbol(version=code.version, rows=rows)


def runs(drawn: Symbol) -> list[tuple[int, int, int]]:
    """Return the dark modules as horizontal runs (column, row, length), rows counted from the top."""
    return [
        (run.start(), y, run.end() - run.start())
        for y, row in enumerate(drawn.rows)
        for run in _DARK_RUN.finditer(row)
    ]


def png(text: str, pixels_per_module: int = 8) -> bytes:
    """Return the symbol of `text` with its quiet zone as a black and white PNG.

    :raises PaperError: as :func:`symbol`.
    """
    drawn = symbol(text)
    shades = b"".join(drawn.rows).translate(_TO_SHADES)
    picture = Image.frombytes("L", (drawn.size, drawn.size), shades).convert("1")
    picture = ImageOps.expand(picture, border=QUIET_MODULES, fill=255)
    wanted = picture.width * pixels_per_module
    file = io.BytesIO()
    picture.resize((wanted, wanted), Image.Resampling.NEAREST).save(file, "PNG", optimize=True)
    return file.getvalue()
