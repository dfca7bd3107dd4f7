"""Real faces, real keys, and three sheets: a short one, a usual one, and one as long as people get."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certapp.keystore.signing import OpenKey
from certapp.paper import layout
from certapp.paper.fonts import Fonts
from certapp.paper.sheet import Sheet
from tests.unit.paper.signer import Signer, signer_of

ISSUED = datetime(2021, 9, 16, 1, 15, 30, tzinfo=UTC)
FOLDER = Path(__file__).parents[3] / "node_modules" / "@expo-google-fonts" / "tinos"


def qr_text_of(token_bytes: int) -> str:
    """A QR text as long as that of a token of `token_bytes` bytes, and as random."""
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(32))
    return f"HTTPS://GIAYXACNHAN.EXAMPLE/V/{base64.b32encode(noise[:token_bytes]).decode().rstrip('=')}"


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.load(FOLDER)


@pytest.fixture(scope="session")
def qr_text() -> str:
    """A QR text of usual length."""
    return qr_text_of(400)


@pytest.fixture(scope="session")
def usual(qr_text: str) -> Sheet:
    return Sheet(
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
        authority="TM. BAN THƯỜNG TRỰC",
        signer_office="PHÓ CHỦ TỊCH",
        signed_note="Ký điện tử bởi Nguyễn Văn Bền lúc 08:15:30 ngày 16/9/2021 (UTC+7)",
        signer_name="Nguyễn Văn Bền",
        scan_number="07/GXN-MTTQ-BTT",
        scan_validity="Có giá trị từ 17/9/2021 đến hết 30/9/2021",
        scan_help=(
            "Quét mã QR để kiểm tra giấy và so với thẻ căn cước của người mang giấy. Chỉ tin kết quả của "
            "ứng dụng tại chốt kiểm soát hoặc của trang giayxacnhan.example.",
            "Scan the QR code to check this paper, and compare it with the holder's ID card. Trust only "
            "the checkpoint's scanner or giayxacnhan.example.",
        ),
        author="Ủy ban MTTQ Việt Nam huyện Bác Ái",
        made_at=ISSUED,
        qr_text=qr_text,
    )


@pytest.fixture(scope="session")
def short(usual: Sheet) -> Sheet:
    return replace(
        usual,
        subject="Về việc đi lại",
        opening="Ban Thường trực xác nhận:",
        rows=(("Họ và tên:", "CHAMALÉA BỐC"), ("Nơi đến:", "Xã Phước Bình"), ("Lý do:", "Đi làm")),
        closing=("Đề nghị các chốt kiểm soát tạo điều kiện.",),
        recipients=("- Người được cấp giấy;", "- Lưu: VT."),
        qr_text=qr_text_of(280),
    )


@pytest.fixture(scope="session")
def long(usual: Sheet) -> Sheet:
    return replace(
        usual,
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
        recipients=(*usual.recipients[:3], "- Công an huyện;", "- Lưu: VT, BTT."),
        signer_office="PHÓ CHỦ TỊCH THƯỜNG TRỰC",
        signer_name="Nguyễn Trần Hoàng Phương Thảo Nguyên",
        scan_number="1059/GXN-MTTQ-BTT",
        qr_text=qr_text_of(480),
    )


@pytest.fixture(scope="session")
def preview(usual: Sheet) -> Sheet:
    return replace(usual, qr_text=None, specimen="BẢN XEM TRƯỚC", signed_note="", scan_help=())


@pytest.fixture(params=["short", "usual", "long", "preview"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """Each of the sheets in turn."""
    found: Sheet = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def page(usual: Sheet, fonts: Fonts) -> bytes:
    """The usual sheet as an unsigned PDF."""
    return layout.draw(usual, fonts)


@pytest.fixture(scope="session")
def signer() -> Signer:
    """A signer of 2021, as the sheets are."""
    return signer_of(ISSUED)


@pytest.fixture(scope="session")
def root(signer: Signer) -> OpenKey:
    return signer.root


@pytest.fixture(scope="session")
def key(signer: Signer) -> OpenKey:
    return signer.key


@pytest.fixture(scope="session")
def signer_now() -> Signer:
    """A signer of today: a time stamp tells the real time."""
    return signer_of(datetime.now(UTC))
