"""Example sheets: a short one, a usual one, one as long as people get, one of every text at its limit."""

import base64
import hashlib
import io
import math
from dataclasses import replace
from datetime import UTC, datetime

from PIL import Image, ImageDraw

from certapp.credential.claims import DESTINATION_LIMIT, MAX_DESTINATIONS, TEXT_LIMITS
from certapp.paper.picture import Picture
from certapp.paper.sheet import Sheet

ISSUED = datetime(2021, 9, 16, 1, 15, 30, tzinfo=UTC)
FOOTER = "Thôn Tà Lú 1, xã Phước Đại, huyện Bác Ái, tỉnh Ninh Thuận"
OFFICE = "Ủy ban MTTQ Việt Nam huyện Bác Ái"


def qr_text_of(token_bytes: int) -> str:
    """A QR text as long as that of a token of `token_bytes` bytes, and as random."""
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(32))
    return f"HTTPS://GIAYXACNHAN.EXAMPLE/V/{base64.b32encode(noise[:token_bytes]).decode().rstrip('=')}"


USUAL = Sheet(
    parent_lines=("ỦY BAN MTTQ VIỆT NAM",),
    body_lines=("HUYỆN BÁC ÁI", "BAN THƯỜNG TRỰC"),
    nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc",
    number_line="Số: 07/GXN-MTTQ-BTT",
    place_date="Bác Ái, ngày 16 tháng 9 năm 2021",
    title="GIẤY XÁC NHẬN",
    subject="Về việc đi lại của cán bộ, công chức có hộ khẩu thường trú ngoài huyện",
    opening="Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam huyện Bác Ái xác nhận người có tên sau "
    "đây được đi lại trong thời gian và đến những nơi ghi dưới đây để làm nhiệm vụ:",
    rows=(
        ("Họ và tên:", "KATƠR THỊ MỸ HẠNH"),
        ("Năm sinh:", "1987"),
        ("Số căn cước (4 số cuối):", "4821"),
        ("Chức vụ, đơn vị:", "Công chức Văn hóa - Xã hội, Ủy ban nhân dân xã Phước Bình"),
        ("Nơi thường trú:", "Phường Phước Mỹ, thành phố Phan Rang - Tháp Chàm, tỉnh Ninh Thuận"),
        ("Nơi đến:", "Xã Phước Bình; xã Phước Hòa, huyện Bác Ái"),
        ("Lý do:", "Đi làm việc hằng ngày tại cơ quan và hỗ trợ tổ giám sát Covid cộng đồng"),
        ("Phương tiện:", "Xe mô tô, biển số 85-B1 123.45"),
        ("Thời gian:", "Từ ngày 17/9/2021 đến hết ngày 30/9/2021, từ 06 giờ 00 đến 18 giờ 30"),
    ),
    closing=(
        "Đề nghị các chốt kiểm soát và cơ quan, đơn vị liên quan tạo điều kiện cho ông (bà) có tên "
        "trên đi lại; người được cấp giấy chấp hành nghiêm các quy định về phòng, chống dịch.",
    ),
    recipients_title="Nơi nhận:",
    recipients=("- Người được cấp giấy;", "- UBND xã Phước Bình;", "- Các chốt kiểm soát;", "- Lưu: VT."),
    authority=("TM. BAN THƯỜNG TRỰC",),
    signer_office="PHÓ CHỦ TỊCH",
    signed_note="Ký điện tử bởi Nguyễn Văn Bền lúc 08:15:30 ngày 16/9/2021 (UTC+7)",
    signer_name="Nguyễn Văn Bền",
    scan_number="07/GXN-MTTQ-BTT",
    scan_validity="Có giá trị từ 17/9/2021 đến hết 30/9/2021",
    scan_help=(
        "Quét mã QR để kiểm tra, rồi so họ tên, năm sinh và 4 số cuối với thẻ căn cước.",
        "Scan the QR code, then compare name, birth year and last 4 digits with the ID card.",
    ),
    author=OFFICE,
    made_at=ISSUED,
    qr_text=qr_text_of(400),
)
SHORT = replace(
    USUAL,
    subject="Về việc đi lại",
    opening="Ban Thường trực xác nhận:",
    rows=(("Họ và tên:", "CHAMALÉA BỐC"), ("Nơi đến:", "Xã Phước Bình"), ("Lý do:", "Đi làm")),
    closing=("Đề nghị các chốt kiểm soát tạo điều kiện.",),
    recipients=("- Người được cấp giấy;", "- Lưu: VT."),
    qr_text=qr_text_of(280),
)
LONG = replace(
    USUAL,
    parent_lines=("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH NINH THUẬN",),
    body_lines=("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BÁC ÁI", "BAN THƯỜNG TRỰC"),
    number_line="Số: 1059/GXN-MTTQ-BTT",
    place_date="Phan Rang - Tháp Chàm, ngày 16 tháng 9 năm 2021",
    rows=(
        ("Họ và tên:", "NGUYỄN TRẦN HOÀNG PHƯƠNG THẢO NGUYÊN CÔNG TẰNG TÔN NỮ"),
        ("Năm sinh:", "1987"),
        ("Số căn cước (4 số cuối):", "4821"),
        ("Chức vụ:", "Phó Trưởng phòng phụ trách Phòng Lao động - Thương binh và Xã hội kiêm Phó Ban"),
        (
            "Đơn vị:",
            "Trung tâm Dịch vụ việc làm và Giáo dục nghề nghiệp - Giáo dục thường xuyên liên huyện "
            "Bác Ái, Ninh Sơn",
        ),
        (
            "Nơi thường trú:",
            "Phường Phước Mỹ, thành phố Phan Rang - Tháp Chàm, tỉnh Ninh Thuận (khu tập thể Sở Y tế)",
        ),
        (
            "Nơi đến:",
            "Xã Phước Bình, huyện Bác Ái, tỉnh Ninh Thuận; xã Phước Hòa, huyện Bác Ái; thị trấn "
            "Tân Sơn, huyện Ninh Sơn; phường Đô Vinh, thành phố Phan Rang - Tháp Chàm",
        ),
        (
            "Lý do:",
            "Kiểm tra, hướng dẫn công tác phòng, chống dịch Covid-19 tại các xã, vận chuyển vật tư y tế, "
            "nhu yếu phẩm đến các điểm cách ly tập trung và hỗ trợ tổ giám sát cộng đồng của chín xã",
        ),
        ("Tuyến đường:", "Quốc lộ 27B – đường tỉnh 707 – đường tỉnh 705"),
        ("Phương tiện:", "Xe ô tô bán tải, biển số 85C-123.45"),
        ("Thời gian:", "Từ ngày 17/9/2021 đến hết ngày 30/9/2021, từ 06 giờ 00 đến 18 giờ 30 hằng ngày"),
    ),
    recipients=(*USUAL.recipients[:3], "- Công an huyện;", "- Lưu: VT, BTT."),
    signer_office="PHÓ CHỦ TỊCH THƯỜNG TRỰC",
    signer_name="Nguyễn Trần Hoàng Phương Thảo Nguyên",
    scan_number="1059/GXN-MTTQ-BTT",
    qr_text=qr_text_of(480),
)

