"""Alerts about checks: raised in the transaction that stores a check, closed by the clerk with a reason.

What is odd is judged by `alert_rules.py`; which alerts follow from it, by `alert_keeping.py`.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from certapp.registry.alert import Alert
from certapp.registry.audit import record_by
from certapp.registry.checks import Check
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import Role, User
from certapp.workflow import people, texts
from certapp.workflow.alert_keeping import next_version
from certapp.workflow.alert_rules import Thresholds
from certapp.workflow.errors import Conflict, Invalid, NotFound

MAX_REASON = 200


def set_thresholds(actor: User, chosen: Thresholds, now: datetime) -> None:
    """Set from where on the office finds something odd; it holds from the next check of a paper or post on.

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
        record_by(session, actor, "set_alert_thresholds", "office", office.id, now, **asdict(chosen))


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
        alert.version = next_version(session, alert.office_id)
        record_by(session, actor, "close_alert", "alert", alert.id, now, note=reason, kind=alert.kind)


def newest(actor: User, *, is_open: bool, most: int = 100) -> Sequence[Alert]:
    """Return open alerts of the clerk's office, or closed ones, newest first."""
    people.require_role(actor, Role.CLERK)
    state = Alert.closed_at.is_(None) if is_open else Alert.closed_at.is_not(None)
    return db.session.scalars(
        select(Alert)
        .where(Alert.office_id == actor.office_id, state)
        .options(
            joinedload(Alert.checkpoint),
            joinedload(Alert.certificate),
            joinedload(Alert.closed_by),
            selectinload(Alert.checks).joinedload(Check.checkpoint),
        )
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
