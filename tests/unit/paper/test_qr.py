"""The QR symbol is what the design asks for, and a reader that is not ours reads it."""

import io

import pytest
import zxingcpp
from PIL import Image
from qrcode import constants, util
from qrcode.main import QRCode

from certapp.paper import qr
from certapp.paper.errors import PaperError

SAMPLES = [
    pytest.param(f"HTTPS://GIAYXACNHAN.EXAMPLE/V/{('K7Q2' * 300)[:length]}", id=str(length))
    for length in (1, 300, 640, 768)
]


def read(text: str) -> zxingcpp.Barcode:
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(qr.png(text))))
    assert found is not None
    return found


@pytest.mark.parametrize("text", SAMPLES)
def test_another_program_reads_the_text(text: str) -> None:
    found = read(text)
    assert (found.text, found.ec_level) == (text, "M")


@pytest.mark.parametrize(
    ("characters", "version"),
    [(20, 1), (21, 2), (311, 10), (312, 11), (909, 19), (970, 20), (971, 21), (3391, 40)],
)
def test_smallest_version_of_the_alphanumeric_mode(characters: int, version: int) -> None:
    """Capacities from ISO/IEC 18004, table 7, level M; any other mode holds less or cannot say it."""
    drawn = qr.symbol("A" * characters)
    assert (drawn.version, drawn.size) == (version, 17 + 4 * version)


def test_digits_do_not_split_the_text_into_modes() -> None:
    """A split would depend on the token's digits and make the size of the symbol a matter of luck."""
    assert qr.symbol("A" * 150 + "7" * 161).version == qr.symbol("A" * 311).version == 10


@pytest.mark.parametrize("text", ["", "lower", "HTTPS://A/V/Ă", "A\n", "A=B"])
def test_refuses_what_the_alphanumeric_mode_lacks(text: str) -> None:
    with pytest.raises(PaperError) as refused:
        qr.symbol(text)
    assert refused.value.code == "qr_text_invalid"


def test_refuses_more_than_the_largest_symbol_holds() -> None:
    with pytest.raises(PaperError) as refused:
        qr.symbol("A" * 3392)
    assert (refused.value.code, refused.value.details) == ("qr_text_too_long", {"length": 3392})


def test_the_fixed_mask_is_nearly_the_best(qr_text: str) -> None:
    """ISO/IEC 18004 §7.8.3 scores a mask by penalty points; ours is within a tenth of the best."""

    def penalty(mask: int) -> int:
        code = QRCode(error_correction=constants.ERROR_CORRECT_M, mask_pattern=mask)
        code.add_data(qr_text, optimize=0)
        code.make()
        return util.lost_point(code.modules)

    assert penalty(qr.MASK) < 1.1 * min(map(penalty, range(8)))
    assert read(qr_text).extra["DataMask"] == qr.MASK


def test_runs_are_the_dark_modules_and_no_other(qr_text: str) -> None:
    drawn = qr.symbol(qr_text)
    painted = [bytearray(drawn.size) for _ in range(drawn.size)]
    for x, y, length in qr.runs(drawn):
        assert painted[y][x : x + length] == bytes(length)
        painted[y][x : x + length] = b"\x01" * length
    assert tuple(map(bytes, painted)) == drawn.rows


def test_png_is_black_and_white_with_a_quiet_zone(qr_text: str) -> None:
    picture = Image.open(io.BytesIO(qr.png(qr_text, pixels_per_module=3)))
    drawn = qr.symbol(qr_text)
    assert picture.mode == "1"
    assert picture.size == ((drawn.size + 8) * 3, (drawn.size + 8) * 3)
    dark = picture.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert dark == (12, 12, picture.width - 12, picture.height - 12)
