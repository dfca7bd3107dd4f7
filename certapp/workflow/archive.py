"""Archiving: papers get what proves them in later years, in the background (PAdES B-LTA).

The file is stored under another hash then; it begins with the one before, which stays in the store.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from certapp.config import settings
from certapp.credential.errors import CertappError
from certapp.paper import archive
from certapp.paper.authority import Authority
from certapp.paper.errors import PaperError, TimeStampError
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, SealLevel
from certapp.registry.database import db, transaction
from certapp.registry.papers import PaperStore
from certapp.workflow import keys, root_key

AFTER = timedelta(days=30)  # after its last day a paper is left as it is
MOST = 1000  # papers in one run

_log = logging.getLogger(__name__)


def due(clock: Callable[[], datetime]) -> int:
    """Archive the papers that wait for it, oldest first; returns how many were.

    It stops at the first failure of the time-stamp authority, which would fail for the others, too; a paper
    that cannot be archived is marked with the cause, and left.

    :param clock: tells the moment, aware UTC.
    """
    authority = settings().time_stamp_authority()
    if authority is None:
        return 0
    query = select(Certificate.id).where(_waits(clock())).order_by(Certificate.id).limit(MOST)
    done = 0
    for certificate_id in db.session.scalars(query).all():
        try:
            done += _archive(certificate_id, authority, clock)
        except TimeStampError as error:
            _log.warning("papers wait for a time stamp: %s", error.code)
            _mark(certificate_id, error.code)
            break
        except CertappError as error:
            _log.error("the paper of certificate %d cannot be archived: %s", certificate_id, error.code)
            _mark(certificate_id, error.code)
    return done


def waiting(office_id: int, now: datetime) -> int:
    """Return how many papers of the office wait for a time stamp; none where no authority is named.

    :param now: aware UTC.
    """
    if not settings().tsa_url:
        return 0
    query = select(func.count()).where(Certificate.office_id == office_id, _waits(now))
    return db.session.scalar(query) or 0


def _waits(now: datetime) -> ColumnElement[bool]:
    """Sealed, not archived yet, recent, and not kept from it by a fault of its own."""
    return (
        Certificate.seal_level.in_((SealLevel.B_B, SealLevel.B_T))
        & (Certificate.expires > now - AFTER)
        & (Certificate.seal_fault.is_(None) | Certificate.seal_fault.startswith("tsa_"))
    )


def _archive(certificate_id: int, authority: Authority, clock: Callable[[], datetime]) -> bool:
    """Archive one paper; tell whether it was done here and not by another process."""
    certificate = db.session.get_one(Certificate, certificate_id)
    root = root_key.issuer_of(certificate.office_id, keys.certificate_of(certificate.signer_key))
    store, before = PaperStore(settings().papers), certificate.paper or ""
    db.session.rollback()  # nothing is held open while the network is waited for
    try:
        pdf = store.get(before)
    except (FileNotFoundError, ValueError) as error:
        raise PaperError("paper_lost") from error
    paper = store.put(archive.archived(pdf, root, authority))
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
        if certificate.paper != before:
            return False
        certificate.paper, certificate.seal_level, certificate.seal_fault = paper, SealLevel.B_LTA, None
        record(
            session,
            office_id=certificate.office_id,
            at=clock(),
            actor=None,
            verb="archive",
            subject="certificate",
            subject_id=certificate_id,
            paper=paper,
            replaces=before,
        )
    return True


def _mark(certificate_id: int, fault: str) -> None:
    db.session.rollback()
    with transaction() as session:
        session.get_one(Certificate, certificate_id, with_for_update=True).seal_fault = fault
