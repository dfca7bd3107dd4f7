"""certapp.workflow.access: signing in and out, who is slowed, and when a sign-in ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from certapp.config import settings
from certapp.registry.access import SignIn
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import access, accounts, devices, passwords
from certapp.workflow.errors import Forbidden, Invalid, Throttled
from tests.world import PASSWORD, Person, World

HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office where guessing is slowed early: each try costs an argon2id check."""
    return World(tmp_path_factory.mktemp("access"), sign_in_tries=3)


@pytest.fixture
def person(office: World) -> Iterator[Person]:
    """Somebody with an account, inside whose office's application context the test runs."""
    someone = office.official()
    with office.app.app_context():
        yield someone


def user(person: Person) -> User:
    db.session.rollback()
    return db.session.get_one(User, person.id)


def enter(
    username: str, password: str = PASSWORD, *, address: str = HOME, device: str = "", at: datetime
) -> str:
    return access.sign_in(username, password, address=address, agent="Firefox", now=at, device=device)


def count(person: Person) -> int:
    return db.session.scalar(select(func.count()).where(SignIn.user_id == person.id)) or 0


def guess(username: str, *, times: int, address: str, at: datetime, device: str = "") -> None:
    for _ in range(times):
        with pytest.raises(Forbidden):
            enter(username, "wrong", address=address, at=at, device=device)


def test_a_sign_in_belongs_to_its_person(office: World, person: Person) -> None:
    token = enter(f" {person.username.upper()}", at=office.now)
    found = access.user_of(token, office.now)
    assert found is not None
    assert found.id == person.id
    assert [access.is_sign_in(each, token) for each in access.open_sign_ins(found)] == [True]
    assert access.user_of(token + "x", office.now) is None
    assert access.user_of("", office.now) is None


def test_the_register_holds_no_token(office: World, person: Person) -> None:
    token = enter(person.username, at=office.now)
    assert db.session.get(SignIn, token) is None


def test_each_sign_in_has_a_new_token(office: World, person: Person) -> None:
    assert enter(person.username, at=office.now) != enter(person.username, at=office.now)
    assert count(person) == 2


@pytest.mark.parametrize("kind", ["wrong password", "unknown", "closed", "no username at all"])
def test_one_answer_for_everything_that_is_refused(office: World, person: Person, kind: str) -> None:
    username, password = person.username, PASSWORD
    if kind == "wrong password":
        password = "wrong"
    elif kind == "unknown":
        username = "nobody"
    elif kind == "closed":
        accounts.close(user(office.clerk), person.id, office.now)
    else:
        username = "\x00' OR 1=1 --\ud800"
    with pytest.raises(Forbidden) as refused:
        enter(username, password, at=office.now)
    assert (refused.value.code, refused.value.details) == ("sign_in_refused", {})
    assert count(person) == 0


