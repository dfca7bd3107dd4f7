"""Alerts about checks: raised in the transaction that stores a check, closed by the clerk with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from certapp.credential import VerdictCode
from certapp.registry.alert import Alert
from certapp.registry.audit import AuditRecord, record
from certapp.registry.checks import Check
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint, Office
from certapp.registry.people import Role, User
from certapp.workflow import people, texts
from certapp.workflow.alert_rules import AROUND, HOUR, AlertKind, Seen, Thresholds, of_paper, of_post
from certapp.workflow.errors import Conflict, Invalid, NotFound

MAX_REASON = 200
_MOST = 50  # other checks looked at on each side: of a paper with more of them enough is known
_TAKEN_BACK = {"revoke": True, "suspend": True, "reinstate": False}


def thresholds(office: Office) -> Thresholds:
    """Return from where on this office finds something odd."""
    return Thresholds(**{**asdict(Thresholds()), **office.alert_thresholds})


def set_thresholds(actor: User, chosen: Thresholds, now: datetime) -> None:
    """Set from where on the office finds something odd; what was raised before stays.

    :param now: aware UTC.
    :raises Invalid: a number out of its range.
    """
    people.require_role(actor, Role.CLERK)
    if faults := chosen.fault():
        raise Invalid(faults)
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        office = session.get_one(Office, actor.office_id)
        office.alert_thresholds = asdict(chosen)
        _audit(session, actor, "set_alert_thresholds", "office", office.id, now, **asdict(chosen))


def look(session: Session, checks: Iterable[Check], now: datetime) -> None:
    """Raise what is odd about checks just stored, in the transaction that stores them.

    :param checks: of one office, with their ids.
    :param now: aware UTC.
    """
    limits: Thresholds | None = None
    for check in checks:
        if limits is None:
            limits = thresholds(session.get_one(Office, check.office_id))
        seen = _seen(session, check)
        if check.cti is not None:
            for kind in of_paper(seen, _same_paper(session, check), limits):
                _raise(session, check, kind, now)
        elif check.verdict == VerdictCode.FORGED:
            for kind in of_post(seen, _forged_there(session, check), limits):
                _raise(session, check, kind, now)


def close(actor: User, alert_id: int, reason: str, now: datetime) -> None:
    """Close an alert that the clerk has looked into; the same checks do not raise it again.

    :param reason: what came of it; not empty.
    :param now: aware UTC.
    :raises NotFound: the office has no such alert.
    :raises Invalid: the reason is missing or too long.
    :raises Conflict: `alert_closed`, somebody else has closed it.
    """
    people.require_role(actor, Role.CLERK)
    reason = texts.text_of("reason", reason, MAX_REASON)
    actor_id = actor.id
    with transaction() as session:
        actor = people.clerk_now(session, actor_id)
        alert = session.get(Alert, alert_id, with_for_update=True)
        if alert is None or alert.office_id != actor.office_id:
            raise NotFound
        if alert.closed_at is not None:
            raise Conflict("alert_closed")
        alert.closed_at, alert.closed_by_id, alert.reason = now, actor.id, reason
        alert.version = _next_version(session, alert.office_id)
        _audit(session, actor, "close_alert", "alert", alert.id, now, note=reason, kind=alert.kind)


def newest(actor: User, *, is_open: bool, most: int = 100) -> Sequence[Alert]:
    """Return open alerts of the clerk's office, or closed ones, newest first."""
    people.require_role(actor, Role.CLERK)
    state = Alert.closed_at.is_(None) if is_open else Alert.closed_at.is_not(None)
    return db.session.scalars(
        select(Alert)
        .where(Alert.office_id == actor.office_id, state)
        .options(joinedload(Alert.checkpoint), joinedload(Alert.certificate), joinedload(Alert.closed_by))
        .order_by(Alert.version.desc())
        .limit(most)
    ).all()


def count_open(office_id: int) -> int:
    """Return how many alerts nobody has looked into."""
    found = (
        select(func.count()).select_from(Alert).where(Alert.office_id == office_id, Alert.closed_at.is_(None))
    )
    return db.session.scalar(found) or 0


def latest_version(office_id: int) -> int:
    """Return a number that grows with every alert raised, counted up or closed."""
    return db.session.scalar(select(func.max(Alert.version)).where(Alert.office_id == office_id)) or 0


