"""Signing in and out, and the own account, over HTTP."""

import re
from collections.abc import Callable

import pytest

from tests.browsing import Browser
from tests.world import Person, World

NEW = "một câu dài dễ nhớ 2026"
REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def person(office: World) -> Person:
    """Somebody with an account."""
    return office.official()


def _try(browser: Browser, username: str, password: str, page: str = "/sign-in") -> tuple[int, str]:
    answer = browser.submit(page, {"username": username, "password": password})
    return answer.status_code, answer.text


def _is_signed_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def _change(browser: Browser, old: str, new: str, repeat: str | None = None) -> tuple[int, str]:
    fields = {"old": old, "new": new, "repeat": new if repeat is None else repeat}
    answer = browser.submit("/account", fields, to="/account/password")
    return answer.status_code, answer.text


def test_a_person_signs_in_and_out(browse: Callable[[], Browser], person: Person) -> None:
    browser = browse().sign_in(person)
    assert person.username in browser.get("/account").text
    answer = browser.submit("/account", {}, to="/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert "Bạn đã đăng xuất." in browser.get("/sign-in").text
    assert not _is_signed_in(browser)


def test_a_cookie_from_before_signing_out_is_worthless(browse: Callable[[], Browser], person: Person) -> None:
    browser, thief = browse().sign_in(person), browse()
    thief.cookies.update(browser.cookies)
    assert _is_signed_in(thief)
    browser.submit("/account", {}, to="/sign-out")
    assert not _is_signed_in(thief)


def test_the_username_is_taken_in_any_case(browse: Callable[[], Browser], person: Person) -> None:
    assert _try(browse(), f"  {person.username.upper()} ", person.password)[0] == 303


def test_unknown_user_and_wrong_password_get_the_same_answer(
    browse: Callable[[], Browser], person: Person
) -> None:
    status, wrong = _try(browse(), person.username, "not the password")
    assert status == 403
    assert REFUSED in wrong
    _, unknown = _try(browse(), "nobody-at-all", "not the password")

    def without_values(text: str) -> str:
        return re.sub(r'value="[^"]*"', "", text)

    assert without_values(unknown) == without_values(wrong)
    assert "not the password" not in wrong


@pytest.mark.parametrize("username", ["", "x" * 5000, "a\u0000b", "' OR 1=1 --", "Đỗ Thị", "<script>"])
def test_a_strange_username_is_refused_like_any_other(browse: Callable[[], Browser], username: str) -> None:
    status, text = _try(browse(), username, "y" * 5000)
    assert status == 403
    assert REFUSED in text
    assert "<script>" not in text.partition("<body>")[2]


def test_guessing_is_slowed(office: World, browse: Callable[[], Browser], person: Person) -> None:
    guesser = browse()
    answers = [
        guesser.submit("/sign-in", {"username": person.username, "password": f"guess {number}"})
        for number in range(office.settings.sign_in_tries + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {403}
    last = answers[-1]
    assert last.status_code == 429
    assert "Đã thử sai quá nhiều lần. Chờ 15 phút" in last.text
    assert int(last.headers["Retry-After"]) == office.settings.sign_in_pause
    assert _try(guesser, person.username, person.password)[0] == 429, "not even with the right password"


def test_the_owner_still_gets_in_where_they_were_before(
    office: World, browse: Callable[[], Browser], person: Person
) -> None:
    own = browse().sign_in(person)
    own.submit("/account", {}, to="/sign-out")
    guesser = browse()
    for number in range(office.settings.sign_in_tries + 1):
        status, _ = _try(guesser, person.username, f"guess {number}")
    assert status == 429
    assert _try(own, person.username, person.password)[0] == 303


def test_signing_in_takes_a_new_session(browse: Callable[[], Browser], person: Person) -> None:
    browser = browse()
    before = browser.hidden("/sign-in?lang=en")["csrf_token"]
    planted = dict(browser.cookies)
    browser.sign_in(person)
    assert browser.cookies["session"] != planted["session"]
    assert browser.post("/account/sign-out-everywhere", data={"csrf_token": before}).status_code == 400
    assert "Where you are signed in" in browser.get("/account").text, "the language stays"
    victim = browse()
    victim.cookies.update(planted)
    assert not _is_signed_in(victim)


@pytest.mark.parametrize(
    ("wanted", "then"),
    [
        ("/account", "/account"),
        ("/account?lang=en", "/account?lang=en"),
        ("//evil.example/", "/applications"),
        ("https://evil.example/", "/applications"),
        ("/\\evil.example", "/applications"),
        ("", "/applications"),
    ],
)
def test_after_signing_in_one_is_where_one_wanted_to_go(
    browse: Callable[[], Browser], person: Person, wanted: str, then: str
) -> None:
    browser = browse()
    page = str(browser.build_request("GET", "/sign-in", params={"next": wanted}).url)
    answer = browser.submit(page, {"username": person.username, "password": person.password})
    assert answer.status_code == 303
    assert answer.headers["Location"].rstrip("/") == then


def test_a_stranger_is_sent_to_the_sign_in_page(browse: Callable[[], Browser]) -> None:
    browser = browse()
    answer = browser.get("/account?lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/account?lang%3Den")
    answer = browser.submit("/sign-in", {"old": "", "new": NEW, "repeat": NEW}, to="/account/password")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_signed_in_there_is_nothing_to_sign_in_to(browse: Callable[[], Browser], person: Person) -> None:
    assert browse().sign_in(person).get("/sign-in").status_code == 303


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/account/password", "/account/sign-out-everywhere"]
)
def test_no_form_is_taken_without_its_secret(
    browse: Callable[[], Browser], person: Person, path: str
) -> None:
    browser = browse().sign_in(person)
    assert browser.post(path, data={"username": person.username}).status_code == 400
    assert _is_signed_in(browser)


def test_sign_ins_are_listed_and_ended_everywhere(browse: Callable[[], Browser], person: Person) -> None:
    phone, desk = browse(), browse()
    phone.headers["User-Agent"] = (
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    )
    desk.headers["User-Agent"] = "<b>made up</b>"
    phone.sign_in(person)
    desk.sign_in(person)
    page = desk.get("/account").text
    assert "Chrome, Android" in page
    assert "Trình duyệt không rõ tên" in page
    assert "made up" not in page
    assert page.count("Máy này") == 1
    answer = desk.submit("/account", {}, to="/account/sign-out-everywhere")
    assert answer.status_code == 303
    assert not _is_signed_in(desk)
    assert not _is_signed_in(phone)


def test_a_new_password_ends_the_other_sign_ins(browse: Callable[[], Browser], person: Person) -> None:
    here, there = browse().sign_in(person), browse().sign_in(person)
    assert _change(here, person.password, NEW)[0] == 303
    assert "Đã đổi mật khẩu" in here.get("/account").text
    assert not _is_signed_in(there)
    assert _try(browse(), person.username, person.password)[0] == 403
    assert _try(browse(), person.username, NEW)[0] == 303


@pytest.mark.parametrize(
    ("old", "new", "repeat", "words"),
    [
        ("wrong", NEW, NEW, "Mật khẩu hiện tại không đúng."),
        (None, "ngắn quá", "ngắn quá", "ít nhất 10 ký tự."),
        (None, NEW, NEW + "!", "không giống nhau."),
        (None, "", "", "ít nhất 10 ký tự."),
        (None, "x" * 5000, "x" * 5000, "dài quá cỡ"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    browse: Callable[[], Browser], person: Person, old: str | None, new: str, repeat: str, words: str
) -> None:
    browser = browse().sign_in(person)
    status, text = _change(browser, person.password if old is None else old, new, repeat)
    assert status == 422
    assert words in text
    assert new not in text or not new
    assert _try(browse(), person.username, person.password)[0] == 303


def test_guessing_the_old_password_is_slowed(
    office: World, browse: Callable[[], Browser], person: Person
) -> None:
    browser = browse().sign_in(person)
    statuses = [_change(browser, f"guess {n}", NEW)[0] for n in range(office.settings.sign_in_tries + 1)]
    assert set(statuses[:-1]) == {422}
    assert statuses[-1] == 429
