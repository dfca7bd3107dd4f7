"""What an application refuses over HTTP: a clear sentence beside the field, all kept, nothing changed."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from certapp.registry.application import Application
from certapp.registry.database import db
from tests.browsing import Browser
from tests.integration.application_form import NEW, faults, sent, value
from tests.world import Person, World

TYPED = {
    "holder": ["Nguyễn 2", "...", "x" * 5000, "a\x00b", "<script>alert(1)</script>", "Nguуễn Văn An"],
    "birth_date": ["2020-01-01", "31/02/1988", "1850-01-01", "hôm qua", "9" * 5000],
    "id_number": ["058088001234", "058189001234", "12345", "x" * 5000, "٠٥٨١٨٨٠٠١٢٣٤"],
    "street": ["y" * 5000, "a\u202eb"],
    "ward": ["", "y" * 5000],
    "district": ["Huyện Bác Ái", "y" * 61],
    "province": ["", "a\x0bb"],
    "unit_id": ["", "999999", "-1", "x", "9" * 5000],
    "position": ["", "z" * 61],
    "destinations-0": ["", "x" * 5000, "a\x1bb", "村"],
    "purpose": ["", "x" * 5000, "Đi làm 🚗", "Đi làm việc" * 13],
    "route": ["x" * 5000],
    "plate": ["abc", "x" * 5000],
    "start_date": ["", "2020-01-01", "9999-12-31", "0000-00-00", "25/13/2026", "mai"],
    "end_date": ["", "2020-01-01", "9999-12-31", "x" * 5000],
    "hours_from": ["", "25:00", "sáng", "x" * 5000],
    "hours_until": ["", "05:00", "7:75"],
}

FOLLOWS = {"birth_date": "id_number", "start_date": "end_date"}  # a fault there may be one here as well


@pytest.fixture(scope="module")
def official(office: World) -> Person:
    """An official; every test here leaves them without an application."""
    return office.official()


@pytest.fixture(scope="module")
def signed_in(address: str, official: Person) -> Iterator[Browser]:
    """The browser in which that official is signed in."""
    with Browser(address) as browser:
        yield browser.sign_in(official)


def count(office: World, official: Person) -> int:
    with office.app.app_context():
        return db.session.query(Application).filter_by(applicant_id=official.id).count()


@pytest.mark.parametrize(
    ("field", "typed"), [(field, text) for field, texts in TYPED.items() for text in texts]
)
@pytest.mark.parametrize("do", ["submit", "preview"])
def test_what_breaks_a_rule_is_told_beside_its_field_and_kept(
    office: World, official: Person, signed_in: Browser, field: str, typed: str, do: str
) -> None:
    told = sent(office.content(), do, **{field: typed})
    answer = signed_in.submit(NEW, told)
    assert answer.status_code == 422
    assert field in faults(answer.text)
    assert set(faults(answer.text)) <= {field, FOLLOWS.get(field)}
    assert "error." not in faults(answer.text)[field]
    assert "%(" not in faults(answer.text)[field]
    kept = {name: value(answer.text, name) for name in told if name not in ("do", "unit_id")}
    assert kept == {name: told[name] for name in kept}
    assert count(office, official) == 0


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"end_date": 30}, {"end_date": "Thời hạn dài nhất là 30 ngày."}),
        ({"start_date": 5, "end_date": 4}, {"end_date": "Ngày cuối trước ngày đầu."}),
        (
            {"start_date": 91, "end_date": 92},
            {"start_date": "Ngày bắt đầu không được xa hơn 90 ngày kể từ hôm nay."},
        ),
        (
            {"start_date": -2, "end_date": -1},
            {"start_date": "Ngày này đã qua.", "end_date": "Ngày này đã qua."},
        ),
    ],
)
def test_dates_that_cannot_be(
    office: World,
    official: Person,
    signed_in: Browser,
    changes: dict[str, int],
    faulty: dict[str, str],
) -> None:
    days = {name: (office.today + timedelta(days=days)).isoformat() for name, days in changes.items()}
    answer = signed_in.submit(NEW, sent(office.content(), "submit", **days))
    assert (answer.status_code, faults(answer.text)) == (422, faulty)
    assert count(office, official) == 0


def test_every_fault_is_told_at_once_and_stands_in_the_summary(
    office: World, official: Person, signed_in: Browser
) -> None:
    wrong = {"holder": "", "birth_date": "31/02/1988", "plate": "abc", "end_date": "x"}
    answer = signed_in.submit(NEW, sent(office.content(), "submit", **wrong))
    assert set(faults(answer.text)) == set(wrong)
    for name in wrong:
        assert f'<a href="#{name}">' in answer.text
    assert "<title>Có lỗi:" in answer.text


def test_the_row_at_fault_is_the_row_that_was_typed_in(office: World, signed_in: Browser) -> None:
    rows = {
        "destinations-0": "Xã A",
        "destinations-1": " ",
        "destinations-2": "Xã B",
        "destinations-3": "xã a",
    }
    answer = signed_in.submit(NEW, sent(office.content(), "submit", **rows))
    assert faults(answer.text) == {"destinations-3": "Mục này đã ghi ở trên."}


def test_a_fifth_destination_is_not_taken(office: World, browse: Callable[[], Browser]) -> None:
    person = office.official()
    more = {f"destinations-{row}": f"Xã {row}" for row in (1, 2, 3, 4, 10**9)}
    assert browse().sign_in(person).submit(NEW, sent(office.content(), "save", **more)).status_code == 303
    with office.app.app_context():
        [application] = db.session.query(Application).filter_by(applicant_id=person.id)
        assert application.destinations == ["Xã Phước Đại", "Xã 1", "Xã 2", "Xã 3"]


def test_a_name_in_decomposed_unicode_is_composed(office: World, browse: Callable[[], Browser]) -> None:
    person = office.official()
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hồng Nhung")
    assert (
        browse().sign_in(person).submit(NEW, sent(office.content(), "submit", holder=name)).status_code == 303
    )
    with office.app.app_context():
        [application] = db.session.query(Application).filter_by(applicant_id=person.id)
        assert application.holder == "Nguyễn Thị Hồng Nhung"


@pytest.mark.parametrize("text", ["x" * 5000, "a\x00b"])
def test_not_even_a_draft_takes_it(office: World, official: Person, signed_in: Browser, text: str) -> None:
    answer = signed_in.submit(NEW, sent(office.content(), "save", purpose=text))
    assert (answer.status_code, set(faults(answer.text))) == (422, {"purpose"})


def test_a_draft_with_an_unreadable_date_keeps_what_was_typed(office: World, signed_in: Browser) -> None:
    answer = signed_in.submit(NEW, sent(office.content(), "save", end_date="cuối tháng"))
    assert answer.status_code == 422
    assert faults(answer.text) == {"end_date": "Ngày không đúng; ghi theo mẫu 25/11/2026."}
    assert value(answer.text, "end_date") == "cuối tháng"


@pytest.mark.parametrize("extends", ["x", "-1", "1.5", "9" * 5000, "2147483648", "²"])
def test_what_it_extends_must_be_ones_own(office: World, signed_in: Browser, extends: str) -> None:
    answer = signed_in.submit(NEW, sent(office.content(), "submit", extends_id=extends))
    assert answer.status_code == 404


@pytest.mark.parametrize("form_id", ["", "x", "y" * 5000])
def test_a_form_without_its_one_time_id(
    office: World, official: Person, signed_in: Browser, form_id: str
) -> None:
    answer = signed_in.submit(NEW, sent(office.content(), "submit", form_id=form_id))
    assert answer.status_code == 422
    assert "Trang này không còn gửi được" in answer.text
    assert count(office, official) == 0


@pytest.mark.parametrize("do", ["", "issue"])
def test_a_button_that_is_not_there(office: World, signed_in: Browser, do: str) -> None:
    assert signed_in.submit(NEW, sent(office.content(), do)).status_code == 400


def test_nothing_is_taken_without_the_page_it_comes_from(office: World, signed_in: Browser) -> None:
    assert signed_in.post(NEW, data=sent(office.content(), "submit")).status_code == 400


def test_a_form_of_nine_megabytes_is_too_large(office: World, signed_in: Browser) -> None:
    answer = signed_in.submit(NEW, sent(office.content(), "save", purpose="x" * 9 * 2**20))
    assert answer.status_code == 413
