"""The twelve cases whose pages are kept as pictures, how a page becomes one, and how two are compared."""

import io
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageStat

from certapp.paper.block import Code
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.paper.measures import LEFT, TOP
from certapp.paper.pages import compose
from certapp.paper.sheet import Sheet
from tests.sheets import FOOTER, FULLEST, LONG, SHORT, SPECIMEN, USUAL, seal_picture, signature_picture

FOLDER = Path(__file__).parent
DPI = 100
FINER = 3  # drawn so many times larger first: the renderer moves letters to whole pixels
SHADES = 16  # of grey: enough to see by, and a third of the bytes
BLOCK = 8  # pixels: a letter, roughly


def _with(sheet: Sheet, **values: str) -> Sheet:
    """The sheet with other facts, by their labels; an empty one is left out."""
    rows = [(label, values.get(label.rstrip(":"), value)) for label, value in sheet.rows]
    return replace(sheet, rows=tuple((label, value) for label, value in rows if value))


CASES: dict[str, Sheet] = {
    "short": SHORT,
    "usual": USUAL,
    "longest": LONG,
    "four_destinations": _with(
        USUAL,
        **{
            "Nơi đến": "Xã Phước Bình, huyện Bác Ái; xã Phước Hòa, huyện Bác Ái; thị trấn Tân Sơn, "
            "huyện Ninh Sơn; phường Đô Vinh, thành phố Phan Rang - Tháp Chàm"
        },
    ),
    "long_purpose": _with(
        USUAL,
        **{
            "Lý do": "Kiểm tra, hướng dẫn công tác phòng, chống dịch Covid-19 tại các xã, vận chuyển vật tư "
            "y tế, nhu yếu phẩm đến các điểm cách ly tập trung và hỗ trợ tổ giám sát cộng đồng của chín xã"
        },
    ),
    "no_plate_at_night": _with(
        USUAL,
        **{
            "Phương tiện": "",
            "Thời gian": "Từ ngày 17/9/2021 đến hết ngày 30/9/2021, từ 22:00 đến 05:30 hôm sau",
        },
    ),
    "two_pages": replace(FULLEST, footer=FOOTER),
    "signature_and_seal": replace(USUAL, signature_picture=signature_picture(), seal_picture=seal_picture()),
    "specimen": SPECIMEN,
    "footer": replace(
        USUAL,
        footer="Thôn Tà Lú 1, xã Phước Đại, huyện Bác Ái, tỉnh Ninh Thuận. Điện thoại: 0259 384 0101. "
        "Thư điện tử: mattrabbacai@gmail.com",
    ),
    "three_parents": replace(
        USUAL,
        parent_lines=(
            "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",
            "TỈNH NINH THUẬN",
            "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BÁC ÁI",
        ),
        body_lines=("BAN THƯỜNG TRỰC",),
    ),
    "other_office": replace(
        USUAL,
        parent_lines=("ỦY BAN NHÂN DÂN", "HUYỆN NINH SƠN"),
        body_lines=("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",),
        number_line="Số: 12345/GXN-LĐTBXH",
        place_date="Ninh Sơn, ngày 05 tháng 02 năm 2022",
        opening="Phòng Lao động - Thương binh và Xã hội huyện Ninh Sơn xác nhận:",
        recipients=("- Như trên;", "- UBND huyện (để báo cáo);", "- Lưu: VT."),
        authority=("KT. TRƯỞNG PHÒNG",),
        signer_office="PHÓ TRƯỞNG PHÒNG",
        signer_name="Nguyễn Hoàng Phương Quỳnh Như",
        scan_number="12345/GXN-LĐTBXH",
    ),
}


class Difference(NamedTuple):
    """How far two pictures are apart, in shades of 256: on average, and in the block where it is most."""

    mean: float
    greatest: float


def pictures(name: str, fonts: Fonts) -> list[Image.Image]:
    """Every page of a case, grey, as it is kept."""
    document = pypdfium2.PdfDocument(draw(CASES[name], fonts).pdf)
    step = 255 / (SHADES - 1)
    shades = [round(round(shade / step) * step) for shade in range(256)]
    pages = [page.render(scale=FINER * DPI / 72, grayscale=True).to_pil() for page in document]
    return [page.reduce(FINER).point(shades) for page in pages]


def path(name: str, page: int) -> Path:
    """Where the picture of a page is kept; pages count from 1."""
    return FOLDER / f"{name}-{page}.png"


def png(picture: Image.Image) -> bytes:
    """The picture as a small file."""
    file = io.BytesIO()
    few = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=SHADES)
    few.save(file, "PNG", optimize=True, bits=4)
    return file.getvalue()


def without_code(picture: Image.Image, name: str, page: int, fonts: Fonts) -> Image.Image:
    """The picture with the QR painted over: which modules are dark is not the layout's business."""
    painted = picture.convert("L")
    for mark in compose(CASES[name], fonts)[page - 1].marks:
        if isinstance(mark, Code):
            left, top = (LEFT + mark.x) * DPI / 72, (TOP + mark.y) * DPI / 72
            side = mark.side * DPI / 72
            ImageDraw.Draw(painted).rectangle((left - 1, top - 1, left + side + 1, top + side + 1), fill=128)
    return painted


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """Compare two pictures of one size; blocks are averaged first, so that smoothed edges do not count."""
    size = one.width // BLOCK, one.height // BLOCK
    apart = ImageChops.difference(*(each.resize(size, Image.Resampling.BOX) for each in (one, other)))
    statistics = ImageStat.Stat(apart)
    return Difference(statistics.mean[0], statistics.extrema[0][1])
