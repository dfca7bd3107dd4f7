"""certapp.workflow.offices: founding an office, and its units and checkpoints."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import func, select

from certapp import create_app
from certapp.config import Settings
from certapp.keystore.errors import KeyStoreError
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.office import Checkpoint, Office, Unit
from certapp.registry.people import Role, User
from certapp.workflow import offices, people, status_lists, trust_list
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from certapp.workflow.people import NewPerson
from tests.neighbour import another_office, first
from tests.world import FACTS, PASSWORD, ROOT_PASSPHRASE, World, user

CLERK = NewPerson(
    username="vanthu", name="Lê Thị Hoa", title="Văn thư", roles=frozenset({Role.CLERK}), password=PASSWORD
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office of these tests alone: another one comes to stand beside it."""
    return World(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def clerk(office: World) -> Iterator[User]:
    """Its clerk; the test runs inside its application context."""
    with office.app.app_context():
        yield user(office.clerk)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Settings]:
    """The application context of an installation that has no office yet."""
    settings = replace(Settings(), instance=tmp_path / "instance", keys=tmp_path / "keys")
    settings.instance.mkdir()
    with create_app(settings).app_context():
        flask_migrate.upgrade()
        yield settings


def test_an_office_is_founded_with_keys_lists_and_a_clerk(empty: Settings, office: World) -> None:
    founded = offices.found(FACTS, CLERK, ROOT_PASSPHRASE, now=office.now)
    assert offices.the_office().id == founded.id
    assert (founded.code, founded.parent_lines, founded.is_demo) == (
        FACTS.code,
        list(FACTS.parent_lines),
        False,
    )
    trusted = trust_list.current(founded.id)
    assert (trusted.issuer, trusted.version, len(trusted.keys)) == (FACTS.code, 1, 1)
    assert status_lists.are_fresh(office.now)
    assert [(each.username, each.roles) for each in people.everyone(founded.id)] == [("vanthu", {Role.CLERK})]
    assert [(row.verb, row.actor.username) for row in db.session.scalars(select(AuditRecord))] == [
        ("found", "vanthu")
    ]
    assert [path.stat().st_mode & 0o777 for path in empty.keys.iterdir()] == [0o600, 0o600]


def test_there_is_one_office(clerk: User, office: World) -> None:
    before = db.session.scalar(select(func.count()).select_from(User))
    with pytest.raises(Conflict, match="office_exists"):
        offices.found(replace(FACTS, code="SECOND"), CLERK, ROOT_PASSPHRASE, now=office.now)
    assert db.session.scalar(select(func.count()).select_from(User)) == before


@pytest.mark.parametrize(
    ("facts", "administrator", "passphrase", "kind"),
    [
        (replace(FACTS, code="x"), CLERK, ROOT_PASSPHRASE, Invalid),
        (FACTS, replace(CLERK, username="X"), ROOT_PASSPHRASE, Invalid),
        (FACTS, replace(CLERK, password="short"), ROOT_PASSPHRASE, Invalid),
        (FACTS, replace(CLERK, roles=frozenset({Role.OFFICIAL}), unit_id=1), ROOT_PASSPHRASE, Invalid),
        (FACTS, replace(CLERK, unit_id=1), ROOT_PASSPHRASE, Invalid),
        (replace(FACTS, body_lines=("NGHIÊNG " * 7,) * 3), CLERK, ROOT_PASSPHRASE, Invalid),
        (FACTS, CLERK, "short", KeyStoreError),
    ],
)
def test_what_is_refused_founds_nothing_and_leaves_no_key(
    empty: Settings,
    office: World,
    facts: offices.OfficeFacts,
    administrator: NewPerson,
    passphrase: str,
    kind: type[Exception],
) -> None:
    with pytest.raises(kind):
        offices.found(facts, administrator, passphrase, now=office.now)
    assert db.session.scalar(select(func.count()).select_from(Office)) == 0
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    assert not empty.keys.exists() or list(empty.keys.iterdir()) == []
    with pytest.raises(NotFound, match="office_none"):
        offices.the_office()


