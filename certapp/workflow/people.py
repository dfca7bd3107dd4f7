"""Accounts: who works in the office, in which roles, for which units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Unit
from certapp.registry.people import Grant, Role, User
from certapp.workflow import passwords, printable, texts
from certapp.workflow.errors import Forbidden, Invalid, NotFound

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
LIMITS = {"name": 60, "title": 60}  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """An account to be made, or its new form.

    :param title: position, as the paper prints it for an approver.
    :param approves_for: ids of the units whose applications an approver decides.
    """

    username: str
    name: str
    title: str
    roles: frozenset[Role]
    password: str = field(repr=False, default="")
    unit_id: int | None = None
    checkpoint_id: int | None = None
    approves_for: frozenset[int] = frozenset()


def require_role(actor: User, role: Role) -> None:
    """Refuse an actor who does not hold `role`, or whose account is closed.

    :raises Forbidden: `role_needed`.
    """
    if not actor.is_active or role not in actor.roles:
        raise Forbidden("role_needed", role=role.value)


def everyone(office_id: int) -> Sequence[User]:
    """Return all accounts of the office, by name."""
    return db.session.scalars(select(User).where(User.office_id == office_id).order_by(User.name)).all()


def to_manage(actor: User, user_id: int) -> User:
    """Return an account of the clerk's office.

    :raises NotFound: the office has no such account.
    """
    require_role(actor, Role.CLERK)
    user = db.session.get(User, user_id)
    if user is None or user.office_id != actor.office_id:
        raise NotFound
    return user


def add(actor: User, person: NewPerson, now: datetime, *, keeps_password: bool = False) -> User:
    """Make an account; its password is to be changed before anything else, for the clerk knows it.

    :param now: aware UTC.
    :param keeps_password: for the demo's own people; means nothing in a real office.
    :raises Invalid: a field breaks a rule, or the username is taken.
    """
    require_role(actor, Role.CLERK)
    check_new(person)
    actor_id, password_hash = actor.id, passwords.hash_password(person.password)
    try:
        with transaction() as session:
            actor = clerk_now(session, actor_id)
            must_change = not (keeps_password and actor.office.is_demo)
            user = add_to(
                session, actor.office_id, person, password_hash, now, must_change_password=must_change
            )
            record_verb(session, actor, "add_person", user, now)
            user_id = user.id
    except IntegrityError as error:
        raise Invalid({"username": "taken"}) from error
    return db.session.get_one(User, user_id)


def add_to(
    session: Session,
    office_id: int,
    person: NewPerson,
    password_hash: str,
    now: datetime,
    *,
    must_change_password: bool,
) -> User:
    """Make an account inside a transaction that records it; `person` has passed :func:`check_new`."""
    user = User(
        office_id=office_id,
        username=person.username,
        password_hash=password_hash,
        is_active=True,
        must_change_password=must_change_password,
        created_at=now,
    )
    _put(session, user, person, office_id)
    session.add(user)
    session.flush()
    return user


def change(actor: User, user_id: int, person: NewPerson, now: datetime) -> None:
    """Change an account; its username and password stay.

    :param now: aware UTC.
    :raises NotFound: the office has no such account.
    :raises Invalid: a field breaks a rule.
    :raises Forbidden: `own_account`, a clerk cannot demote the own account.
    """
    require_role(actor, Role.CLERK)
    _require_good(person, _faults(person))
    if user_id == actor.id and Role.CLERK not in person.roles:
        raise Forbidden("own_account")
    actor_id = actor.id
    with transaction() as session:
        actor = clerk_now(session, actor_id)
        user = to_manage(actor, user_id)
        _put(session, user, person, actor.office_id)
        roles = sorted(role.value for role in person.roles)
        record_verb(session, actor, "change_person", user, now, roles=roles)


def check_new(person: NewPerson) -> None:
    """Refuse an account that breaks a rule.

    :raises Invalid: with the fields at fault.
    """
    found = _faults(person)
    if not USERNAME.fullmatch(person.username):
        found["username"] = "username_form"
    if fault := passwords.fault(person.password, person.username):
        found["password"] = fault
    _require_good(person, found)


def _faults(person: NewPerson) -> dict[str, str]:
    found = {
        name: code
        for name, limit in LIMITS.items()
        if (code := texts.fault(texts.clean(getattr(person, name)), limit))
    }
    if not person.roles:
        found["roles"] = "required"
    if {Role.CLERK, Role.APPROVER} <= person.roles:
        found["roles"] = "roles_clash"  # who keeps the register does not sign
    if Role.OFFICIAL in person.roles and person.unit_id is None:
        found["unit_id"] = "required"
    if Role.CHECKPOINT in person.roles and person.checkpoint_id is None:
        found["checkpoint_id"] = "required"
    if Role.APPROVER in person.roles and not person.approves_for:
        found["approves_for"] = "required"
    return found


def _require_good(person: NewPerson, faults: dict[str, str]) -> None:
    """Refuse faults, and an approver whose name or title the paper could not show."""
    is_printed = Role.APPROVER in person.roles
    printable.require({name: getattr(person, name) for name in LIMITS if is_printed}, faults)


def _put(session: Session, user: User, person: NewPerson, office_id: int) -> None:
    unit = session.get(Unit, person.unit_id) if person.unit_id is not None else None
    if person.unit_id is not None and (unit is None or unit.office_id != office_id):
        raise Invalid({"unit_id": "unknown"})
    post = session.get(Checkpoint, person.checkpoint_id) if person.checkpoint_id is not None else None
    if person.checkpoint_id is not None and (post is None or post.office_id != office_id):
        raise Invalid({"checkpoint_id": "unknown"})
    approved = session.scalars(
        select(Unit).where(Unit.office_id == office_id, Unit.id.in_(person.approves_for))
    ).all()
    if len(approved) != len(person.approves_for):
        raise Invalid({"approves_for": "unknown"})
    user.unit_id, user.checkpoint_id = person.unit_id, person.checkpoint_id
    user.name, user.title = texts.clean(person.name), texts.clean(person.title)
    user.approves_for = list(approved) if Role.APPROVER in person.roles else []
    held = {grant.role: grant for grant in user.grants}
    user.grants = [held.get(role.value) or Grant(role=role.value) for role in sorted(person.roles)]


def clerk_now(session: Session, actor_id: int) -> User:
    """Return the clerk as of this transaction: another one may have closed the account a moment ago.

    :raises Forbidden: `role_needed`.
    """
    actor = session.get_one(User, actor_id)
    require_role(actor, Role.CLERK)
    return actor


def record_verb(
    session: Session, actor: User | None, verb: str, user: User, now: datetime, **facts: Any
) -> None:
    """Record what was done to an account; `actor` is None for the command line."""
    record(
        session,
        office_id=user.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="user",
        subject_id=user.id,
        **facts,
    )
