"""A certificate whose place another one takes: worth nothing any more, though nobody took it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from certapp.registry.application import Application
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import transaction
from certapp.registry.people import User
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import states, status_lists

_IN_USE = (CertificateState.VALID, CertificateState.SUSPENDED)


def supersede(
    session: Session, old: Certificate, new: Certificate, actor: User | None, now: datetime
) -> None:
    """Put `new` in the place of `old`, whose holder is told the new number as the reason.

    The caller publishes `old.status_list`, once for all that it changes in this transaction.

    :param actor: who did it; None for the timer.
    :param now: aware UTC.
    :raises Conflict: `certificate_state`, the old one has ended or was taken back.
    """
    states.change_certificate(old, "supersede", now)
    old.reason = new.number
    record(
        session,
        office_id=old.office_id,
        at=now,
        actor=actor,
        verb="supersede",
        subject="certificate",
        subject_id=old.id,
        note=new.number,
    )


def by_extension(session: Session, new: Certificate, now: datetime) -> int:
    """Supersede what an extension overlaps, if the extension is in force; returns how many.

    An extension that begins later leaves its holder the old paper until then; see :func:`due`.

    :param now: aware UTC.
    """
    if new.application.extends_id is None or new.not_before > now:
        return 0
    overlapped = session.scalars(
        select(Certificate)
        .where(
            Certificate.application_id == new.application.extends_id,
            Certificate.state.in_(_IN_USE),
            Certificate.expires > now,
        )
        .with_for_update()
    ).all()
    for old in overlapped:
        supersede(session, old, new, None, now)
    for list_id in sorted({old.status_list_id for old in overlapped}):
        status_lists.publish(session, session.get_one(StatusListRecord, list_id), now)
    return len(overlapped)


def due(now: datetime) -> int:
    """Supersede what an extension overlaps that has begun by now; returns how many.

    :param now: aware UTC.
    """
    old, new = aliased(Certificate), aliased(Certificate)
    begun = (
        select(new.id)
        .join(Application, Application.id == new.application_id)
        .join(old, old.application_id == Application.extends_id)
        .where(
            Application.extends_id.is_not(None),
            new.state == CertificateState.VALID,
            new.not_before <= now,
            new.expires > now,
            old.state.in_(_IN_USE),
            old.expires > now,
        )
        .distinct()
    )
    with transaction() as session:
        return sum(
            by_extension(session, session.get_one(Certificate, new_id), now)
            for new_id in session.scalars(begun).all()
        )
