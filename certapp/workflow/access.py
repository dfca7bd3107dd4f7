"""Signing in and out."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.registry.access import SignIn
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.workflow import passwords, throttle
from certapp.workflow.errors import Forbidden, Invalid

_SEEN_EVERY = timedelta(minutes=5)  # a request does not cost a write


def sign_in(username: str, password: str, *, address: str, agent: str, now: datetime) -> str:
    """Open a sign-in and return its secret token for the browser's cookie.

    :param address: where the request came from; counted, not stored in clear.
    :param agent: the browser's name for itself, shown to the user in the list of open sign-ins.
    :param now: aware UTC.
    :raises Forbidden: `sign_in_refused`, the same for an unknown user, a wrong password and a closed account.
    :raises Throttled: too many tries.
    """
    name = username.strip().lower()[:40]
    throttle.count(f"address:{address}", now, allowance=10)
    throttle.count(f"user:{name}", now, allowance=5)
    throttle.count(f"user:{name}@{address}", now)
    user = db.session.scalar(select(User).where(User.username == name))
    good = passwords.is_password(user.password_hash if user else None, password)
    if user is None or not good or not user.is_active:
        raise Forbidden("sign_in_refused")
    user_id = user.id
    throttle.forget(f"user:{name}@{address}")
    throttle.forget(f"user:{name}")
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        user = session.get_one(User, user_id)
        session.add(
            SignIn(token_hash=_hash(token), user_id=user.id, started_at=now, seen_at=now, agent=agent[:120])
        )
        record(
            session,
            office_id=user.office_id,
            at=now,
            actor=user,
            verb="sign_in",
            subject="user",
            subject_id=user.id,
        )
    return token


def user_of(token: str, now: datetime) -> User | None:
    """Return the person a sign-in token belongs to, if it is still open.

    :param now: aware UTC.
    """
    sign_in = db.session.get(SignIn, _hash(token))
    if sign_in is None or not sign_in.user.is_active:
        return None
    if sign_in.seen_at + timedelta(hours=settings().session_hours) < now:
        return None
    if sign_in.seen_at + _SEEN_EVERY < now:
        with transaction() as session:
            session.get_one(SignIn, _hash(token)).seen_at = now
        sign_in = db.session.get_one(SignIn, _hash(token))
    return sign_in.user


def open_sign_ins(user: User) -> Sequence[SignIn]:
    """Return the person's open sign-ins, newest first."""
    return db.session.scalars(
        select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.seen_at.desc())
    ).all()


def is_sign_in(sign_in: SignIn, token: str) -> bool:
    """Tell whether `token` is the secret of this sign-in."""
    return secrets.compare_digest(sign_in.token_hash, _hash(token))


def sign_out(token: str, now: datetime) -> None:
    """End one sign-in.

    :param now: aware UTC.
    """
    with transaction() as session:
        sign_in = session.get(SignIn, _hash(token))
        if sign_in is None:
            return
        session.delete(sign_in)
        _record(session, sign_in.user, "sign_out", now)


def sign_out_everywhere(user: User, now: datetime) -> None:
    """End all sign-ins of the person."""
    user_id = user.id
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.user_id == user_id))
        actor = session.get_one(User, user_id)
        _record(session, actor, "sign_out_everywhere", now)


def change_password(user: User, old: str, new: str, *, keep: str, now: datetime) -> None:
    """Change one's own password and end every other sign-in.

    :param keep: token of the sign-in that goes on.
    :raises Invalid: `old` is `password_wrong`, or `new` breaks the rule.
    :raises Throttled: too many tries at the old password.
    """
    user_id, username = user.id, user.username
    throttle.count(f"password:{user_id}", now)
    if not passwords.is_password(user.password_hash, old):
        raise Invalid({"old": "password_wrong"})
    if fault := passwords.fault(new, username):
        raise Invalid({"new": fault})
    throttle.forget(f"password:{user_id}")
    password_hash = passwords.hash_password(new)
    with transaction() as session:
        actor = session.get_one(User, user_id)
        actor.password_hash = password_hash
        session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.token_hash != _hash(keep)))
        _record(session, actor, "change_password", now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(session: Session, user: User, verb: str, now: datetime) -> None:
    record(
        session, office_id=user.office_id, at=now, actor=user, verb=verb, subject="user", subject_id=user.id
    )
