"""Two decoders of QR codes that share no code: zxing-cpp, as certapp uses it, and zbar."""

from ctypes import byref, c_uint
from importlib.metadata import version

import zxingcpp
from pyzbar import pyzbar, wrapper

from tests.torture.looking import Picture


def zxing(picture: Picture) -> list[str]:
    """Read with the options of certapp/paper/decoder.py."""
    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormat.QRCode, text_mode=zxingcpp.TextMode.Plain
    )
    return [symbol.text for symbol in found]


def zbar(picture: Picture) -> list[str]:
    """Read with zbar's defaults, of which QR codes are one."""
    height, width = picture.shape
    found = pyzbar.decode((picture.tobytes(), width, height), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in found]


DECODERS = {"zxing-cpp": zxing, "zbar": zbar}


def versions() -> str:
    """Return which decoders these are."""
    parts = [c_uint(), c_uint(), c_uint()]
    wrapper.zbar_version(*map(byref, parts))
    return f"zxing-cpp {version('zxing-cpp')}, zbar {'.'.join(str(part.value) for part in parts)}"