def test_who_is_unknown_costs_the_same_work(
    office: World, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One argon2id check each, whether or not there is such an account; no clock is needed to see it."""
    checked: list[bool] = []
    real = passwords.is_password

    def is_password(password_hash: str | None, password: str) -> bool:
        checked.append(password_hash is not None)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "is_password", is_password)
    guess(person.username, times=1, address=HOME, at=office.now)
    guess("nobody", times=1, address=HOME, at=office.now)
    guess("no such name!", times=1, address=HOME, at=office.now)
    assert checked == [True, False, False]


def test_guessing_is_slowed_for_known_and_unknown_alike(office: World, person: Person) -> None:
    for name in (person.username, f"un{person.username}"):
        guess(name, times=settings().sign_in_tries, address=HOME, at=office.now)
        with pytest.raises(Throttled):
            enter(name, at=office.now)
    enter(person.username, at=office.now + timedelta(seconds=settings().sign_in_pause))


def test_one_address_cannot_lock_a_person_out_elsewhere(office: World, person: Person) -> None:
    guess(person.username, times=settings().sign_in_tries, address=HOME, at=office.now)
    for _ in range(10 * settings().sign_in_tries):
        with pytest.raises(Throttled):
            enter(person.username, "wrong", at=office.now)
    enter(person.username, address=ELSEWHERE, at=office.now)


def test_an_ipv6_subscriber_is_one_address(office: World, person: Person) -> None:
    for number in range(settings().sign_in_tries):
        guess(person.username, times=1, address=f"2001:db8:0:1::{number:x}", at=office.now)
    with pytest.raises(Throttled):
        enter(person.username, address="2001:db8:0:1:ffff::1", at=office.now)
    enter(person.username, address="2001:db8:0:2::1", at=office.now)


def test_strangers_cannot_lock_out_a_browser_that_is_known(office: World, person: Person) -> None:
    """Neither many addresses at one account, nor one address at many accounts."""
    device, other, tries = devices.with_mark("", person.username), office.official(), settings().sign_in_tries
    for number in range(5):
        guess(person.username, times=tries, address=f"192.0.2.{number}", at=office.now)
    with pytest.raises(Throttled):
        enter(person.username, address=ELSEWHERE, at=office.now)
    enter(person.username, address=ELSEWHERE, at=office.now, device=device)
    for number in range(10):
        guess(f"{other.username}-{number}", times=tries, address="192.0.2.99", at=office.now)
    with pytest.raises(Throttled):
        enter(other.username, address="192.0.2.99", at=office.now)
    enter(person.username, address="192.0.2.99", at=office.now, device=device)


def test_a_known_browser_has_no_more_tries_than_another(office: World, person: Person) -> None:
    device = devices.with_mark("", person.username)
    guess(person.username, times=settings().sign_in_tries, address=HOME, at=office.now, device=device)
    with pytest.raises(Throttled):
        enter(person.username, at=office.now, device=device)


def test_signing_in_often_is_no_guessing(office: World, person: Person) -> None:
    for _ in range(2 * settings().sign_in_tries):
        enter(person.username, at=office.now)


def test_an_unused_sign_in_ends(office: World, person: Person) -> None:
    now, hours = office.now, settings().session_hours
    token = enter(person.username, at=now)
    assert access.user_of(token, now + timedelta(hours=hours - 1))
    assert access.user_of(token, now + timedelta(hours=2 * hours - 2)), "it was used in between"
    assert access.user_of(token, now + timedelta(hours=3 * hours)) is None
    assert access.forget_ended(now + timedelta(hours=3 * hours)) >= 1
    assert count(person) == 0


def test_even_a_sign_in_in_use_ends_after_thirty_days(office: World, person: Person) -> None:
    now, step = office.now, timedelta(hours=settings().session_hours - 1)
    token, at = enter(person.username, at=now), now
    while at < now + timedelta(days=30):
        assert access.user_of(token, at)
        at += step
    assert access.user_of(token, at) is None


def test_closing_an_account_ends_its_sign_ins(office: World, person: Person) -> None:
    token = enter(person.username, at=office.now)
    accounts.close(user(office.clerk), person.id, office.now)
    assert access.user_of(token, office.now) is None
    accounts.reopen(user(office.clerk), person.id, office.now)
    assert access.user_of(token, office.now) is None
    assert enter(person.username, at=office.now)


def test_an_account_closed_while_its_password_is_looked_at_lets_nobody_in(
    office: World, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, clerk_id = passwords.is_password, office.clerk.id

    def is_password(password_hash: str | None, password: str) -> bool:
        accounts.close(db.session.get_one(User, clerk_id), person.id, office.now)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "is_password", is_password)
    with pytest.raises(Forbidden):
        enter(person.username, at=office.now)
    assert count(person) == 0


def test_signing_out_here_and_everywhere(office: World, person: Person) -> None:
    here, there = enter(person.username, at=office.now), enter(person.username, at=office.now)
    access.sign_out(here, office.now)
    access.sign_out(here, office.now)
    assert access.user_of(here, office.now) is None
    assert access.user_of(there, office.now)
    access.sign_out_everywhere(user(person), office.now)
    assert access.user_of(there, office.now) is None


def test_a_new_password_ends_every_other_sign_in(office: World, person: Person) -> None:
    here, there = enter(person.username, at=office.now), enter(person.username, at=office.now)
    new = "một câu dài dễ nhớ 2026"
    access.change_password(user(person), PASSWORD, new, keep=here, now=office.now)
    assert access.user_of(here, office.now)
    assert access.user_of(there, office.now) is None
    with pytest.raises(Forbidden):
        enter(person.username, at=office.now)
    enter(person.username, new, at=office.now)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("wrong", "một câu dài dễ nhớ", {"old": "password_wrong"}),
        (PASSWORD, "ngắn", {"new": "password_short"}),
        (PASSWORD, PASSWORD, {"new": "password_same"}),
    ],
)
def test_a_password_that_is_refused_changes_nothing(
    office: World, person: Person, old: str, new: str, fault: dict[str, str]
) -> None:
    token = enter(person.username, at=office.now)
    with pytest.raises(Invalid) as refused:
        access.change_password(user(person), old, new, keep="", now=office.now)
    assert refused.value.fields == fault
    assert access.user_of(token, office.now)
    enter(person.username, at=office.now)


def test_guessing_the_old_password_is_slowed(office: World, person: Person) -> None:
    for _ in range(settings().sign_in_tries):
        with pytest.raises(Invalid):
            access.change_password(user(person), "wrong", "một câu dài dễ nhớ", keep="", now=office.now)
    with pytest.raises(Throttled):
        access.change_password(user(person), PASSWORD, "một câu dài dễ nhớ", keep="", now=office.now)
