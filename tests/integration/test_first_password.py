"""A password that the clerk gave out opens the page on which it is changed, and nothing else."""

from collections.abc import Callable

import pytest

from certapp.registry.people import Role
from certapp.workflow import accounts, passwords, people
from certapp.workflow.people import NewPerson
from tests.browsing import Browser
from tests.world import Person, World, user

NEW = "một câu dài dễ nhớ 2026"
ADDRESS = "/account?next="
Browse = Callable[[], Browser]


@pytest.fixture
def person(office: World) -> Person:
    """An official whose password the clerk has just given anew."""
    someone = office.official()
    with office.app.app_context():
        password = accounts.reset_password(user(office.clerk), someone.id, office.now)
    return Person(id=someone.id, username=someone.username, password=password)


@pytest.fixture
def browser(browse: Browse, person: Person) -> Browser:
    return browse().sign_in(person)


def change(browser: Browser, person: Person, new: str = NEW, page: str = "/account") -> tuple[int, str]:
    fields = {"old": person.password, "new": new, "repeat": new}
    to = page.replace("/account", "/account/password", 1)
    answer = browser.submit(page, fields, to=to)
    return answer.status_code, answer.headers.get("Location", answer.text)


@pytest.mark.parametrize(
    "path",
    ["/applications", "/applications/new", "/review", "/keys", "/checkpoint", "/office", "/sign-in", "/none"],
)
def test_every_page_leads_to_the_change(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ADDRESS}{path}")


def test_nothing_can_be_sent_either(browser: Browser) -> None:
    token = browser.hidden("/account")["csrf_token"]
    for path in ("/applications/new", "/review/1/sign", "/checkpoint"):
        answer = browser.post(path, data={"csrf_token": token})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account"), path


def test_the_page_says_why_and_offers_no_room(browser: Browser, person: Person) -> None:
    page = browser.get("/account").text
    assert "Đặt mật khẩu của riêng bạn" in page
    for absent in ('href="/applications/"', "Nơi đang đăng nhập", person.password):
        assert absent not in page
    assert 'action="/sign-out"' in page


def test_after_the_change_the_way_is_free(browser: Browser, person: Person, browse: Browse) -> None:
    asked = browser.get("/applications/new").headers["Location"]
    assert change(browser, person, page=asked) == (303, "/applications/new")
    assert "Đã đổi mật khẩu" in browser.get("/applications/new").text
    assert "Nơi đang đăng nhập" in browser.get("/account").text
    again = browse().sign_in(Person(id=person.id, username=person.username, password=NEW))
    assert again.get("/applications/").status_code == 200


def test_it_ends_at_the_first_room_without_a_wish(browser: Browser, person: Person) -> None:
    assert change(browser, person) == (303, "/applications/")


@pytest.mark.parametrize("new", ["", "short", "the same"])
def test_a_refused_change_opens_nothing(browser: Browser, person: Person, new: str) -> None:
    status, page = change(browser, person, person.password if new == "the same" else new)
    assert status == 422
    assert "Đặt mật khẩu của riêng bạn" in page
    assert browser.get("/applications/").status_code == 303


def test_it_may_be_left_for_later(browser: Browser, person: Person, browse: Browse) -> None:
    answer = browser.submit("/account", {}, to="/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert browse().sign_in(person).get("/applications/").status_code == 303


def test_pages_that_know_nobody_are_the_same_as_ever(browser: Browser, browse: Browse) -> None:
    for path in (
        "/",
        "/V/AAAA",
        "/healthz",
        "/api/v1/trust-list",
        "/api/v1/openapi.json",
        "/static/base.css",
    ):
        assert browser.get(path).status_code == browse().get(path).status_code == 200, path
    assert browser.post("/api/v1/verify", json={"qr": "AAAA"}).json()["verdict"] == "UNREADABLE"


def test_a_new_account_starts_so_and_a_clerk_too(office: World, browse: Browse) -> None:
    with office.app.app_context():
        password = passwords.new_password()
        names = {"username": "vanthu.moi", "name": "Lê Thị Hoa", "title": "Văn thư"}
        clerk = NewPerson(**names, roles=frozenset({Role.CLERK}), password=password)
        added = people.add(user(office.clerk), clerk, office.now, keeps_password=True)  # not in a real office
        person = Person(id=added.id, username=added.username, password=password)
    browser = browse().sign_in(person)
    assert browser.get("/office/people").headers["Location"] == f"{ADDRESS}/office/people"
    assert change(browser, person) == (303, "/office")
    assert browser.get("/office").status_code == 200


def test_one_from_the_command_line_is_changed_as_well(office: World, browse: Browse) -> None:
    someone = office.guard()
    with office.app.app_context():
        password = accounts.recover(someone.username, office.now)
    browser = browse().sign_in(Person(id=someone.id, username=someone.username, password=password))
    assert browser.get("/checkpoint").headers["Location"] == f"{ADDRESS}/checkpoint"
