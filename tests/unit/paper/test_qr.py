"""The QR symbol is what the design asks for, and a reader that is not ours reads it."""

import io

import pytest
import zxingcpp
from PIL import Image
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
    assert (found.text, found.ec_level) == (text, qr.symbol(text).level.name)


def test_digits_do_not_split_the_text_into_modes() -> None:
    """A split would depend on the token's digits and make the size of the symbol a matter of luck."""
    mixed, letters = qr.symbol("A" * 150 + "7" * 552), qr.symbol("A" * 702)
    assert (mixed.version, mixed.level) == (letters.version, letters.level)


@pytest.mark.parametrize("text", ["", "lower", "HTTPS://A/V/Ă", "A\n", "A=B"])
def test_refuses_what_the_alphanumeric_mode_lacks(text: str) -> None:
    with pytest.raises(PaperError) as refused:
        qr.symbol(text)
    assert refused.value.code == "qr_text_invalid"


def test_refuses_more_than_the_largest_symbol_holds() -> None:
    with pytest.raises(PaperError) as refused:
        qr.symbol("A" * 3392)
    assert (refused.value.code, refused.value.details) == ("qr_text_too_long", {"length": 3392})


def test_the_symbol_is_qrcodes(qr_text: str) -> None:
    """The mask, which a reader tells us, is the standard's choice: tests/unit/paper/test_qr_modules.py."""
    drawn = qr.symbol(qr_text)
    mask = int(read(qr_text).extra["DataMask"])
    code = QRCode(drawn.version, error_correction=drawn.level.value, mask_pattern=mask)
    code.add_data(qr_text, optimize=0)
    code.make(fit=False)
    assert drawn.rows == tuple(bytes(map(bool, row)) for row in code.modules)


def test_png_is_black_and_white_with_a_quiet_zone(qr_text: str) -> None:
    picture = Image.open(io.BytesIO(qr.png(qr_text, pixels_per_module=3)))
    drawn = qr.symbol(qr_text)
    assert picture.mode == "1"
    assert picture.size == ((drawn.size + 8) * 3, (drawn.size + 8) * 3)
    dark = picture.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert dark == (12, 12, picture.width - 12, picture.height - 12)
