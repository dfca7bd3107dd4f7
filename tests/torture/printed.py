"""The real page as a laser printer's dots: 600 to the inch, black or white."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

from certapp.credential import Claims, Travel, qrtext
from certapp.paper import qr
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.sheet import Sheet
from tests.example import signed_token
from tests.sheets import USUAL
from tests.vectors.of_records import RECORDS

PRINT_DPI = 600
DOTS = PRINT_DPI / 25.4  # a millimetre
MARGIN = round(12 * DOTS)  # of paper around the symbol that is damaged with it
LEVELS = {
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
_FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "tinos"

Dots = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed symbol with the paper around it.

    :param text: what the symbol says.
    :param level: of error correction: L, M, Q or H.
    :param modules: along one side.
    :param side: of the symbol, in dots.
    :param patch: symbol and 12 mm on each side: 0 is black, 255 white.
    :param page: the whole page, or None where only a symbol was printed.
    :param left, top: of the patch on the page.
    """

    text: str
    level: str
    modules: int
    side: int
    patch: Dots
    page: Dots | None = None
    left: int = 0
    top: int = 0

    @property
    def side_mm(self) -> float:
        """Side of the symbol in millimetres."""
        return self.side / DOTS


def text_of(claims: Claims) -> str:
    """Return the QR text of a record."""
    return qrtext.encode(signed_token(claims), claims.status.uri.rpartition("/s/")[0])


@cache
def page_of(record: str) -> Printed:
    """Print the page of a record; the symbol is where a reader finds it."""
    claims = RECORDS[record]
    text = text_of(claims)
    pdf = draw(_sheet(claims.travel, text), Fonts.load(_FONTS)).pdf
    grey = pypdfium2.PdfDocument(pdf)[0].render(scale=PRINT_DPI / 72, grayscale=True).to_numpy()
    page: Dots = np.where(grey.reshape(grey.shape[:2]) < 128, 0, 255).astype(np.uint8)
    half = Image.fromarray(page).reduce(2)
    (found,) = zxingcpp.read_barcodes(half, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == text
    size = qr.symbol(text).size
    corners = found.position
    about = [
        2 * corners.top_left.x,
        2 * corners.top_left.y,
        2 * corners.bottom_right.x,
        2 * corners.bottom_right.y,
    ]
    quiet = round(2 * (about[2] - about[0]) / size)  # two modules of the white zone
    rows, columns = np.nonzero(
        page[about[1] - quiet : about[3] + quiet, about[0] - quiet : about[2] + quiet] == 0
    )
    left, top = about[0] - quiet + int(columns.min()), about[1] - quiet + int(rows.min())
    side = int(np.ptp(columns)) + 1
    x, y = left - MARGIN, top - MARGIN
    patch = page[y : top + side + MARGIN, x : left + side + MARGIN].copy()
    return Printed(text, found.ec_level, size, side, patch, page, x, y)


@cache
def symbol_of(record: str, level: str, side_mm: float) -> Printed:
    """Print a record's symbol alone, at any level and size."""
    text = text_of(RECORDS[record])
    code = QRCode(error_correction=LEVELS[level])
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    code.make(fit=True)
    rows = np.array(code.modules, dtype=bool)
    side = round(side_mm * DOTS)
    places = (np.arange(side) * len(rows)) // side
    patch = np.full((side + 2 * MARGIN,) * 2, 255, np.uint8)
    patch[MARGIN:-MARGIN, MARGIN:-MARGIN][rows[np.ix_(places, places)]] = 0
    return Printed(text, level, len(rows), side, patch)


def _sheet(travel: Travel, text: str) -> Sheet:
    """The usual sheet with the facts of a record."""
    return replace(
        USUAL,
        number_line=f"Số: {travel.number}",
        rows=(
            ("Họ và tên:", travel.holder.upper()),
            ("Năm sinh:", str(travel.birth_year)),
            ("Số căn cước (4 số cuối):", travel.id_last4),
            ("Chức vụ, đơn vị:", f"{travel.position}, {travel.unit}"),
            ("Nơi thường trú:", travel.residence),
            ("Nơi đến:", "; ".join(travel.destinations)),
            ("Lý do:", travel.purpose),
            *((("Phương tiện:", f"Xe mô tô, biển số {travel.plate}"),) if travel.plate else ()),
            ("Thời gian:", "Từ ngày 25/11/2026 đến hết ngày 01/12/2026, từ 05 giờ 00 đến 19 giờ 00"),
        ),
        scan_number=travel.number,
        scan_validity="Có giá trị từ 25/11/2026 đến hết 01/12/2026",
        qr_text=text,
    )
