"""certapp.workflow.rules: what keeps an application from being handed in, and what only looks odd."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from certapp.registry.office import Office, Unit
from certapp.registry.people import Sex, User
from certapp.workflow import rules
from certapp.workflow.content import Content, cleaned

TODAY = date(2026, 11, 25)
OFFICE = Office(id=1, home_district="Huyện Bác Ái", home_province="Tỉnh Ninh Thuận", max_days=30)
UNIT = Unit(id=7, office_id=1, name="Xã Phước Đại", since=date(2020, 1, 1), until=None)
GOOD = Content(
    holder="Nguyễn Thị Hồng Nhung",
    birth_date=date(1988, 4, 12),
    sex=Sex.FEMALE,
    id_number="058188001234",
    ward="Phường Mỹ Hải",
    district="Thành phố Phan Rang - Tháp Chàm",
    province="Tỉnh Ninh Thuận",
    unit_id=7,
    position="Công chức Văn phòng",
    destinations=("Xã Phước Đại",),
    purpose="Đi làm việc tại cơ quan",
    start_date=TODAY,
    end_date=TODAY + timedelta(days=29),
)
OPTIONAL = {"street", "district", "route", "plate", "hours_from", "hours_until"}


def faults(unit: Unit | None = UNIT, **changes: object) -> dict[str, str]:
    return rules.faults(cleaned(replace(GOOD, **changes)), OFFICE, unit, TODAY)  # type: ignore[arg-type]


def test_a_good_application_has_no_fault() -> None:
    assert faults() == {}
    assert (
        faults(street="Tổ 3", route="Quốc lộ 27B", plate="85B1-123.45", hours_from=300, hours_until=1140)
        == {}
    )


def test_an_empty_one_names_all_that_is_required() -> None:
    required = {field.name for field in fields(Content)} - OPTIONAL
    assert rules.faults(Content(), OFFICE, None, TODAY) == dict.fromkeys(required, "required")


@pytest.mark.parametrize(
    "name", ["K'Brêu", "Pi Năng Thị Hốn", "Jean-Luc Picard", "Katơr Thị Mỹ Hạnh", "Đỗ Â."]
)
def test_a_name(name: str) -> None:
    assert faults(holder=name) == {}


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn 2", "...", "A", "<b>Nguyễn</b>", "Nguyễn Văn А́н", "Nguуễn Văn An", "阮文安", "An; Bình"],
)
def test_what_is_no_name(name: str) -> None:
    """Among them letters of other scripts that look like ours."""
    assert faults(holder=name) == {"holder": "name_form"}


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        (TODAY.replace(year=2008), None),
        (date(2008, 11, 26), "too_young"),
        (date(1920, 1, 1), None),
        (date(1919, 12, 31), "birth_date"),
        (TODAY + timedelta(days=1), "birth_date"),
        (date(9999, 12, 31), "birth_date"),
    ],
)
def test_a_birth_date(born: date, fault: str | None) -> None:
    assert faults(birth_date=born, id_number="264123456").get("birth_date") == fault


def test_an_officials_eighteenth_birthday_on_a_leap_day() -> None:
    born = replace(GOOD, birth_date=date(2008, 2, 29), id_number="264123456")
    assert rules.faults(born, OFFICE, UNIT, date(2026, 2, 28))["birth_date"] == "too_young"
    assert "birth_date" not in rules.faults(born, OFFICE, UNIT, date(2026, 3, 1))


def test_an_identity_number_that_contradicts_the_birth_year() -> None:
    assert faults(birth_date=date(1989, 4, 12)) == {"id_number": "id_number_birth_year"}


def test_an_identity_number_of_too_many_digits_is_told_its_form() -> None:
    assert faults(id_number="0581880012345") == {"id_number": "id_number_form"}
    assert rules.draft_faults(Content(id_number="1" * 5000)) == {"id_number": "id_number_form"}


@pytest.mark.parametrize(
    "plate",
    [
        *("85A-012.34", "85A-01234", "85A01234", "85B1-123.45", "85-B1 123.45", "85-B1 1234", "85AA-123.45"),
        *("85MĐ1-123.45", "80-011-NG-12", "TM-12-34", "QH1234", "85f1-1234"),
    ],
)
def test_a_plate(plate: str) -> None:
    assert faults(plate=plate) == {}


@pytest.mark.parametrize(
    "plate", ["12345", "85A-12", "85A-123456", "A5B-123.45", "85A 123 45 678", "xe của tôi"]
)
def test_what_is_no_plate(plate: str) -> None:
    assert faults(plate=plate) == {"plate": "plate_form"}


@pytest.mark.parametrize("district", ["Huyện Bác Ái", "huyện bác ái", "Bác Ái", "H. Bác Ái", "H.Bac Ai"])
@pytest.mark.parametrize("province", ["Tỉnh Ninh Thuận", "Ninh Thuận", "ninh  thuan"])
def test_a_household_inside_the_district_needs_no_paper(district: str, province: str) -> None:
    assert faults(district=district, province=province) == {"district": "residence_inside"}


def test_a_household_elsewhere_of_the_same_name_does() -> None:
    assert faults(district="Huyện Bác Ái", province="Tỉnh Lâm Đồng") == {}


def test_a_residence_that_its_place_in_the_token_cannot_hold() -> None:
    assert faults(ward="w" * 50, district="d" * 50, province="p" * 50) == {"ward": "residence_long"}


@pytest.mark.parametrize(
    "unit",
    [
        None,
        Unit(id=7, office_id=2, name="Xã khác", since=date(2020, 1, 1), until=None),
        Unit(id=7, office_id=1, name="Xã cũ", since=date(2020, 1, 1), until=TODAY - timedelta(days=1)),
        Unit(id=7, office_id=1, name="Xã mới", since=TODAY + timedelta(days=1), until=None),
    ],
)
def test_a_unit_of_nowhere_of_another_office_or_of_another_time(unit: Unit | None) -> None:
    assert faults(unit) == {"unit_id": "unit_unknown"}


def test_a_unit_on_its_last_day() -> None:
    assert faults(Unit(id=7, office_id=1, name="Xã cũ", since=date(2020, 1, 1), until=TODAY)) == {}


def test_destinations() -> None:
    assert faults(destinations=("Xã A", "Xã B", "xã a")) == {"destinations.2": "twice"}
    assert faults(destinations=("Xã A", "x" * 61)) == {"destinations.1": "longer_than"}
    assert faults(destinations=tuple("ABCDE")) == {"destinations": "too_many"}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (0, 0, {}),
        (90, 91, {}),
        (-1, 5, {"start_date": "date_past"}),
        (-9, -2, {"start_date": "date_past", "end_date": "date_past"}),
        (91, 92, {"start_date": "date_far"}),
        (5, 4, {"end_date": "end_before_start"}),
        (0, 30, {"end_date": "stay_too_long"}),
    ],
)
def test_dates(first: int, last: int, found: dict[str, str]) -> None:
    """In days from today; the office allows 30 days."""
    days = {"start_date": TODAY + timedelta(days=first), "end_date": TODAY + timedelta(days=last)}
    assert faults(**days) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (22 * 60, 5 * 60, {}),
        (300, 24 * 60, {}),
        (None, 300, {"hours_from": "hours_half"}),
        (0, None, {"hours_until": "hours_half"}),
        (300, 300, {"hours_until": "hours_empty"}),
        (-1, 300, {"hours_from": "time_form"}),
        (24 * 60, 300, {"hours_from": "time_form"}),
        (300, 24 * 60 + 1, {"hours_until": "time_form"}),
    ],
)
def test_hours(start: int | None, end: int | None, found: dict[str, str]) -> None:
    assert faults(hours_from=start, hours_until=end) == found


@pytest.mark.parametrize("field", ["holder", "street", "ward", "province", "position", "purpose", "route"])
@pytest.mark.parametrize(
    ("text", "fault"),
    [("x" * 5000, "longer_than"), ("a\x00b", "control_character"), ("a\u202eb", "control_character")],
)
def test_not_even_a_draft_holds(field: str, text: str, fault: str) -> None:
    assert rules.draft_faults(cleaned(Content(**{field: text})))[field] == fault  # type: ignore[arg-type]
    assert faults(**{field: text})[field] == fault


def test_a_draft_may_lack_anything() -> None:
    assert rules.draft_faults(Content()) == {}


def test_the_facts_that_sentences_mention() -> None:
    found = {
        "end_date": "stay_too_long",
        "purpose": "longer_than",
        "destinations.1": "longer_than",
        "sex": "required",
    }
    assert rules.facts(found, OFFICE) == {
        "end_date": {"days": 30},
        "purpose": {"limit": 150},
        "destinations.1": {"limit": 60},
    }


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda content: content, []),
        (lambda content: replace(content, holder="NGUYỄN THỊ HỒNG NHUNG"), []),
        (lambda content: replace(content, holder="Trần Văn An"), ["holder_other"]),
        (lambda content: replace(content, id_number="999188001234"), ["id_number_province"]),
        (lambda content: replace(content, id_number="264123456"), ["id_number_old"]),
        (lambda content: replace(content, district=None), ["district_missing"]),
        (lambda content: Content(), ["district_missing"]),
    ],
)
def test_what_looks_odd(change: Callable[[Content], Content], found: list[str]) -> None:
    assert rules.warnings(change(GOOD), User(name="Nguyễn Thị Hồng  Nhung")) == found
