"""The office: founding it, and its units and checkpoints."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from certapp.registry.audit import record_by
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Office, Unit
from certapp.registry.people import Role, User
from certapp.workflow import (
    alphabet,
    office_facts,
    office_keys,
    office_trial,
    passwords,
    people,
    printable,
    status_lists,
    texts,
    trust_list,
)
from certapp.workflow.errors import Conflict, Invalid, NotFound
from certapp.workflow.office_facts import OfficeFacts as OfficeFacts
from certapp.workflow.people import NewPerson, require_role

NAME_LIMIT = 80  # characters; a unit's name stands in the token
PLACE_LIMIT = 120
_EARLIEST = date(1945, 9, 2)  # no unit of this state is older
Row = TypeVar("Row", Unit, Checkpoint)


def the_office() -> Office:
    """Return the office of this installation.

    :raises NotFound: `office_none`, there is none yet.
    """
    office = db.session.scalar(select(Office).order_by(Office.id))
    if office is None:
        raise NotFound("office_none")
    return office


def found(
    facts: OfficeFacts,
    administrator: NewPerson,
    root_passphrase: str,
    *,
    now: datetime,
    is_demo: bool = False,
) -> Office:
    """Found an office: its root and status-list keys, its first lists, and its first administrator.

    :param root_passphrase: protects the office root; never stored.
    :param now: aware UTC.
    :raises Invalid: a fact breaks a rule.
    :raises Conflict: `office_exists`.
    :raises KeyStoreError: the keys cannot be made.
    """
    facts = office_facts.cleaned(facts)
    office_facts.require_good(facts)
    office_trial.require_room(facts, now)
    if Role.CLERK not in administrator.roles:
        raise Invalid({"roles": "administrator_clerk"})
    people.check_new(administrator)
    password_hash = passwords.hash_password(administrator.password)
    with transaction() as session:
        if session.scalar(select(func.count()).select_from(Office)):
            raise Conflict("office_exists")
        office = Office(**office_facts.columns(facts), is_demo=is_demo, created_at=now)
        session.add(office)
        session.flush()
        user = people.add_to(  # who founds the office chooses the password
            session, office.id, administrator, password_hash, now, must_change_password=False
        )
        _, root = office_keys.create_root(session, office, root_passphrase, now)
        office_keys.create_status_key(session, office, root, now)
        trust_list.publish(session, office, root, now)
        status_lists.open_list(session, office, now)
        record_by(session, user, "found", "office", office.id, now)
        office_id = office.id
    return db.session.get_one(Office, office_id)


def units(office_id: int) -> Sequence[Unit]:
    """Return the office's units, by name."""
    rows = db.session.scalars(select(Unit).where(Unit.office_id == office_id))
    return sorted(rows, key=lambda unit: alphabet.key(unit.name))


def open_units(office_id: int, day: date) -> list[Unit]:
    """Return the units that exist on `day`, by name."""
    return [unit for unit in units(office_id) if unit.is_open(day)]


def checkpoints(office_id: int) -> Sequence[Checkpoint]:
    """Return the office's checkpoints, by name."""
    rows = db.session.scalars(select(Checkpoint).where(Checkpoint.office_id == office_id))
    return sorted(rows, key=lambda post: alphabet.key(post.name))


def add_unit(actor: User, name: str, since: date, now: datetime) -> Unit:
    """Add a unit that exists from the local day `since`.

    :param now: aware UTC.
    :raises Invalid: `name` is missing, too long, taken or not to be printed; `since` is out of reason.
    """
    require_role(actor, Role.CLERK)
    name = texts.clean(name)
    date_fault = None if since >= _EARLIEST else "date_early"
    printable.require({"name": name}, _found(name=texts.fault(name, NAME_LIMIT), since=date_fault))
    return _add(actor, Unit(name=name, since=since, until=None), "unit", now)


def end_unit(actor: User, unit_id: int, until: date, now: datetime) -> None:
    """Say that a unit's last day is `until`; papers that name it stay as they are.

    :param now: aware UTC.
    :raises NotFound: the office has no such unit.
    :raises Invalid: `until` is before the unit began.
    """
    require_role(actor, Role.CLERK)
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        unit = to_manage(actor, unit_id)
        if until < unit.since:
            raise Invalid({"until": "end_before_start"})
        unit.until = until
        record_by(session, actor, "end_unit", "unit", unit_id, now, until=until.isoformat())


def to_manage(actor: User, unit_id: int) -> Unit:
    """Return a unit of the clerk's office.

    :raises NotFound: the office has no such unit.
    """
    require_role(actor, Role.CLERK)
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.office_id != actor.office_id:
        raise NotFound
    return unit


def add_checkpoint(
    actor: User, name: str, place: str, now: datetime, position: tuple[float, float] | None = None
) -> Checkpoint:
    """Add a checkpoint.

    :param place: where it stands, in words.
    :param now: aware UTC.
    :param position: latitude and longitude in degrees, for alerts about travellers who are too fast.
    :raises Invalid: a text is missing, too long, or the name is taken.
    """
    require_role(actor, Role.CLERK)
    name, place = texts.clean(name), texts.clean(place)
    if faults := _found(name=texts.fault(name, NAME_LIMIT), place=texts.fault(place, PLACE_LIMIT)):
        raise Invalid(faults)
    latitude, longitude = position or (None, None)
    post = Checkpoint(name=name, place=place, latitude=latitude, longitude=longitude)
    return _add(actor, post, "checkpoint", now)


def move_checkpoint(
    actor: User, checkpoint_id: int, position: tuple[float, float] | None, now: datetime
) -> None:
    """Set where on the map a checkpoint stands, or that nobody has told.

    :param position: latitude and longitude in degrees.
    :param now: aware UTC.
    :raises NotFound: the office has no such checkpoint.
    """
    require_role(actor, Role.CLERK)
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        post = session.get(Checkpoint, checkpoint_id)
        if post is None or post.office_id != actor.office_id:
            raise NotFound
        post.latitude, post.longitude = position or (None, None)
        record_by(session, actor, "move_checkpoint", "checkpoint", post.id, now)


def _found(**faults: str | None) -> dict[str, str]:
    return {name: code for name, code in faults.items() if code}


def _add(actor: User, row: Row, subject: str, now: datetime) -> Row:
    kind, actor_id = type(row), actor.id
    try:
        with transaction() as session:
            actor = people.clerk_now(session, actor_id)
            names = session.scalars(select(kind.name).where(kind.office_id == actor.office_id))
            if row.name.casefold() in map(str.casefold, names):
                raise Invalid({"name": "taken"})
            row.office_id = actor.office_id
            session.add(row)
            session.flush()
            record_by(session, actor, f"add_{subject}", subject, row.id, now)
    except IntegrityError as error:  # somebody else was faster
        raise Invalid({"name": "taken"}) from error
    return row
