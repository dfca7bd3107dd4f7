"""The clerk's room: people, over HTTP to a served office."""

import itertools
import re
from collections.abc import Callable

import pytest

from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.people import User
from tests.browsing import Browser
from tests.world import Person, World

_COUNT = itertools.count(1)


@pytest.fixture
def clerk(office: World, browse: Callable[[], Browser]) -> Browser:
    """A browser in which the clerk is signed in."""
    return browse().sign_in(office.clerk)


def fields(office: World, **changes: object) -> dict[str, object]:
    good = {
        "username": f"nguoi-moi-{next(_COUNT)}",
        "name": "Đỗ Thị Mỹ Hạnh",
        "title": "Công chức",
        "roles": ["official"],
        "unit_id": str(office.unit_id),
        "checkpoint_id": "",
    }
    return {**good, **changes}


def shown_password(page: str) -> str:
    found = re.search(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", page)
    assert found
    return found[1]


def stored(office: World, username: object) -> User | None:
    with office.app.app_context():
        user = db.session.query(User).filter_by(username=username).one_or_none()
        if user is not None:
            assert user.roles is not None
            assert user.approves_for is not None
        return user


def people(office: World) -> list[tuple[object, ...]]:
    """Everything the register says of people, to see that nothing has changed."""
    with office.app.app_context():
        rows = db.session.query(User).order_by(User.id)
        return [
            (u.id, u.name, u.title, u.is_active, u.password_hash, sorted(u.roles), u.unit_id, u.checkpoint_id)
            for u in rows
        ]


def test_a_person_is_added_and_signs_in_with_the_password_shown_once(
    office: World, clerk: Browser, browse: Callable[[], Browser]
) -> None:
    sent = fields(office)
    answer = clerk.submit("/office/people/new", sent)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = shown_password(answer.text)
    user = stored(office, sent["username"])
    assert user is not None
    someone = browse().sign_in(Person(id=user.id, username=user.username, password=password))
    assert someone.get("/account").status_code == 200
    assert password not in clerk.get(f"/office/people/{user.id}").text
    assert password not in str(dict(clerk.cookies))


def test_a_username_is_taken_in_small_letters(office: World, clerk: Browser) -> None:
    sent = fields(office)
    answer = clerk.submit("/office/people/new", {**sent, "username": f" {str(sent['username']).upper()} "})
    assert answer.status_code == 200
    assert stored(office, sent["username"]) is not None
    again = clerk.submit("/office/people/new", sent)
    assert again.status_code == 422
    assert "Tên này đã có." in again.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Chưa điền mục này."),
        ({"name": "x" * 5000}, "Nội dung dài quá"),
        ({"title": "a\u0000b"}, "ký tự không nhìn thấy được"),
        ({"username": "Hạnh"}, "Tên đăng nhập gồm"),
        ({"roles": []}, "Chưa điền mục này."),
        ({"roles": ["clerk", "approver"], "approves_for": ["1"]}, "Văn thư không được đồng thời"),
        ({"roles": ["emperor"]}, "Chọn một trong các mục"),
        ({"roles": ["approver"]}, "Chưa điền mục này."),
        ({"roles": ["checkpoint"]}, "Chưa điền mục này."),
        ({"unit_id": ""}, "Chưa điền mục này."),
        ({"unit_id": "999999"}, "Chọn một trong các mục"),
        ({"unit_id": "1; DROP TABLE users"}, "Chọn một trong các mục"),
        ({"checkpoint_id": "-1"}, "Chọn một trong các mục"),
        ({"roles": ["approver"], "approves_for": ["999999"]}, "Chọn một trong các mục"),
        ({"roles": ["approver"], "approves_for": ["1"], "name": "人民"}, "Không in được ký tự “人”"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_changes_nothing(
    office: World, clerk: Browser, changes: dict[str, object], sentence: str
) -> None:
    sent, before = fields(office, **changes), people(office)
    answer = clerk.submit("/office/people/new", sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Công chức" in answer.text or "title" in changes, "what was typed is kept"
    assert people(office) == before


def test_a_form_of_nothing_is_refused(office: World, clerk: Browser) -> None:
    before = people(office)
    token = clerk.hidden("/office/people/new")["csrf_token"]
    for path in ("/office/people/new", f"/office/people/{office.clerk.id}"):
        assert clerk.post(path, data={"csrf_token": token}).status_code == 422
        assert clerk.post(path, data={}).status_code == 400, "a form without its token"
    assert people(office) == before


def test_a_person_is_changed(office: World, clerk: Browser) -> None:
    person = office.official()
    path = f"/office/people/{person.id}"
    assert 'value="Trần Thị Mai"' in clerk.get(path).text
    sent = fields(office, name="Tên Mới", roles=["official", "approver"], approves_for=[str(office.unit_id)])
    answer = clerk.submit(path, sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    user = stored(office, person.username)
    assert user is not None
    assert (user.name, user.roles) == ("Tên Mới", {"official", "approver"})
    assert [unit.id for unit in user.approves_for] == [office.unit_id]
    assert clerk.submit(path, fields(office, name="")).status_code == 422
    assert (stored(office, person.username) or user).name == "Tên Mới"


def test_a_password_is_reset(office: World, clerk: Browser, browse: Callable[[], Browser]) -> None:
    person = office.official()
    someone = browse().sign_in(person)
    path = f"/office/people/{person.id}"
    answer = clerk.submit(path, {}, to=f"{path}/password")
    assert answer.status_code == 200
    password = shown_password(answer.text)
    assert someone.get("/account").status_code == 303, "the sign-ins have ended"
    browse().sign_in(Person(id=person.id, username=person.username, password=password))
    with office.app.app_context():
        assert password not in str([row.facts for row in db.session.query(AuditRecord)])


def test_an_account_is_closed_and_reopened(
    office: World, clerk: Browser, browse: Callable[[], Browser]
) -> None:
    person = office.official()
    someone = browse().sign_in(person)
    path = f"/office/people/{person.id}"
    assert clerk.submit(path, {}, to=f"{path}/close").status_code == 303
    assert someone.get("/account").status_code == 303
    fields_ = {"username": person.username, "password": person.password}
    assert browse().submit("/sign-in", fields_).status_code == 403
    assert "Đã đóng" in clerk.get(path).text
    assert clerk.submit(path, {}, to=f"{path}/reopen").status_code == 303
    browse().sign_in(person)


def test_the_own_account_cannot_be_closed_demoted_or_reset(office: World, clerk: Browser) -> None:
    before, path = people(office), f"/office/people/{office.clerk.id}"
    page = clerk.get(path).text
    assert f"{path}/close" not in page
    assert f"{path}/password" not in page
    for to in (f"{path}/close", f"{path}/password"):
        assert clerk.submit(path, {}, to=to).status_code == 403
    assert clerk.submit(path, fields(office)).status_code == 403
    assert people(office) == before
    assert clerk.get("/office").status_code == 200


def test_people_are_found(office: World, clerk: Browser) -> None:
    sent = fields(office, name="Bùi Đình Khánh Giang")
    clerk.submit("/office/people/new", sent)
    for query in ("text=khanh+giang", "text=BUI+dinh&role=official&state=open", f"text={sent['username']}"):
        page = clerk.get(f"/office/people?{query}")
        assert page.status_code == 200
        assert "Bùi Đình Khánh Giang" in page.text
    assert "Bùi Đình Khánh Giang" not in clerk.get("/office/people?text=khanh+giang&role=clerk").text
    assert "Không tìm thấy người nào" in clerk.get("/office/people?text=khanh+giang&state=closed").text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-5",
        "page=99999999999999999999",
        "page=x",
        "text=%00",
        "text=" + "%E1%BB%87" * 1500,
        "text=%25",
    ],
)
def test_any_question_gets_a_list(clerk: Browser, query: str) -> None:
    assert clerk.get(f"/office/people?{query}").status_code == 200


def test_a_question_that_cannot_be_meant_is_told(clerk: Browser) -> None:
    for query in ("role=emperor", "state=asleep"):
        answer = clerk.get(f"/office/people?{query}")
        assert answer.status_code == 422
        assert "Chọn một trong các mục" in answer.text


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_nobody(clerk: Browser, number: str) -> None:
    assert clerk.get(f"/office/people/{number}").status_code == 404
