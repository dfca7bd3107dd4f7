"""The smallest symbol that holds the text, with as much error correction as large modules allow."""

import pytest
from qrcode import constants
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData
from reportlab.lib.units import mm

from certapp.paper import measures, qr_fit
from certapp.paper.errors import PaperError
from certapp.paper.qr_codewords import Level
from certapp.paper.qr_fit import fitting
from certapp.paper.qr_modules import size_of


def smallest_by_qrcode(characters: int, level: int) -> int | None:
    code = QRCode(error_correction=level)
    code.add_data(QRData("A" * characters, mode=MODE_ALPHA_NUM))
    try:
        return code.best_fit()
    except DataOverflowError:
        return None


@pytest.mark.parametrize("characters", [1, 20, 21, 311, 397, 557, 558, 699, 702, 703, 789, 970, 971, 3391])
def test_no_smaller_version_holds_it_at_this_level(characters: int) -> None:
    version, level = fitting(characters)
    assert version == smallest_by_qrcode(characters, level)


@pytest.mark.parametrize(
    ("characters", "level", "version"),
    [
        (557, Level.H, 20),  # ISO/IEC 18004, table 7: the most that version 20 holds at H
        (558, Level.Q, 18),
        (702, Level.Q, 20),  # and at Q
        (703, Level.M, 17),
        (970, Level.M, 20),  # and at M
        (971, Level.M, 21),
        (3391, Level.M, 40),
    ],
)
def test_highest_level_of_a_symbol_with_large_modules(characters: int, level: Level, version: int) -> None:
    assert fitting(characters) == (version, level)


def test_modules_are_large_enough_on_every_page() -> None:
    least_side = min(sizes.qr_side for sizes in measures.ALL)
    assert least_side / measures.LEAST_MODULE >= qr_fit.MOST_MODULES
    assert size_of(20) <= qr_fit.MOST_MODULES
    assert pytest.approx(0.45 * mm) == measures.LEAST_MODULE


def test_level_m_is_the_least() -> None:
    assert {level.value for level in Level} == {
        constants.ERROR_CORRECT_M,
        constants.ERROR_CORRECT_Q,
        constants.ERROR_CORRECT_H,
    }


def test_more_than_the_largest_symbol_holds_is_refused() -> None:
    with pytest.raises(PaperError) as refused:
        fitting(3392)
    assert (refused.value.code, refused.value.details) == ("qr_text_too_long", {"length": 3392})
