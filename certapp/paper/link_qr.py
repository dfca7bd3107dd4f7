"""The QR symbol of an address that a phone is to read from a screen: byte mode, as one SVG path."""

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from certapp.paper.qr import QUIET_MODULES


@dataclass(frozen=True, slots=True)
class LinkSymbol:
    """A QR symbol with its quiet zone, `size` modules a side; `path` draws its dark modules, 1 unit each."""

    size: int
    path: str


def link_symbol(text: str) -> LinkSymbol:
    """Draw up the symbol of an address, whose letters may be lower case, at error correction M."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(text)
    rows = code.get_matrix()
    return LinkSymbol(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: list[bool]) -> str:
    """Draw one bar for every run of dark modules."""
    found, x = "", 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            found += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return found