def open_for_scanners(office_id: int) -> Sequence[Alert]:
    """Return the open alerts that a checkpoint should know of when it sees the paper again."""
    return db.session.scalars(
        select(Alert)
        .where(Alert.office_id == office_id, Alert.closed_at.is_(None), Alert.cti.is_not(None))
        .order_by(Alert.id)
    ).all()


def _seen(session: Session, check: Check) -> Seen:
    own = check.certificate_id
    return Seen(
        id=check.id,
        at=check.at,
        post=check.checkpoint_id,
        verdict=check.verdict,
        direction=check.direction,
        place=session.get_one(Checkpoint, check.checkpoint_id).position,
        taken_back=own is not None and _is_taken_back(session, own, check.at),
    )


def _same_paper(session: Session, check: Check) -> list[Seen]:
    same = (Check.cti == check.cti, Check.issuer == check.issuer, Check.office_id == check.office_id)
    return _nearest(session, check, AROUND, *same)


def _forged_there(session: Session, check: Check) -> list[Seen]:
    there = (Check.checkpoint_id == check.checkpoint_id, Check.verdict == VerdictCode.FORGED.value)
    return _nearest(session, check, HOUR, *there)


def _nearest(session: Session, check: Check, around: timedelta, *which: ColumnElement[bool]) -> list[Seen]:
    """Return the others nearest in time: before it, and, where it was handed over late, after it."""
    found = select(Check.id, Check.at, Check.checkpoint_id, Check.verdict, Check.direction).where(*which)
    found = found.where(Check.id != check.id)
    before = found.where(Check.at.between(check.at - around, check.at)).order_by(Check.at.desc())
    after = found.where(Check.at > check.at, Check.at <= check.at + around).order_by(Check.at)
    rows = [row for side in (before, after) for row in session.execute(side.limit(_MOST))]
    return [
        Seen(
            row.id,
            row.at,
            row.checkpoint_id,
            row.verdict,
            row.direction,
            session.get_one(Checkpoint, row.checkpoint_id).position,
        )
        for row in rows
    ]


def _is_taken_back(session: Session, certificate_id: int, at: datetime) -> bool:
    """Tell whether a certificate was revoked or suspended at a moment, by the audit log of its changes."""
    verb = session.scalar(
        select(AuditRecord.verb)
        .where(
            AuditRecord.subject == "certificate",
            AuditRecord.subject_id == certificate_id,
            AuditRecord.verb.in_(_TAKEN_BACK),
            AuditRecord.at <= at,
        )
        .order_by(AuditRecord.at.desc(), AuditRecord.id.desc())
        .limit(1)
    )
    return _TAKEN_BACK[verb] if verb else False


def _raise(session: Session, check: Check, kind: AlertKind, now: datetime) -> None:
    same = (
        Alert.checkpoint_id == check.checkpoint_id
        if kind is AlertKind.FORGED_MANY
        else (Alert.cti == check.cti) & (Alert.issuer == check.issuer)
    )
    known = session.scalar(
        select(Alert)
        .where(Alert.office_id == check.office_id, Alert.kind == kind.value, same)
        .order_by(Alert.id.desc())
        .limit(1)
    )
    version = _next_version(session, check.office_id)
    if known is not None and known.closed_at is None:
        known.first_at, known.last_at = min(known.first_at, check.at), max(known.last_at, check.at)
        known.count, known.version, known.checkpoint_id = known.count + 1, version, check.checkpoint_id
        return
    if known is not None and check.at <= known.last_at:
        return  # handed over late, of what somebody has looked into already
    session.add(
        Alert(
            office_id=check.office_id,
            kind=kind.value,
            cti=check.cti,
            issuer=check.issuer,
            certificate_id=check.certificate_id,
            checkpoint_id=check.checkpoint_id,
            first_at=check.at,
            last_at=check.at,
            count=1,
            version=version,
            opened_at=now,
        )
    )
    session.flush()


def _next_version(session: Session, office_id: int) -> int:
    return (session.scalar(select(func.max(Alert.version)).where(Alert.office_id == office_id)) or 0) + 1


def _audit(
    session: Session, actor: User, verb: str, subject: str, subject_id: int, now: datetime, **facts: Any
) -> None:
    record(
        session,
        office_id=actor.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject=subject,
        subject_id=subject_id,
        **facts,
    )