def test_a_unit_has_a_first_and_a_last_day(office: World, clerk: User) -> None:
    since, until = date(2026, 1, 1), date(2026, 6, 30)
    unit = offices.add_unit(clerk, "  Xã  Phước Bình ", since, office.now)
    assert (unit.name, unit.office_id, unit.until) == ("Xã Phước Bình", office.office_id, None)
    offices.end_unit(user(office.clerk), unit.id, until, office.now)
    unit = db.session.get_one(Unit, unit.id)
    day = timedelta(days=1)
    assert [unit.is_open(each) for each in (since - day, since, until, until + day)] == [
        False,
        True,
        True,
        False,
    ]
    assert unit not in offices.open_units(office.office_id, until + day)
    assert unit in offices.units(office.office_id)
    with pytest.raises(Invalid) as refused:
        offices.end_unit(user(office.clerk), unit.id, since - day, office.now)
    assert refused.value.fields == {"until": "end_before_start"}


def test_units_by_name_as_vietnamese_is_read(office: World, clerk: User) -> None:
    for name in ("Xã Đông", "Xã Ênh", "Xã Anh", "Xã Em"):
        offices.add_unit(user(office.clerk), name, office.today, office.now)
    names = [unit.name for unit in offices.units(office.office_id)]
    assert [name for name in names if name in ("Xã Đông", "Xã Ênh", "Xã Anh", "Xã Em")] == [
        "Xã Anh", "Xã Đông", "Xã Em", "Xã Ênh",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "since", "fault"),
    [
        ("", date(2026, 1, 1), {"name": "required"}),
        ("x" * 81, date(2026, 1, 1), {"name": "too_long"}),
        ("a\u200bb", date(2026, 1, 1), {"name": "control_character"}),
        ("Xã 人", date(2026, 1, 1), {"name": "glyph_missing"}),
        ("Xã cổ", date(1, 1, 1), {"since": "date_early"}),
        ("", date(1, 1, 1), {"name": "required", "since": "date_early"}),
        ("XÃ phước ĐẠI", date(2026, 1, 1), {"name": "taken"}),
    ],
)
def test_units_that_are_refused(
    office: World, clerk: User, name: str, since: date, fault: dict[str, str]
) -> None:
    before = len(offices.units(office.office_id))
    with pytest.raises(Invalid) as refused:
        offices.add_unit(user(office.clerk), name, since, office.now)
    assert refused.value.fields == fault
    assert len(offices.units(office.office_id)) == before


def test_checkpoints(office: World, clerk: User) -> None:
    post = offices.add_checkpoint(clerk, " Chốt  Phước Đại", "Quốc lộ 27B", office.now)
    assert (post.name, post.office_id) == ("Chốt Phước Đại", office.office_id)
    for name, place, fault in (
        ("chốt phước đại", "Nơi khác", {"name": "taken"}),
        ("", "", {"name": "required", "place": "required"}),
        ("a" * 81, "b" * 121, {"name": "too_long", "place": "too_long"}),
    ):
        with pytest.raises(Invalid) as refused:
            offices.add_checkpoint(user(office.clerk), name, place, office.now)
        assert refused.value.fields == fault
    assert db.session.scalar(select(func.count()).select_from(Checkpoint)) == len(
        offices.checkpoints(office.office_id)
    )


def test_checkpoints_stand_in_the_order_of_the_alphabet(office: World, clerk: User) -> None:
    for name in ("Trạm Trung", "Trạm Đại", "Trạm Bình"):
        offices.add_checkpoint(user(office.clerk), name, "Quốc lộ 27B", office.now)
    names = [post.name for post in offices.checkpoints(office.office_id) if post.name.startswith("Trạm")]
    assert names == ["Trạm Bình", "Trạm Đại", "Trạm Trung"]


def test_only_a_clerk_may_and_only_in_the_own_office(office: World, clerk: User) -> None:
    official = office.official()
    unit_id = offices.units(office.office_id)[0].id
    for verb in (
        lambda actor: offices.add_unit(actor, "Xã mới", office.today, office.now),
        lambda actor: offices.end_unit(actor, unit_id, office.today, office.now),
        lambda actor: offices.add_checkpoint(actor, "Chốt mới", "Nơi", office.now),
    ):
        with pytest.raises(Forbidden, match="role_needed"):
            verb(user(official))
    foreign = first(Unit, another_office())
    with pytest.raises(NotFound):
        offices.end_unit(user(office.clerk), foreign, office.today, office.now)
    with pytest.raises(NotFound):
        offices.to_manage(user(office.clerk), foreign)
    assert db.session.get_one(Unit, foreign).until is None
    assert offices.add_unit(user(office.clerk), "Xã khác", office.today, office.now), (
        "a name of another office"
    )
