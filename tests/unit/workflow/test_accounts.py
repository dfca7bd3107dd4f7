"""certapp.workflow.accounts: closed, reopened, given a new password."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import access, accounts, overview
from certapp.workflow.errors import Forbidden, NotFound
from tests.neighbour import another_office, first
from tests.world import PASSWORD, Person, World, user


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office of these tests alone: another one comes to stand beside it."""
    return World(tmp_path_factory.mktemp("accounts"))


@pytest.fixture
def person(office: World) -> Iterator[Person]:
    """Somebody with an account, inside whose office's application context the test runs."""
    someone = office.official()
    with office.app.app_context():
        yield someone


def enter(office: World, person: Person, password: str = PASSWORD) -> str:
    return access.sign_in(person.username, password, address="", agent="", now=office.now)


def verbs(person: Person) -> list[tuple[str, int | None]]:
    query = select(AuditRecord).where(AuditRecord.subject == "user", AuditRecord.subject_id == person.id)
    return [(row.verb, row.actor_id) for row in db.session.scalars(query.order_by(AuditRecord.id))][1:]


def test_closing_and_reopening_are_recorded_once(office: World, person: Person) -> None:
    for verb in (accounts.close, accounts.close, accounts.reopen, accounts.reopen):
        verb(user(office.clerk), person.id, office.now)
    assert user(person).is_active
    assert verbs(person) == [("close_person", office.clerk.id), ("reopen_person", office.clerk.id)]


def test_a_reset_password_is_the_only_one_that_opens(office: World, person: Person) -> None:
    token = enter(office, person)
    password = accounts.reset_password(user(office.clerk), person.id, office.now)
    assert access.user_of(token, office.now) is None
    with pytest.raises(Forbidden):
        enter(office, person)
    assert access.user_of(enter(office, person, password), office.now)
    assert ("reset_password", office.clerk.id) in verbs(person)
    assert password not in str([row.facts for row in db.session.scalars(select(AuditRecord))])


def test_the_last_reset_is_known(office: World, person: Person) -> None:
    assert overview.last_reset(user(person)) is None
    now = office.now
    accounts.reset_password(user(office.clerk), person.id, now)
    assert overview.last_reset(user(person)) == now


def test_the_own_account_is_not_for_these(office: World, person: Person) -> None:
    with pytest.raises(Forbidden, match="own_account"):
        accounts.close(user(office.clerk), office.clerk.id, office.now)
    with pytest.raises(Forbidden, match="own_password"):
        accounts.reset_password(user(office.clerk), office.clerk.id, office.now)
    assert user(office.clerk).is_active


@pytest.mark.parametrize("verb", [accounts.close, accounts.reopen, accounts.reset_password])
def test_only_a_clerk_may_and_only_in_the_own_office(office: World, person: Person, verb: object) -> None:
    assert callable(verb)
    with pytest.raises(Forbidden, match="role_needed"):
        verb(user(person), office.clerk.id, office.now)
    stranger = first(User, another_office())
    for nobody in (stranger, 10**6):
        with pytest.raises(NotFound):
            verb(user(office.clerk), nobody, office.now)
    assert db.session.get_one(User, stranger).password_hash == "-"


def test_the_command_line_helps_a_clerk_nobody_else_can_help(office: World, person: Person) -> None:
    token = enter(office, person)
    password = accounts.recover(person.username, office.now)
    assert access.user_of(token, office.now) is None
    assert enter(office, person, password)
    assert ("reset_password", None) in verbs(person)
    with pytest.raises(NotFound, match="person_none"):
        accounts.recover("nobody", office.now)