SPECIMEN = replace(USUAL, qr_text=None, specimen="BẢN XEM TRƯỚC", signed_note="", scan_help=())


def _words(length: int) -> str:
    return ("Phường Phước Mỹ, thành phố Phan Rang - Tháp Chàm " * 5)[:length].strip()


FULLEST = replace(
    LONG,
    rows=(
        ("Họ và tên:", _words(TEXT_LIMITS["holder"]).upper()),
        *USUAL.rows[1:3],
        *(("Chức vụ, đơn vị:", _words(TEXT_LIMITS[name])) for name in ("position", "unit", "residence")),
        ("Lý do:", _words(TEXT_LIMITS["purpose"])),
        ("Nơi đến:", "; ".join([_words(DESTINATION_LIMIT)] * MAX_DESTINATIONS)),
        *USUAL.rows[-2:],
    ),
    closing=(
        *USUAL.closing,
        "Giấy này không thay cho giấy tờ khác mà người được cấp giấy phải mang theo khi đi lại.",
    ),
)


def _picture(image: Image.Image, width_mm: float) -> Picture:
    file = io.BytesIO()
    image.save(file, "PNG")
    return Picture(file.getvalue(), width_mm, width_mm * image.height / image.width)


def signature_picture() -> Picture:
    """A scrawl, blue on nothing, 40 mm wide."""
    image = Image.new("RGBA", (480, 240), (0, 0, 0, 0))
    points = [
        (40 + 4 * step, 120 + (90 - step * 0.7) * math.sin(step / 5) * math.cos(step / 23))
        for step in range(100)
    ]
    ImageDraw.Draw(image).line(points, fill=(20, 40, 160, 255), width=6, joint="curve")
    return _picture(image, 40)


def seal_picture() -> Picture:
    """A round seal, red on nothing, 36 mm across."""
    image = Image.new("RGBA", (425, 425), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    red = (215, 20, 30, 230)
    pen.ellipse((4, 4, 420, 420), outline=red, width=10)
    pen.ellipse((90, 90, 334, 334), outline=red, width=4)
    star = [
        (212 + radius * math.sin(corner * math.pi / 5), 212 - radius * math.cos(corner * math.pi / 5))
        for corner, radius in enumerate([90, 35] * 5)
    ]
    pen.polygon(star, fill=red)
    return _picture(image, 36)
