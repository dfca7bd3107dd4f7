"""What the other sheets of a certificate say: a usual one, and one as long as every field may be."""

from dataclasses import replace

from certapp.credential.claims import TEXT_LIMITS
from certapp.paper.excerpt import Excerpt
from tests.sheets import ISSUED, OFFICE, qr_text_of

USUAL = Excerpt(
    parent_lines=("ỦY BAN MTTQ VIỆT NAM", "HUYỆN BÁC ÁI"),
    body_lines=("BAN THƯỜNG TRỰC",),
    title="XÁC NHẬN ĐI LẠI",
    number="07/GXN-MTTQ-BTT",
    holder="Katơr Thị Mỹ Hạnh",
    unit="Ủy ban nhân dân xã Phước Bình",
    identity=(("Năm sinh:", "1987"), ("Số CCCD/CMND:", "4 số cuối là 4821")),
    journey=(
        ("Chức vụ:", "Công chức Văn hóa - Xã hội"),
        ("Đơn vị công tác:", "Ủy ban nhân dân xã Phước Bình"),
        ("Nơi thường trú:", "P. Phước Mỹ, TP. Phan Rang - Tháp Chàm, Ninh Thuận"),
        ("Nơi đến:", "Xã Phước Bình; xã Phước Hòa"),
        ("Lý do đi lại:", "Đi làm việc hằng ngày tại cơ quan và hỗ trợ tổ giám sát Covid cộng đồng"),
        ("Biển số xe:", "85B1-123.45"),
        ("Giờ đi lại:", "Từ 06:00 đến 18:30 hằng ngày"),
    ),
    validity="Có giá trị từ 17/09/2021 đến hết 30/09/2021",
    signed="Nguyễn Văn Bền ký điện tử ngày 16/09/2021",
    advice=(
        "Trích từ giấy xác nhận, không thay giấy đã ký. Chỉ mã QR là căn cứ: quét mã, rồi so họ tên, năm "
        "sinh và 4 số cuối với thẻ căn cước.",
        "An excerpt, not the signed paper. Only the QR code counts: scan it, then compare name, year of "
        "birth and last four digits with the ID card.",
    ),
    author=OFFICE,
    made_at=ISSUED,
    qr_text=qr_text_of(400),
)


def _words(length: int) -> str:
    return ("Nguyễn Thượng Hiền Quỳnh Mỹ " * 20)[:length].strip()


# The claims' own limits; as all of them together make no token, the QR is that of the largest one.
LONGEST = replace(
    USUAL,
    parent_lines=("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH NINH THUẬN",),
    body_lines=("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN BÁC ÁI", "BAN THƯỜNG TRỰC"),
    number="99999/GXN-" + "MTTQ-" * 5 + "BTTHA",
    holder=_words(TEXT_LIMITS["holder"]),
    unit=_words(TEXT_LIMITS["unit"]),
    journey=(
        ("Chức vụ:", _words(TEXT_LIMITS["position"])),
        ("Đơn vị công tác:", _words(TEXT_LIMITS["unit"])),
        ("Nơi thường trú:", _words(TEXT_LIMITS["residence"])),
        ("Nơi đến:", "; ".join([_words(60)] * 4)),
        ("Lý do đi lại:", _words(TEXT_LIMITS["purpose"])),
        ("Biển số xe:", "85B1-123.45-6789"),
        ("Giờ đi lại:", "Từ 18:30 đến 06:00 hôm sau"),
    ),
    signed=f"{_words(60)} ký điện tử ngày 16/09/2021",
    author=_words(120),
    qr_text=qr_text_of(480),
)
