"""Filling in the application form as a person does."""

from datetime import date

from playwright.sync_api import Page

GOOD = {
    "holder": "Nguyễn Thị Hồng Nhung",
    "birth_date": "1988-04-12",
    "id_number": "058188001234",
    "ward": "Phường Mỹ Hải",
    "district": "Thành phố Phan Rang - Tháp Chàm",
    "province": "Tỉnh Ninh Thuận",
    "position": "Công chức Văn phòng",
    "destinations-0": "Xã Phước Đại",
    "purpose": "Đi làm việc tại cơ quan",
    "plate": "85B1-123.45",
    "hours_from": "05:00",
    "hours_until": "19:00",
}


def fill_in(page: Page, first: date, last: date, **changes: str) -> None:
    """Fill in a good application for these days, with changes."""
    values = {**GOOD, "start_date": first.isoformat(), "end_date": last.isoformat(), **changes}
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.check("input[name=sex][value=female]")
