"""Accounts: who works in the office, in which roles, for which units."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certapp.registry.access import SignIn
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Unit
from certapp.registry.people import Grant, Role, User
from certapp.workflow import passwords
from certapp.workflow.errors import Forbidden, Invalid, NotFound

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that are mistaken for another


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
    """Refuse an actor who does not hold `role`.

    :raises Forbidden: `role_needed`.
    """
    if role not in actor.roles:
        raise Forbidden("role_needed", role=role.value)


def everyone(office_id: int) -> Sequence[User]:
    """Return all accounts of the office, by name."""
    return db.session.scalars(select(User).where(User.office_id == office_id).order_by(User.name)).all()


def new_password() -> str:
    """Return a random password that can be read out and typed: 16 characters, about 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def add(actor: User, person: NewPerson, now: datetime) -> User:
    """Make an account.

    :raises Invalid: a field breaks a rule, or the username is taken.
    """
    require_role(actor, Role.CLERK)
    check_new(person)
    actor_id = actor.id
    try:
        with transaction() as session:
            actor = session.get_one(User, actor_id)
            user = add_to(session, actor.office_id, person, now)
            _record(session, actor, "add_person", user, now)
            user_id = user.id
    except IntegrityError as error:
        raise Invalid({"username": "taken"}) from error
    return db.session.get_one(User, user_id)


def add_to(session: Session, office_id: int, person: NewPerson, now: datetime) -> User:
    """Make an account inside a transaction that records it; `person` has passed :func:`check_new`."""
    user = User(
        office_id=office_id,
        username=person.username,
        password_hash=passwords.hash_password(person.password),
        is_active=True,
        created_at=now,
    )
    _put(session, user, person, office_id)
    session.add(user)
    session.flush()
    return user


def change(actor: User, user_id: int, person: NewPerson, *, is_active: bool, now: datetime) -> None:
    """Change an account; closing it ends its sign-ins at once. Username and password stay.

    :raises NotFound: the office has no such account.
    :raises Invalid: a field breaks a rule.
    :raises Forbidden: `own_account`, a clerk can neither close nor demote the own account.
    """
    require_role(actor, Role.CLERK)
    _check(person)
    if user_id == actor.id and (not is_active or Role.CLERK not in person.roles):
        raise Forbidden("own_account")
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        user = _of_office(session, actor, user_id)
        _put(session, user, person, actor.office_id)
        user.is_active = is_active
        if not is_active:
            session.execute(delete(SignIn).where(SignIn.user_id == user_id))
        roles = sorted(role.value for role in person.roles)
        _record(session, actor, "change_person", user, now, roles=roles, active=is_active)


def reset_password(actor: User, user_id: int, now: datetime) -> str:
    """Give an account a new random password, end its sign-ins, and return the password to hand over.

    :raises NotFound: the office has no such account.
    """
    require_role(actor, Role.CLERK)
    actor_id, password = actor.id, new_password()
    password_hash = passwords.hash_password(password)
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        user = _of_office(session, actor, user_id)
        user.password_hash = password_hash
        session.execute(delete(SignIn).where(SignIn.user_id == user_id))
        _record(session, actor, "reset_password", user, now)
    return password


def check_new(person: NewPerson) -> None:
    """Refuse an account that breaks a rule.

    :raises Invalid: with the fields at fault.
    """
    if not _USERNAME.fullmatch(person.username):
        raise Invalid({"username": "username_form"})
    if fault := passwords.fault(person.password, person.username):
        raise Invalid({"password": fault})
    _check(person)


def text_of(name: str, text: str, limit: int) -> str:
    """Return a short text in NFC without blanks at its ends.

    :param name: the field it belongs to.
    :raises Invalid: it is missing, too long or holds control characters.
    """
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if not clean:
        raise Invalid({name: "required"})
    if len(clean) > limit:
        raise Invalid({name: "too_long"})
    if not clean.isprintable():
        raise Invalid({name: "control_character"})
    return clean


def _check(person: NewPerson) -> None:
    text_of("name", person.name, 60)
    text_of("title", person.title, 60)
    found: dict[str, str] = {}
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
    if found:
        raise Invalid(found)


def _put(session: Session, user: User, person: NewPerson, office_id: int) -> None:
    unit = session.get(Unit, person.unit_id) if person.unit_id is not None else None
    if person.unit_id is not None and (unit is None or unit.office_id != office_id):
        raise Invalid({"unit_id": "unknown"})
    post = session.get(Checkpoint, person.checkpoint_id) if person.checkpoint_id is not None else None
    if person.checkpoint_id is not None and (post is None or post.office_id != office_id):
        raise Invalid({"checkpoint_id": "unknown"})
    user.unit_id, user.checkpoint_id = person.unit_id, person.checkpoint_id
    approved = session.scalars(
        select(Unit).where(Unit.office_id == office_id, Unit.id.in_(person.approves_for))
    ).all()
    if len(approved) != len(person.approves_for):
        raise Invalid({"approves_for": "unknown"})
    user.name = text_of("name", person.name, 60)
    user.title = text_of("title", person.title, 60)
    user.approves_for = list(approved) if Role.APPROVER in person.roles else []
    held = {grant.role: grant for grant in user.grants}
    user.grants = [held.get(role.value) or Grant(role=role.value) for role in sorted(person.roles)]


def _of_office(session: Session, actor: User, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or user.office_id != actor.office_id:
        raise NotFound
    return user


def _record(session: Session, actor: User, verb: str, user: User, now: datetime, **facts: Any) -> None:
    record(
        session,
        office_id=actor.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="user",
        subject_id=user.id,
        **facts,
    )
