"""Whether an account lets its owner in: closed, opened again, given a new password."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from certapp.registry.access import SignIn
from certapp.registry.database import transaction
from certapp.registry.people import Role, User
from certapp.workflow import passwords, people
from certapp.workflow.errors import Forbidden, NotFound


def close(actor: User, user_id: int, now: datetime) -> None:
    """Close an account; its sign-ins end at once. Closing it twice is closing it once.

    :param now: aware UTC.
    :raises NotFound: the office has no such account.
    :raises Forbidden: `own_account`.
    """
    people.require_role(actor, Role.CLERK)
    if user_id == actor.id:
        raise Forbidden("own_account")
    _set_active(actor, user_id, now, is_active=False)


def reopen(actor: User, user_id: int, now: datetime) -> None:
    """Open a closed account again, with the password it had.

    :param now: aware UTC.
    :raises NotFound: the office has no such account.
    """
    people.require_role(actor, Role.CLERK)
    _set_active(actor, user_id, now, is_active=True)


def reset_password(actor: User, user_id: int, now: datetime) -> str:
    """Give an account a new random password, end its sign-ins, and return the password to hand over.

    It is to be changed before anything else.

    :param now: aware UTC.
    :raises NotFound: the office has no such account.
    :raises Forbidden: `own_password`, one's own is changed by who knows the old one.
    """
    people.require_role(actor, Role.CLERK)
    if user_id == actor.id:
        raise Forbidden("own_password")
    actor_id, password = actor.id, passwords.new_password()
    password_hash = passwords.hash_password(password)
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        user = people.to_manage(actor, user_id)
        _set_password(session, user, password_hash)
        people.record_verb(session, actor, "reset_password", user, now)
    return password


def recover(username: str, now: datetime) -> str:
    """Give an account a new random password from the command line, for a clerk nobody else can help.

    :param now: aware UTC.
    :raises NotFound: `person_none`.
    """
    password = passwords.new_password()
    password_hash = passwords.hash_password(password)
    with transaction() as session:
        user = session.scalar(select(User).where(User.username == username))
        if user is None:
            raise NotFound("person_none")
        _set_password(session, user, password_hash)
        people.record_verb(session, None, "reset_password", user, now)
    return password


def _set_active(actor: User, user_id: int, now: datetime, *, is_active: bool) -> None:
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        user = people.to_manage(actor, user_id)
        if user.is_active == is_active:
            return
        user.is_active = is_active
        session.execute(delete(SignIn).where(SignIn.user_id == user_id))
        people.record_verb(session, actor, "reopen_person" if is_active else "close_person", user, now)


def _set_password(session: Session, user: User, password_hash: str) -> None:
    user.password_hash, user.must_change_password = password_hash, True
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
