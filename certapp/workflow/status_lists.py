"""The office's status lists: an entry a certificate, signed at each change and before they grow old."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.credential import Status, StatusList, TrustList, statuslist
from certapp.credential.errors import ListError
from certapp.credential.verification import CLOCK_SKEW
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import office_keys
from certapp.workflow.errors import Conflict, NotFound

_STATUS = {
    CertificateState.SUSPENDED: Status.SUSPENDED,
    CertificateState.REVOKED: Status.INVALID,
    CertificateState.VOID: Status.INVALID,
}
_log = logging.getLogger(__name__)
_FULL = 0.9  # up to here a random entry is soon a free one


class PublishedLists(Mapping[str, StatusList]):
    """The status lists the office has published, by address, each read when it is asked for."""

    def __init__(self, trust_list: TrustList) -> None:
        self._trust_list = trust_list

    def __getitem__(self, uri: str) -> StatusList:
        signed = db.session.scalar(select(StatusListRecord.signed).where(StatusListRecord.uri == uri))
        if signed is None:
            raise KeyError(uri)
        try:
            return _opened(signed, uri, _Shared(self._trust_list))
        except ListError as error:  # its key was revoked: as good as no list, until it is signed anew
            _log.error("the status list %s cannot be used: %s", uri, error)
            raise KeyError(uri) from error

    def __iter__(self) -> Iterator[str]:
        return iter(db.session.scalars(select(StatusListRecord.uri)))

    def __len__(self) -> int:
        return db.session.scalar(select(func.count()).select_from(StatusListRecord)) or 0


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
    session.flush()
    publish(session, row, now)
    return row


def publish(session: Session, row: StatusListRecord, now: datetime) -> None:
    """Sign the list as the certificates stand in this transaction; its time never goes back.

    :param now: aware UTC.
    """
    session.flush()
    states = session.execute(
        select(Certificate.status_index, Certificate.state).where(
            Certificate.status_list_id == row.id, Certificate.state.in_(list(_STATUS))
        )
    )
    statuses = {index: _STATUS[CertificateState(state)] for index, state in states}
    issued_at = max(now.replace(microsecond=0), row.issued_at.replace(microsecond=0))
    lifetime = settings().status_lifetime
    content = StatusList(
        uri=row.uri,
        bits=2,
        packed=statuslist.pack(statuses, row.capacity),
        issued_at=int(issued_at.timestamp()),
        expires=int(issued_at.timestamp()) + lifetime,
        ttl=settings().status_ttl,
    )
    key = office_keys.open_status_key(session, row.office_id)
    row.signed = statuslist.prepare(content, key.kid).signed_by(key.sign)
    row.issued_at = issued_at
    row.expires = issued_at + timedelta(seconds=lifetime)


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


def published(number: int) -> StatusListRecord:
    """Return the published list with this number.

    :raises NotFound: there is none.
    """
    row = db.session.scalar(select(StatusListRecord).where(StatusListRecord.number == number))
    if row is None:
        raise NotFound
    return row


def are_fresh(now: datetime) -> bool:
    """Tell whether every published list is still in force."""
    oldest = db.session.scalar(select(func.min(StatusListRecord.expires)))
    return oldest is not None and oldest > now


class _Shared:
    """A trust list as a cache key: the same object, or the same issuer and version."""

    def __init__(self, trust_list: TrustList) -> None:
        self.trust_list = trust_list
        self._key = (trust_list.issuer, trust_list.version, trust_list.issued_at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=256)
def _opened(signed: bytes, uri: str, shared: _Shared) -> StatusList:
    """Parse once: the same bytes under the same trust list are the same list."""
    return statuslist.open_signed(signed, shared.trust_list, uri=uri)
