"""The office's status lists: an entry a certificate, signed at each change and before they grow old.

No two lists of one address say the same `iat`, so that a verifier knows which of two is the newer. What that
means for many changes at once stands in docs/decisions/0012-status-lists.md.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.credential import Status, StatusList, statuslist
from certapp.credential.verification import CLOCK_SKEW
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.status_list import PastStatusList, StatusListRecord
from certapp.workflow import office_keys
from certapp.workflow.errors import Conflict

_STATUS = {
    CertificateState.SUSPENDED: Status.SUSPENDED,
    CertificateState.REVOKED: Status.INVALID,
    CertificateState.SUPERSEDED: Status.INVALID,
    CertificateState.VOID: Status.INVALID,
}
_FULL = 0.9  # up to here a random entry is soon a free one
LEAD = 30  # seconds by which `iat` may run ahead of the clock: a quarter of the skew that verifiers allow
PATIENCE = 3.0  # seconds a change waits for its turn; then it is published all the same
_PAUSE = 0.2  # seconds between two looks while it waits


def allocate(session: Session, office: Office, now: datetime) -> tuple[StatusListRecord, int]:
    """Give out a random free entry, opening a new list when the newest is 90 % used.

    Random, so that an index tells nothing about when or to whom it was given (draft §12.5).
    """
    newest = session.scalar(
        select(StatusListRecord)
        .where(StatusListRecord.office_id == office.id)
        .order_by(StatusListRecord.number.desc())
        .limit(1)
        .with_for_update()
    )
    if newest is None or newest.allocated >= newest.capacity * _FULL:
        newest = open_list(session, office, now)
    keep_in_force(session, newest, now)
    while True:
        index = secrets.randbelow(newest.capacity)
        taken = select(Certificate.id).where(
            Certificate.status_list_id == newest.id, Certificate.status_index == index
        )
        if session.scalar(taken) is None:
            newest.allocated += 1
            return newest, index


def open_list(session: Session, office: Office, now: datetime) -> StatusListRecord:
    """Open the office's next status list and publish it, empty."""
    session.flush()
    number = (session.scalar(select(func.max(StatusListRecord.number))) or 0) + 1
    row = StatusListRecord(
        office_id=office.id,
        number=number,
        uri=f"{office.public_url.rstrip('/')}/s/{number}",
        capacity=settings().status_capacity,
        allocated=0,
        signed=b"",
        issued_at=now,
        expires=now,
    )
    session.add(row)
    publish(session, row, now)
    return row


def publish(session: Session, row: StatusListRecord, now: datetime, *, is_urgent: bool = False) -> bool:
    """Sign the list as the certificates stand in this transaction; its `iat` grows, by a second at least.

    Whoever changes many certificates in one transaction calls this once a list, at the end.

    :param now: aware UTC.
    :param is_urgent: sign even though `iat` is far ahead of the clock.
    :returns: whether it was signed; if not, it is pending, for :func:`settle` or the timer to publish.
    """
    session.flush()
    session.refresh(row, with_for_update=True)  # here the second of two processes waits for the first
    if not is_urgent and not _has_turn(row, now):
        row.is_pending = True
        return False
    _sign(session, row, datetime.fromtimestamp(_next_second(row, now), UTC))
    return True


def settle(list_id: int, since: datetime, now: datetime, begun: float) -> None:
    """Wait until a change that had to wait is published; publish it when its turn has come.

    :param since: `issued_at` of the list as the transaction that made the change left it.
    :param now: aware UTC.
    :param begun: what `time.monotonic()` said at `now`: the change itself may have waited for the database.
    """
    patience_ends = time.monotonic() + PATIENCE
    while True:
        db.session.rollback()  # reads what others have published meanwhile
        row = db.session.get_one(StatusListRecord, list_id)
        if row.issued_at > since:
            return
        moment = now + timedelta(seconds=time.monotonic() - begun)
        is_urgent = time.monotonic() >= patience_ends
        if not is_urgent and not _has_turn(row, moment):
            time.sleep(_PAUSE)
            continue
        with transaction() as session:
            row = session.get_one(StatusListRecord, list_id, with_for_update=True)
            if row.issued_at <= since:
                publish(session, row, moment, is_urgent=is_urgent)


