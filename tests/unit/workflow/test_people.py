"""certapp.workflow.people: accounts made and changed by a clerk, and nobody else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from certapp.registry.audit import AuditRecord
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Unit
from certapp.registry.people import Role, User
from certapp.workflow import people
from certapp.workflow.errors import Forbidden, Invalid, NotFound
from certapp.workflow.people import NewPerson
from tests.neighbour import another_office, first
from tests.world import PASSWORD, World, user

OFFICIAL, APPROVER, CHECKPOINT, CLERK = Role.OFFICIAL, Role.APPROVER, Role.CHECKPOINT, Role.CLERK


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office of these tests alone: another one comes to stand beside it."""
    return World(tmp_path_factory.mktemp("people"))


@pytest.fixture
def good(office: World) -> Iterator[NewPerson]:
    """A good new official; the test runs inside the shared office's application context."""
    with office.app.app_context():
        yield NewPerson(
            username=f"new-{office.now.timestamp():.6f}",
            name="Đỗ Thị Mỹ Hạnh",
            title="Công chức",
            roles=frozenset({OFFICIAL}),
            password=PASSWORD,
            unit_id=office.unit_id,
        )


def test_a_person_is_added_with_what_was_said(office: World, good: NewPerson) -> None:
    added = people.add(user(office.clerk), replace(good, name=" Đỗ  Thị Mỹ Hạnh "), office.now)
    assert (added.name, added.title, added.roles, added.unit_id) == (
        "Đỗ Thị Mỹ Hạnh", "Công chức", {OFFICIAL}, office.unit_id,
    )  # fmt: skip
    assert added.password_hash.startswith("$argon2id$")
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.subject_id == added.id)).all()[-1]
    assert (record.verb, record.actor_id) == ("add_person", office.clerk.id)
    assert added.name not in str(record.facts)


def test_a_decomposed_name_is_composed(office: World, good: NewPerson) -> None:
    added = people.add(user(office.clerk), replace(good, name="Đỗ Thị Mỹ Hạnh"), office.now)
    assert added.name == "Đỗ Thị Mỹ Hạnh"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"username": "Ab"}, {"username": "username_form"}),
        ({"username": "hạnh"}, {"username": "username_form"}),
        ({"username": "a" * 41}, {"username": "username_form"}),
        ({"username": "-abc"}, {"username": "username_form"}),
        ({"username": "abc\n"}, {"username": "username_form"}),
        ({"name": "  "}, {"name": "required"}),
        ({"name": "x" * 61}, {"name": "too_long"}),
        ({"name": "x" * 200_000}, {"name": "too_long"}),
        ({"name": "a\u202eb"}, {"name": "control_character"}),
        ({"title": "a\u0000b"}, {"title": "control_character"}),
        ({"password": "short"}, {"password": "password_short"}),
        ({"roles": frozenset()}, {"roles": "required"}),
        ({"roles": frozenset({CLERK, APPROVER}), "approves_for": frozenset({1})}, {"roles": "roles_clash"}),
        ({"unit_id": None}, {"unit_id": "required"}),
        ({"unit_id": 10**6}, {"unit_id": "unknown"}),
        ({"roles": frozenset({CHECKPOINT})}, {"checkpoint_id": "required"}),
        ({"checkpoint_id": 10**6}, {"checkpoint_id": "unknown"}),
        ({"roles": frozenset({APPROVER})}, {"approves_for": "required"}),
        ({"roles": frozenset({APPROVER}), "approves_for": frozenset({10**6})}, {"approves_for": "unknown"}),
        ({"username": "", "name": "", "roles": frozenset()},
         {"username": "username_form", "name": "required", "roles": "required"}),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_nothing_changes(
    office: World, good: NewPerson, changes: dict[str, object], faults: dict[str, str]
) -> None:
    before = len(people.everyone(office.office_id))
    with pytest.raises(Invalid) as refused:
        people.add(user(office.clerk), replace(good, **changes), office.now)  # type: ignore[arg-type]
    assert refused.value.fields == faults
    assert len(people.everyone(office.office_id)) == before


