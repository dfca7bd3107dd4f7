"""What stands on a page is compared with the token fact by fact, and what differs is named."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from certapp.credential import Claims
from certapp.workflow.printed_facts import differences
from tests.example import CLAIMS
from tests.world import World

PAGE = """\
Số: 07/GXN-MTTQ-BTT
Bác Ái, ngày 25 tháng 11 năm 2026
GIẤY XÁC NHẬN
Họ và tên:
Nguyễn Thị Hồng Nhung
Năm sinh:
1988
Số CCCD/CMND:
4 số cuối là 1234
Chức vụ:
Công chức Văn phòng
Đơn vị công tác:
Xã Phước Đại
Nơi thường trú:
Phường Mỹ Hải, thành phố Phan Rang - Tháp Chàm,
tỉnh Ninh Thuận
Nơi đến:
Xã Phước Đại
Lý do đi lại:
Đi làm việc tại
cơ quan
Biển số xe:
85B1-123.45
Thời gian:
Từ ngày 25/11/2026 đến hết ngày 01/12/2026
Giờ đi lại:
Từ 05:00 đến 19:00 hằng ngày
Đề nghị các chốt kiểm soát đối chiếu giấy này với thẻ căn cước.
07/GXN-MTTQ-BTT
Có giá trị từ 25/11/2026 đến hết 01/12/2026
"""
SAID = replace(
    CLAIMS, travel=replace(CLAIMS.travel, residence="P. Mỹ Hải, TP. Phan Rang - Tháp Chàm, Ninh Thuận")
)


@pytest.fixture(autouse=True)
def words(office: World) -> Iterator[None]:
    """The catalogues are found by the application."""
    with office.app.app_context():
        yield


def found(text: str, claims: Claims = SAID) -> list[tuple[str, str]]:
    return [(one.fact, one.page) for one in differences(claims, text)]


def test_a_page_that_says_what_the_token_says() -> None:
    assert found(PAGE) == []


def test_lines_may_be_broken_anywhere() -> None:
    assert found(PAGE.replace("Nhung", "Nh\nung").replace("\nNinh", " Ninh").replace("tên:\n", "tên: ")) == []


@pytest.mark.parametrize(
    ("old", "new", "fact", "page"),
    [
        ("Nguyễn Thị Hồng Nhung", "Lê Văn Giả", "holder", "Lê Văn Giả"),
        ("Nhung\n", "Nhung Anh\n", "holder", "Nguyễn Thị Hồng Nhung Anh"),
        ("Nhung\n", "Nhung\nAnh\n", "holder", "Nguyễn Thị Hồng Nhung Anh"),
        ("1988", "1968", "birth_year", "1968"),
        ("là 1234", "là 1235", "id_last4", "4 số cuối là 1235"),
        ("Công chức", "Chủ tịch", "position", "Chủ tịch Văn phòng"),
        ("tác:\nXã Phước Đại", "tác:\nXã Phước Đài", "unit", "Xã Phước Đài"),
        ("Mỹ Hải", "Mỹ Hài", "residence", "Phường Mỹ Hài, thành phố Phan Rang - Tháp Chàm, tỉnh Ninh Thuận"),
        ("đến:\nXã Phước Đại", "đến:\nXã Phước Đại; Hà Nội", "destinations", "Xã Phước Đại; Hà Nội"),
        ("cơ quan\n", "cơ quan và nơi khác\n", "purpose", "Đi làm việc tại cơ quan và nơi khác"),
        ("123.45", "123.46", "plate", "85B1-123.46"),
        ("hết ngày 01/12", "hết ngày 31/12", "period", "Từ ngày 25/11/2026 đến hết ngày 31/12/2026"),
        ("hết 01/12", "hết 31/12", "period", "25/11/2026 đến hết 31/12/2026"),
        ("Từ 05:00", "Từ 00:00", "hours", "Từ 00:00 đến 19:00 hằng ngày"),
        ("hằng ngày", "hằng ngày và đêm", "hours", "Từ 05:00 đến 19:00 hằng ngày và đêm"),
        ("Số: 07", "Số: 08", "number", "08/GXN-MTTQ-BTT"),
        ("\n07/GXN", "\n08/GXN", "number", "08/GXN-MTTQ-BTT"),
    ],
)
def test_another_fact_is_named_with_what_the_page_says(old: str, new: str, fact: str, page: str) -> None:
    assert PAGE.count(old) == 1
    assert found(PAGE.replace(old, new)) == [(fact, page)]


def test_a_fact_told_twice_must_be_told_the_same() -> None:
    assert ("holder", "Lê Văn Giả") in found(PAGE + "Họ và tên:\nLê Văn Giả\n")


def test_a_line_that_is_missing_is_named() -> None:
    assert found(PAGE.replace("Biển số xe:\n85B1-123.45\n", "")) == [("plate", "")]


def test_a_token_without_a_plate_and_hours() -> None:
    bare = replace(SAID, travel=replace(SAID.travel, plate=None, hours=None))
    page = PAGE.replace("Biển số xe:\n85B1-123.45\n", "")
    assert found(page.replace("Từ 05:00 đến 19:00 hằng ngày", "Cả ngày"), bare) == []
    assert found(page, bare) == [("hours", "Từ 05:00 đến 19:00 hằng ngày")]


def test_words_that_look_like_labels_are_read_as_what_they_are() -> None:
    odd = replace(SAID, travel=replace(SAID.travel, purpose="Năm sinh: 1900; Nơi đến: xa"))
    assert found(PAGE.replace("Đi làm việc tại\ncơ quan", "Năm sinh: 1900;\nNơi đến: xa"), odd) == []


def test_an_office_with_other_words_has_each_fact_looked_for() -> None:
    page = re.sub(r"^.*:$", "Ông (bà)", PAGE, flags=re.MULTILINE)
    assert found(page) == []
    assert found(page.replace("Nhung", "Nhung Anh")) == [("holder", "")]
    assert found(page.replace("1988", "19881")) == [("birth_year", "")]


def test_a_page_of_nothing_lacks_everything() -> None:
    assert {fact for fact, page in found("GIẤY XÁC NHẬN") if not page} == {
        *("number", "holder", "birth_year", "id_last4", "position", "unit"),
        *("residence", "destinations", "purpose", "plate", "period", "hours"),
    }