def publish_pending(now: datetime, *, is_urgent: bool = False) -> int:
    """Publish what had to wait, should the process that made the change have died; returns what still waits.

    :param now: aware UTC.
    :param is_urgent: publish all of it.
    """
    waiting = db.session.scalars(select(StatusListRecord.id).where(StatusListRecord.is_pending)).all()
    left = 0
    for list_id in waiting:
        with transaction() as session:
            row = session.get_one(StatusListRecord, list_id, with_for_update=True)
            left += row.is_pending and not publish(session, row, now, is_urgent=is_urgent)
    db.session.rollback()
    return left


def keep_in_force(session: Session, row: StatusListRecord, now: datetime) -> None:
    """Sign the list anew if it has expired: nothing signed now could be shown to be good by an expired list.

    :param now: aware UTC.
    :raises Conflict: `clock_behind`, the list was signed in what is the future by this clock; it never goes
        back, and no checkpoint would believe it.
    """
    if row.issued_at > now + timedelta(seconds=CLOCK_SKEW):
        raise Conflict("clock_behind")
    if row.expires <= now:
        publish(session, row, now)


def refresh(now: datetime) -> int:
    """Sign anew every list that has lived half its life; returns how many were signed.

    :param now: aware UTC.
    """
    due = now + timedelta(seconds=settings().status_lifetime / 2)
    with transaction() as session:
        rows = session.scalars(select(StatusListRecord).where(StatusListRecord.expires <= due)).all()
        for row in rows:
            publish(session, row, now)
            record(
                session,
                office_id=row.office_id,
                at=now,
                actor=None,
                verb="refresh",
                subject="status_list",
                subject_id=row.id,
            )
    return len(rows)


def forget_past(now: datetime) -> int:
    """Forget past lists that the office need not keep any longer; returns how many.

    :param now: aware UTC.
    """
    kept_since = now - timedelta(days=settings().status_history_days)
    with transaction() as session:
        done = session.execute(delete(PastStatusList).where(PastStatusList.expires <= kept_since))
    return cast(CursorResult[tuple[()]], done).rowcount


def are_fresh(now: datetime) -> bool:
    """Tell whether every published list is still in force."""
    oldest = db.session.scalar(select(func.min(StatusListRecord.expires)))
    return oldest is not None and oldest > now


def _next_second(row: StatusListRecord, now: datetime) -> int:
    """Return the `iat` of the list's next form, unix seconds."""
    moment = int(now.timestamp())
    return max(moment, int(row.issued_at.timestamp()) + 1) if row.signed else moment


def _has_turn(row: StatusListRecord, now: datetime) -> bool:
    return _next_second(row, now) <= int(now.timestamp()) + LEAD


def _sign(session: Session, row: StatusListRecord, issued_at: datetime) -> None:
    states = session.execute(
        select(Certificate.status_index, Certificate.state).where(
            Certificate.status_list_id == row.id, Certificate.state.in_(list(_STATUS))
        )
    )
    statuses = {index: _STATUS[CertificateState(state)] for index, state in states}
    expires = issued_at + timedelta(seconds=settings().status_lifetime)
    content = StatusList(
        uri=row.uri,
        bits=2,
        packed=statuslist.pack(statuses, row.capacity),
        issued_at=int(issued_at.timestamp()),
        expires=int(expires.timestamp()),
        ttl=settings().status_ttl,
    )
    key = office_keys.open_status_key(session, row.office_id, issued_at)
    row.signed = statuslist.prepare(content, key.kid).signed_by(key.sign)
    row.issued_at, row.expires, row.is_pending = issued_at, expires, False
    if settings().status_history_days:
        session.add(
            PastStatusList(status_list_id=row.id, issued_at=issued_at, expires=expires, signed=row.signed)
        )
