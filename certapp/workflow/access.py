"""Signing in and out."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, or_, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.registry.access import SignIn
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.workflow import devices, passwords, throttle
from certapp.workflow.errors import Forbidden, Invalid
from certapp.workflow.people import USERNAME

_SEEN_EVERY = timedelta(minutes=5)  # a request does not cost a write
_LONGEST = timedelta(days=30)  # after which even a sign-in in use ends (NIST SP 800-63B §2.1.3)


def sign_in(
    username: str, password: str, *, address: str, agent: str, now: datetime, device: str = ""
) -> str:
    """Open a sign-in and return its secret token for the browser's cookie.

    :param address: where the request came from; counted, not stored in clear.
    :param agent: the browser's name for itself, shown to the user in the list of open sign-ins.
    :param now: aware UTC.
    :param device: the browser's cookie of `devices.py`, so that its owner is not locked out by strangers.
    :raises Forbidden: `sign_in_refused`, the same for an unknown user, a wrong password and a closed account.
    :raises Throttled: too many wrong passwords, whether or not there is such a user.
    """
    name = username.strip().lower()
    allowances = _allowances(name, address, device)
    throttle.count_all(allowances, now)
    known = db.session.scalar(select(User).where(User.username == name)) if USERNAME.fullmatch(name) else None
    user_id, password_hash = (known.id, known.password_hash) if known else (0, None)
    if not passwords.is_password(password_hash, password) or password_hash is None:
        raise Forbidden("sign_in_refused")
    better = passwords.hash_password(password) if passwords.is_outdated(password_hash) else password_hash
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        user = session.get_one(User, user_id)
        if not user.is_active or user.password_hash != password_hash:  # closed, or changed in this moment
            raise Forbidden("sign_in_refused")
        user.password_hash = better
        session.add(
            SignIn(token_hash=_hash(token), user_id=user_id, started_at=now, seen_at=now, agent=agent[:120])
        )
        _record(session, user, "sign_in", now)
    throttle.take_back(allowances)
    return token


def _allowances(name: str, address: str, device: str) -> dict[str, int]:
    """Return what a try counts against, with the share each has.

    Nobody can use up more than one address' share of what strangers have for one account, and a browser its
    owner has used before depends on no stranger at all.
    """
    if mark := devices.mark_of(device, name):
        return {f"device:{mark}": 1}
    place = throttle.subscriber(address)
    return {f"user:{name}@{place}": 1, f"user:{name}": 5, f"address:{place}": 10}


def user_of(token: str, now: datetime) -> User | None:
    """Return the person a sign-in token belongs to, if it is still open.

    :param now: aware UTC.
    """
    sign_in = db.session.get(SignIn, _hash(token))
    if sign_in is None or not sign_in.user.is_active:
        return None
    if sign_in.seen_at < _unused_since(now) or sign_in.started_at < now - _LONGEST:
        return None
    if sign_in.seen_at + _SEEN_EVERY < now:
        with transaction() as session:
            sign_in = session.get(SignIn, _hash(token))
            if sign_in is not None:
                sign_in.seen_at = now
        sign_in = db.session.get(SignIn, _hash(token))
    return sign_in.user if sign_in else None


def forget_ended(now: datetime) -> int:
    """Remove the sign-ins that have ended by themselves; returns how many.

    :param now: aware UTC.
    """
    with transaction() as session:
        result = session.execute(
            delete(SignIn).where(or_(SignIn.seen_at < _unused_since(now), SignIn.started_at < now - _LONGEST))
        )
        return cast(CursorResult[tuple[()]], result).rowcount


def _unused_since(now: datetime) -> datetime:
    return now - timedelta(hours=settings().session_hours)


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
    if passwords.is_password(user.password_hash, new):
        raise Invalid({"new": "password_same"})
    throttle.forget(f"password:{user_id}")
    password_hash = passwords.hash_password(new)
    with transaction() as session:
        actor = session.get_one(User, user_id)
        actor.password_hash, actor.must_change_password = password_hash, False
        session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.token_hash != _hash(keep)))
        _record(session, actor, "change_password", now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(session: Session, user: User, verb: str, now: datetime) -> None:
    record(
        session, office_id=user.office_id, at=now, actor=user, verb=verb, subject="user", subject_id=user.id
    )