def test_an_approver_has_a_name_the_paper_can_print(office: World, good: NewPerson) -> None:
    units = frozenset({office.unit_id})
    approver = replace(good, name="阮文", roles=frozenset({APPROVER}), approves_for=units)
    with pytest.raises(Invalid) as refused:
        people.add(user(office.clerk), approver, office.now)
    assert refused.value.fields == {"name": "glyph_missing"}
    assert refused.value.facts["name"]["character"] == "阮"
    assert people.add(user(office.clerk), replace(good, name="阮文"), office.now).name == "阮文"


def test_a_username_is_taken_once(office: World, good: NewPerson) -> None:
    people.add(user(office.clerk), good, office.now)
    with pytest.raises(Invalid) as refused:
        people.add(user(office.clerk), replace(good, name="Người khác"), office.now)
    assert refused.value.fields == {"username": "taken"}


def test_a_person_is_changed(office: World, good: NewPerson) -> None:
    added = people.add(user(office.clerk), good, office.now)
    added_id, password_hash, units = added.id, added.password_hash, frozenset({office.unit_id})
    wanted = replace(
        good, username="ignored", name="Tên mới", roles=frozenset({OFFICIAL, APPROVER}), approves_for=units
    )
    people.change(user(office.clerk), added_id, wanted, office.now)
    found = db.session.get_one(User, added_id)
    assert (found.name, found.username, found.password_hash) == ("Tên mới", good.username, password_hash)
    assert found.roles == {OFFICIAL, APPROVER}
    assert {unit.id for unit in found.approves_for} == units
    people.change(user(office.clerk), added_id, replace(wanted, roles=frozenset({OFFICIAL})), office.now)
    found = db.session.get_one(User, added_id)
    assert (found.roles, found.approves_for) == ({OFFICIAL}, []), "who does not approve approves for nobody"


def test_a_clerk_cannot_demote_the_own_account(office: World, good: NewPerson) -> None:
    with pytest.raises(Forbidden, match="own_account"):
        people.change(user(office.clerk), office.clerk.id, good, office.now)
    kept = replace(good, name="Trần Thị Mai", roles=frozenset({CLERK, OFFICIAL}))
    people.change(user(office.clerk), office.clerk.id, kept, office.now)
    assert user(office.clerk).roles == {CLERK, OFFICIAL}
    people.change(user(office.clerk), office.clerk.id, replace(kept, roles=frozenset({CLERK})), office.now)


def test_only_a_clerk_may(office: World, good: NewPerson) -> None:
    for stranger in (office.official(), office.approver(with_key=False), office.guard()):
        for verb in (
            lambda actor: people.add(actor, good, office.now),
            lambda actor: people.change(actor, office.clerk.id, good, office.now),
            lambda actor: people.to_manage(actor, office.clerk.id),
        ):
            with pytest.raises(Forbidden, match="role_needed"):
                verb(user(stranger))


def test_a_clerk_whose_account_was_closed_meanwhile_may_not(office: World, good: NewPerson) -> None:
    clerk = people.add(user(office.clerk), replace(good, roles=frozenset({CLERK})), office.now)
    with transaction():
        clerk.is_active = False
    with pytest.raises(Forbidden, match="role_needed"):
        people.add(clerk, replace(good, username="somebody"), office.now)


def test_another_office_is_out_of_reach(office: World, good: NewPerson) -> None:
    other = another_office()
    stranger = first(User, other)
    with pytest.raises(NotFound):
        people.to_manage(user(office.clerk), stranger)
    with pytest.raises(NotFound):
        people.change(user(office.clerk), stranger, good, office.now)
    foreign = (
        ({"unit_id": first(Unit, other)}, "unit_id"),
        ({"checkpoint_id": first(Checkpoint, other)}, "checkpoint_id"),
        (
            {"roles": frozenset({APPROVER}), "approves_for": frozenset({office.unit_id, first(Unit, other)})},
            "approves_for",
        ),
    )
    for changes, field in foreign:
        with pytest.raises(Invalid) as refused:
            people.add(user(office.clerk), replace(good, **changes), office.now)  # type: ignore[arg-type]
        assert refused.value.fields == {field: "unknown"}
    assert db.session.get_one(User, stranger).name == "Người khác"
