"""The phones of the checkpoints: offered a code that is used once, joined, known by a token, removed."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint
from certapp.registry.people import Role, User
from certapp.registry.scanner import Scanner
from certapp.workflow import alphabet, people, scanner_bundle, texts, throttle
from certapp.workflow.errors import Forbidden, Invalid, NotFound, Stranger

CODE_LIFETIME = timedelta(minutes=15)
CODE_BYTES = 16
TOKEN_BYTES = 32
MAX_LABEL = 60
MAX_APP = 40
_SEEN_EVERY = timedelta(minutes=5)  # a request does not cost a write
_ALLOWANCE = 10  # times the usual tries: the phones of a whole district may share one address


@dataclass(frozen=True, slots=True)
class Offer:
    """What a phone needs to join: the text of the QR, shown once and stored nowhere."""

    scanner: Scanner
    text: str = field(repr=False)


def offer(actor: User, checkpoint_id: int | None, label: str, now: datetime) -> Offer:
    """Offer a phone a place at a checkpoint, by a code that is good once and for a quarter of an hour.

    :param label: what the office calls the phone.
    :param now: aware UTC.
    :raises Invalid: the label; the office has no such checkpoint.
    :raises NotFound: the office has no trust list.
    """
    people.require_role(actor, Role.CLERK)
    label, actor_id, address = texts.text_of("label", label, MAX_LABEL), actor.id, actor.office.public_url
    pin = scanner_bundle.fingerprint(scanner_bundle.root_point(actor.office_id))
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        post = session.get(Checkpoint, checkpoint_id) if checkpoint_id is not None else None
        if post is None or post.office_id != actor.office_id:
            raise Invalid({"checkpoint_id": "choice"})
        scanner = Scanner(
            office_id=actor.office_id,
            checkpoint_id=post.id,
            public_id=str(uuid4()),
            label=label,
            offered_at=now,
            code_hash=_hash(code),
            code_expires=now + CODE_LIFETIME,
        )
        session.add(scanner)
        session.flush()
        _record(session, scanner, "offer_scanner", actor, now, checkpoint=post.id)
        scanner_id = scanner.id
    return Offer(db.session.get_one(Scanner, scanner_id), f"{address}/scan#join={code}.{pin}")


def enrol(code: str, app: str, address: str, now: datetime) -> tuple[Scanner, str]:
    """Let a phone join with its code; returns what it is from now on, and its secret token.

    :param app: the version of the scanner page.
    :param address: where the request came from; counted, not stored in clear.
    :param now: aware UTC.
    :raises Forbidden: `join_refused`, the same for a code that is unknown, used, expired or withdrawn.
    :raises Throttled: too many wrong codes from there.
    """
    subject = f"join:{throttle.subscriber(address)}"
    throttle.count_all({subject: _ALLOWANCE}, now)
    token = base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
    with transaction() as session:
        scanner = session.scalar(
            select(Scanner).where(Scanner.code_hash == _hash(code.strip().upper())).with_for_update()
        )
        if scanner is None or scanner.removed_at is not None or scanner.code_expires <= now:
            raise Forbidden("join_refused")
        scanner.code_hash, scanner.token_hash = None, _hash(token)
        scanner.enrolled_at = scanner.last_seen_at = now
        scanner.app = app_of(app)
        _record(session, scanner, "enrol_scanner", None, now)
        scanner_id = scanner.id
    throttle.take_back([subject])
    return db.session.get_one(Scanner, scanner_id), token


def known_by(token: str, now: datetime) -> Scanner:
    """Return the phone that holds this token.

    :param now: aware UTC.
    :raises Stranger: `scanner_unknown`; `scanner_removed`, it was one of ours.
    """
    scanner = db.session.scalar(
        select(Scanner).where(Scanner.token_hash == _hash(token)).options(joinedload(Scanner.checkpoint))
    )
    if scanner is None:
        raise Stranger("scanner_unknown")
    if scanner.removed_at is not None:
        raise Stranger("scanner_removed")
    if scanner.last_seen_at is None or scanner.last_seen_at + _SEEN_EVERY < now:
        scanner_id = scanner.id
        with transaction() as session:
            session.get_one(Scanner, scanner_id).last_seen_at = now
        scanner = db.session.get_one(Scanner, scanner_id)
    return scanner


def remove(actor: User, scanner_id: int, now: datetime) -> None:
    """Know a phone no more, or withdraw its code; what it has sent stays. Twice is once.

    :param now: aware UTC.
    :raises NotFound: the office has no such phone.
    """
    people.require_role(actor, Role.CLERK)
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        scanner = to_manage(actor, scanner_id)
        if scanner.removed_at is not None:
            return
        scanner.removed_at, scanner.code_hash = now, None
        _record(session, scanner, "remove_scanner", actor, now)


def to_manage(actor: User, scanner_id: int) -> Scanner:
    """Return a phone of the clerk's office.

    :raises NotFound: the office has no such phone.
    """
    people.require_role(actor, Role.CLERK)
    scanner = db.session.get(Scanner, scanner_id)
    if scanner is None or scanner.office_id != actor.office_id:
        raise NotFound
    return scanner


def in_use(office_id: int, now: datetime) -> Sequence[Scanner]:
    """Return the phones that have joined and those whose code is still good, by checkpoint and label.

    :param now: aware UTC.
    """
    rows = db.session.scalars(
        select(Scanner)
        .where(
            Scanner.office_id == office_id,
            Scanner.removed_at.is_(None),
            or_(Scanner.enrolled_at.is_not(None), Scanner.code_expires > now),
        )
        .options(joinedload(Scanner.checkpoint))
    )
    return sorted(rows, key=lambda each: (*map(alphabet.key, (each.checkpoint.name, each.label)), each.id))


def app_of(app: str) -> str | None:
    """Return what a phone says of its version, cut to what is kept; it proves nothing."""
    printable = "".join(letter for letter in app[:MAX_APP] if letter.isprintable())
    return printable or None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()


def _record(
    session: Session, scanner: Scanner, verb: str, actor: User | None, now: datetime, **facts: Any
) -> None:
    record(
        session,
        office_id=scanner.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="scanner",
        subject_id=scanner.id,
        **facts,
    )
