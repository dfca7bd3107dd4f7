"""Checks are kept no longer than they serve: for the office's days, and then deleted for good.

So are the alerts about them: an alert tells where a paper has been as much as its checks do.
"""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.registry.audit import record
from certapp.registry.checks import Check
from certapp.registry.database import db, transaction
from certapp.workflow import alert_keeping

AT_ONCE = 5_000  # rows of one transaction: a phone that hands over its checks need not wait long


def forget(now: datetime) -> int:
    """Delete the checks that are older than the setting `check_days`; returns how many.

    :param now: aware UTC.
    """
    before = now - timedelta(days=settings().check_days)
    offices = db.session.scalars(select(Check.office_id).where(Check.at < before).distinct()).all()
    return sum(_forget_of(office_id, before, now) for office_id in offices)


def _forget_of(office_id: int, before: datetime, now: datetime) -> int:
    total = 0
    while True:
        with transaction() as session:
            count = _forget_some(session, office_id, before)
            alert_keeping.forget(session, office_id, before)
            if count:
                record(
                    session,
                    office_id=office_id,
                    at=now,
                    actor=None,
                    verb="forget_checks",
                    subject="office",
                    subject_id=office_id,
                    count=count,
                    before=before.isoformat(),
                )
        total += count
        if count < AT_ONCE:
            return total


def _forget_some(session: Session, office_id: int, before: datetime) -> int:
    old = (
        select(Check.id)
        .where(Check.office_id == office_id, Check.at < before)
        .order_by(Check.at)
        .limit(AT_ONCE)
    )
    gone = delete(Check).where(Check.id.in_(old)).execution_options(synchronize_session=False)
    return cast(CursorResult[tuple[()]], session.execute(gone)).rowcount
