"""The office: founding it, and its units and checkpoints."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Office, Unit
from certapp.registry.people import Role, User
from certapp.workflow import office_keys, people, status_lists, trust_list
from certapp.workflow.errors import Conflict, Invalid, NotFound
from certapp.workflow.people import NewPerson, require_role

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,31}")
LONGEST_STAY = 366  # days
Row = TypeVar("Row", Unit, Checkpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What an office must tell of itself. The header lines stand on its paper as they are.

    :param code: upper-case letters, digits and hyphens; the issuer named in every token.
    :param number_form: form of the document number, with `{number}` where the number goes.
    :param public_url: scheme and host under which phones reach it; https unless it is this machine.
    :param max_days: longest stay that one certificate may allow, days.
    """

    code: str
    name: str
    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    place: str
    number_form: str
    authority_line: str
    recipients: tuple[str, ...]
    home_district: str
    home_province: str
    public_url: str
    max_days: int = 30


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
    if faults := facts_faults(facts):
        raise Invalid(faults)
    people.check_new(administrator)
    with transaction() as session:
        if session.scalar(select(func.count()).select_from(Office)):
            raise Conflict("office_exists")
        office = Office(**asdict(facts), is_demo=is_demo, created_at=now)
        office.parent_lines, office.body_lines = list(facts.parent_lines), list(facts.body_lines)
        office.recipients = list(facts.recipients)
        session.add(office)
        session.flush()
        root = office_keys.create_root(session, office, root_passphrase, now)
        office_keys.create_status_key(session, office, root, now)
        trust_list.publish(session, office, root, now)
        status_lists.open_list(session, office, now)
        user = people.add_to(session, office.id, administrator, now)
        record(
            session,
            office_id=office.id,
            at=now,
            actor=user,
            verb="found",
            subject="office",
            subject_id=office.id,
        )
        office_id = office.id
    return db.session.get_one(Office, office_id)


def facts_faults(facts: OfficeFacts) -> dict[str, str]:
    """Return the code of what is wrong with an office's facts, by field."""
    found = {
        name: "required"
        for name, value in asdict(facts).items()
        if not value or (isinstance(value, tuple) and not all(map(str.strip, value)))
    }
    if not _CODE.fullmatch(facts.code):
        found["code"] = "office_code"
    if facts.number_form.count("{number}") != 1 or len(facts.number_form) > 32:
        found["number_form"] = "number_form"
    if not 1 <= facts.max_days <= LONGEST_STAY:
        found["max_days"] = "max_days"
    url = urlsplit(facts.public_url)
    is_local = url.hostname in ("127.0.0.1", "localhost")
    if (
        not url.hostname
        or url.path.strip("/")
        or not (url.scheme == "https" or (url.scheme == "http" and is_local))
    ):
        found["public_url"] = "public_url"
    return found


def units(office_id: int) -> Sequence[Unit]:
    """Return the office's units, by name."""
    return db.session.scalars(select(Unit).where(Unit.office_id == office_id).order_by(Unit.name)).all()


def open_units(office_id: int, day: date) -> list[Unit]:
    """Return the units that exist on `day`, by name."""
    return [unit for unit in units(office_id) if unit.is_open(day)]


def checkpoints(office_id: int) -> Sequence[Checkpoint]:
    """Return the office's checkpoints, by name."""
    return db.session.scalars(
        select(Checkpoint).where(Checkpoint.office_id == office_id).order_by(Checkpoint.name)
    ).all()


def add_unit(actor: User, name: str, since: date, now: datetime) -> Unit:
    """Add a unit that exists from the local day `since`.

    :raises Invalid: `name` is missing, too long or taken.
    """
    require_role(actor, Role.CLERK)
    unit = Unit(office_id=actor.office_id, name=_clean_name(name), since=since, until=None)
    return _add(actor, unit, "unit", now)


def end_unit(actor: User, unit_id: int, until: date, now: datetime) -> None:
    """Say that a unit's last day is `until`; papers that name it stay as they are.

    :raises NotFound: the office has no such unit.
    :raises Invalid: `until` is before the unit began.
    """
    require_role(actor, Role.CLERK)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        unit = session.get(Unit, unit_id)
        if unit is None or unit.office_id != actor.office_id:
            raise NotFound
        if until < unit.since:
            raise Invalid({"until": "end_before_start"})
        unit.until = until
        record(
            session,
            office_id=actor.office_id,
            at=now,
            actor=actor,
            verb="end_unit",
            subject="unit",
            subject_id=unit_id,
            until=until.isoformat(),
        )


def add_checkpoint(actor: User, name: str, place: str, now: datetime) -> Checkpoint:
    """Add a checkpoint.

    :raises Invalid: a text is missing, too long, or the name is taken.
    """
    require_role(actor, Role.CLERK)
    place = people.text_of("place", place, 120)
    checkpoint = Checkpoint(office_id=actor.office_id, name=_clean_name(name), place=place)
    return _add(actor, checkpoint, "checkpoint", now)


def _clean_name(name: str) -> str:
    return people.text_of("name", name, 80)


def _add(actor: User, row: Row, subject: str, now: datetime) -> Row:
    actor_id = actor.id
    try:
        with transaction() as session:
            actor = session.get_one(User, actor_id)
            session.add(row)
            session.flush()
            record(
                session,
                office_id=actor.office_id,
                at=now,
                actor=actor,
                verb=f"add_{subject}",
                subject=subject,
                subject_id=row.id,
            )
    except IntegrityError as error:
        raise Invalid({"name": "taken"}) from error
    return row
