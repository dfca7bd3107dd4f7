"""certapp.workflow.devices: the marks of people in a browser's cookie."""

from collections.abc import Iterator

import pytest

from certapp.workflow import devices
from certapp.workflow.devices import mark_of, with_mark
from tests.world import World


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    """The application's settings hold the secret of the marks."""
    with office.app.app_context():
        yield


def test_a_browser_is_known_to_its_people_only() -> None:
    cookie = with_mark(with_mark("", "ben"), "mai")
    numbers = {mark_of(cookie, "ben"), mark_of(cookie, "mai")}
    assert len(numbers) == 2
    assert None not in numbers
    assert mark_of(cookie, "hoa") is None
    assert mark_of("", "ben") is None


def test_each_browser_has_a_number_of_its_own_and_no_name() -> None:
    one, other = with_mark("", "ben"), with_mark("", "ben")
    assert mark_of(one, "ben") != mark_of(other, "ben")
    assert "ben" not in one


def test_signing_in_again_leaves_one_mark() -> None:
    cookie = with_mark(with_mark(with_mark("", "ben"), "mai"), "ben")
    assert cookie.count("~") == 1


def test_the_oldest_marks_make_room() -> None:
    cookie = ""
    for number in range(devices.MARKS + 2):
        cookie = with_mark(cookie, f"person-{number}")
    assert mark_of(cookie, "person-1") is None
    assert mark_of(cookie, "person-2") is not None
    assert len(cookie) < 1000


@pytest.mark.parametrize("cookie", ["~", "a.b", "a.b~" * 10_000, "\ud800", "đ.é", "." * 70, "x" * 100_000])
def test_any_cookie_is_only_unknown(cookie: str) -> None:
    assert mark_of(cookie, "ben") is None
    assert mark_of(with_mark(cookie, "ben"), "ben") is not None


def test_a_mark_that_was_changed_is_unknown() -> None:
    number, _, mac = with_mark("", "ben").partition(".")
    assert mark_of(f"{number}.{mac}", "ben") == number
    assert mark_of(f"{number}.{mac[:-1]}{'1' if mac[-1] == '0' else '0'}", "ben") is None
    assert mark_of(f"{number[1:]}.{mac}", "ben") is None
    assert mark_of(f"{number}.", "ben") is None
