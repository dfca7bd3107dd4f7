"""Who and what there is in the demo: the district of letter 319/MTTQ-BTT. All people are made up."""

from dataclasses import dataclass
from datetime import date

from certapp.registry.people import Sex

OFFICE = {
    "code": "MTTQ-BACAI",
    "name": "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Bác Ái",
    "parent_lines": ("ỦY BAN MTTQ VIỆT NAM", "HUYỆN BÁC ÁI"),
    "body_lines": ("BAN THƯỜNG TRỰC",),
    "place": "Bác Ái",
    "number_form": "{number}/GXN-MTTQ-BTT",
    "authority_lines": ("TM. BAN THƯỜNG TRỰC",),
    "recipients": ("- Người được cấp;", "- Các chốt kiểm soát;", "- Lưu: VT."),
    "home_district": "Huyện Bác Ái",
    "home_province": "Tỉnh Ninh Thuận",
    "max_days": 90,
}

COMMUNES = (
    "Xã Phước Bình",
    "Xã Phước Chính",
    "Xã Phước Đại",
    "Xã Phước Hòa",
    "Xã Phước Tân",
    "Xã Phước Thành",
    "Xã Phước Thắng",
    "Xã Phước Tiến",
    "Xã Phước Trung",
)
CHECKPOINTS = (
    ("Chốt Phước Đại", "Quốc lộ 27B, xã Phước Đại", (11.83, 108.93)),
    ("Chốt Phước Trung", "Tỉnh lộ 705, xã Phước Trung", (11.74, 108.96)),
)

CLERK = ("vanthu", "Chamaléa Thị Hồng", "Văn thư")
APPROVERS = (
    # username, name, title, communes decided for
    ("ben", "Nguyễn Văn Bền", "Phó Chủ tịch", COMMUNES[:6]),
    ("mai", "Katơr Thị Mai", "Phó Chủ tịch", COMMUNES[4:]),
)
GUARDS = (
    ("chot1", "Pi Năng Thạnh", "Công an xã"),
    ("chot2", "Trần Quốc Dũng", "Dân quân"),
)


@dataclass(frozen=True, slots=True)
class Resident:
    """An official whose household is outside the district."""

    username: str
    name: str
    title: str
    commune: str
    birth_date: date
    sex: Sex
    id_number: str
    ward: str
    district: str
    province: str
    plate: str | None = None
    street: str | None = None


_PHAN_RANG = "Thành phố Phan Rang - Tháp Chàm"
_NINH_SON = "Huyện Ninh Sơn"
_NINH_THUAN = "Tỉnh Ninh Thuận"
_M, _F = Sex.MALE, Sex.FEMALE

RESIDENTS = (
    Resident(
        "nhung",
        "Nguyễn Thị Hồng Nhung",
        "Công chức Văn phòng - Thống kê",
        COMMUNES[2],
        date(1988, 4, 12),
        _F,
        "058188001234",
        "Phường Mỹ Hải",
        _PHAN_RANG,
        _NINH_THUAN,
        "85B1-123.45",
        "12 đường 16 Tháng 4",
    ),
    Resident(
        "khoa",
        "Lê Đăng Khoa",
        "Cán bộ Địa chính",
        COMMUNES[0],
        date(1991, 9, 3),
        _M,
        "058091004321",
        "Thị trấn Tân Sơn",
        _NINH_SON,
        _NINH_THUAN,
        "85C1-456.78",
    ),
    Resident(
        "tuyet",
        "Phạm Thị Ánh Tuyết",
        "Giáo viên",
        COMMUNES[5],
        date(1985, 12, 25),
        _F,
        "056185007788",
        "Phường Cam Phú",
        "Thành phố Cam Ranh",
        "Tỉnh Khánh Hòa",
    ),
    Resident(
        "hai",
        "Võ Minh Hải",
        "Bác sĩ Trạm Y tế",
        COMMUNES[2],
        date(1979, 2, 8),
        _M,
        "058079002468",
        "Phường Đô Vinh",
        _PHAN_RANG,
        _NINH_THUAN,
        "85A-012.34",
    ),
    Resident(
        "duyen",
        "Đặng Thùy Mỹ Duyên",
        "Kế toán",
        COMMUNES[4],
        date(1993, 7, 19),
        _F,
        "068193001357",
        "Xã Lạc Xuân",
        "Huyện Đơn Dương",
        "Tỉnh Lâm Đồng",
        "49E1-222.33",
    ),
    Resident(
        "phuc",
        "Bùi Hữu Phúc",
        "Cán bộ Tư pháp - Hộ tịch",
        COMMUNES[7],
        date(1982, 5, 30),
        _M,
        "264123456",
        "Xã Quảng Sơn",
        _NINH_SON,
        _NINH_THUAN,
        "85D1-077.09",
    ),
    Resident(
        "thao",
        "Trương Thị Phương Thảo",
        "Điều dưỡng",
        COMMUNES[8],
        date(1996, 1, 14),
        _F,
        "058196003579",
        "Xã Nhơn Sơn",
        _NINH_SON,
        _NINH_THUAN,
    ),
)

# The household of the first approver, who also travels and therefore also applies.
APPROVER_HOME = Resident(
    "ben", "Nguyễn Văn Bền", "Phó Chủ tịch", COMMUNES[4], date(1974, 11, 2), _M,
    "058074000911", "Phường Phước Mỹ", _PHAN_RANG, _NINH_THUAN, "85A-119.74",
)  # fmt: skip

FORGER = "Lê Văn Giả"  # whose name stands on the forged paper
PURPOSE = "Đi làm việc tại cơ quan theo phân công"
ROUTE = "Quốc lộ 27B"
REASONS = {
    "return": "Ghi rõ nơi đến theo phân công của cơ quan.",
    "reject": 'Nơi cư trú thuộc vùng có dịch; đề nghị thực hiện "3 tại chỗ" theo mục 4 Công văn 319.',
    "suspend": "Xác minh lại nơi cư trú.",
    "revoke": "Người được cấp chuyển công tác.",
}
