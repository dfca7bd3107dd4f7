"""Reservations: a certificate's number, status entry and exact bytes, recorded before anything is signed.

A reservation becomes a certificate or is void; its number and its entry are never given out again.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.credential import StatusRef, claims, token
from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState, NumberSeries
from certapp.registry.database import db, transaction
from certapp.registry.office import Office, Unit
from certapp.registry.people import ApproverUnit, Role, User
from certapp.workflow import content as content_
from certapp.workflow import keys, review, states, status_lists, wording
from certapp.workflow.errors import Conflict
from certapp.workflow.local_time import day_of
from certapp.workflow.people import require_role

# A signing takes less than a second; what is older was interrupted and may be released by a colleague.
INTERRUPTED = timedelta(minutes=5)


def reserve(actor_id: int, application_id: int, version: int, key_id: int, kid: bytes, now: datetime) -> int:
    """Reserve what a signature needs, or find what this approver reserved before an interruption.

    :param version: of the application as the approver saw it.
    :param key_id: the approver's key that will sign, whose `kid` goes into the bytes.
    :param now: aware UTC.
    :returns: the id of the reserved certificate.
    :raises Conflict: as :func:`certapp.workflow.issue.sign`.
    """
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = review.take(session, actor, application_id, version)
        is_new = application.state != ApplicationState.SIGNING
        if is_new:
            states.move_application(application, "reserve")
        if is_over(application, now):
            raise Conflict("dates_passed")
        if is_new:
            certificate = make(session, application, actor, key_id, kid, now)
        else:
            certificate = _resumed(session, application, actor_id, key_id, now)
        return certificate.id


def make(
    session: Session,
    application: Application,
    actor: User,
    key_id: int,
    kid: bytes,
    now: datetime,
    *,
    replaces: Certificate | None = None,
) -> Certificate:
    """Reserve the next number, an entry and the bytes that say what the application asks for.

    :param replaces: the certificate whose place the new one takes.
    """
    office = session.get_one(Office, application.office_id)
    unit = session.get_one(Unit, application.unit_id)
    year, sequence = _next_number(session, office.id, now)
    status_list, index = status_lists.allocate(session, office, now)
    issue = wording.Issue(
        number=wording.number_text(office, sequence),
        at=now,
        cti=secrets.token_bytes(claims.CTI_BYTES),
        status=StatusRef(index=index, uri=status_list.uri),
    )
    said = wording.claims(office, unit, content_.of(application), issue)
    prepared = token.prepare(said, kid)
    certificate = Certificate(
        office_id=office.id,
        application_id=application.id,
        approver_id=actor.id,
        signer_key_id=key_id,
        status_list_id=status_list.id,
        status_index=index,
        state=CertificateState.RESERVED,
        year=year,
        sequence=sequence,
        number=issue.number,
        cti=issue.cti,
        protected=prepared.protected,
        payload=prepared.payload,
        reserved_at=now,
        not_before=datetime.fromtimestamp(said.not_before, now.tzinfo),
        expires=datetime.fromtimestamp(said.expires, now.tzinfo),
        replaces_id=replaces.id if replaces else None,
    )
    session.add(certificate)
    session.flush()
    _record(session, certificate, actor, "reserve", now)
    return certificate


def of(application: Application) -> Certificate | None:
    """Return the reserved certificate of an application that is being signed."""
    return _find(db.session(), application)


def unfinished(actor: User) -> Sequence[Application]:
    """Return the applications of the approver's units that are being signed, oldest first.

    A signing takes less than a second: what is still there was interrupted.
    """
    require_role(actor, Role.APPROVER)
    return db.session.scalars(
        select(Application)
        .where(
            Application.unit_id.in_(select(ApproverUnit.unit_id).where(ApproverUnit.user_id == actor.id)),
            Application.state == ApplicationState.SIGNING,
        )
        .order_by(Application.submitted_at, Application.id)
    ).all()


def is_over(application: Application, now: datetime) -> bool:
    """Tell whether the last day of the travel has passed, so that nothing can be signed for it any more."""
    return application.end_date is None or application.end_date < day_of(now)


def may_continue(actor: User, certificate: Certificate) -> bool:
    """Tell whether the approver could sign what is reserved: it is theirs, and names the key they have."""
    key = keys.active_key(actor)
    return certificate.approver_id == actor.id and key is not None and key.id == certificate.signer_key_id


def may_release(actor: User, certificate: Certificate, now: datetime) -> bool:
    """Tell whether the approver may give up a reservation: their own, or one that was interrupted.

    :param now: aware UTC.
    """
    return certificate.approver_id == actor.id or certificate.reserved_at + INTERRUPTED <= now


def release(actor: User, application_id: int, version: int, now: datetime) -> None:
    """Give up a reservation that was not signed: its number is void for good, the application queues again.

    :param version: of the application as the approver saw it.
    :param now: aware UTC.
    :raises NotFound: not one of the approver's units.
    :raises Forbidden: `own_application`.
    :raises Conflict: decided or signed meanwhile; nothing is reserved; a colleague is signing at this moment.
    """
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = review.take(session, actor, application_id, version)
        certificate = _required(session, application)
        if not may_release(actor, certificate, now):
            raise Conflict("being_signed")
        _void(session, certificate, actor, now)


def give_up(certificate_id: int, fault: str, now: datetime) -> str:
    """Void a reservation that cannot become a certificate, however often it is tried.

    :param fault: code of what is wrong with it.
    :param now: aware UTC.
    :returns: the number that is void.
    """
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
        if certificate.state == CertificateState.RESERVED:
            _void(session, certificate, certificate.approver, now, fault=fault)
        return certificate.number


def _resumed(
    session: Session, application: Application, actor_id: int, key_id: int, now: datetime
) -> Certificate:
    certificate = _required(session, application)
    if certificate.approver_id != actor_id:
        raise Conflict("being_signed")
    if certificate.signer_key_id != key_id:  # the reserved bytes name the other key
        raise Conflict("reserved_for_other_key")
    status_lists.keep_in_force(session, certificate.status_list, now)
    return certificate


def _void(session: Session, certificate: Certificate, actor: User, now: datetime, **facts: str) -> None:
    states.move_application(certificate.application, "void")
    states.move_certificate(certificate, "void")
    status_lists.publish(session, certificate.status_list, now)
    _record(session, certificate, actor, "void", now, **facts)


def _required(session: Session, application: Application) -> Certificate:
    certificate = _find(session, application)
    if certificate is None:
        raise Conflict("application_state", state=application.state)
    return certificate


def _find(session: Session, application: Application) -> Certificate | None:
    return session.scalar(
        select(Certificate).where(
            Certificate.application_id == application.id, Certificate.state == CertificateState.RESERVED
        )
    )


def _next_number(session: Session, office_id: int, now: datetime) -> tuple[int, int]:
    """Take the next number of the local year; what is taken is never given out again."""
    year = day_of(now).year
    series = session.get(NumberSeries, (office_id, year), with_for_update=True)
    if series is None:
        series = NumberSeries(office_id=office_id, year=year, next=1)
        session.add(series)
    sequence = series.next
    series.next = sequence + 1
    return year, sequence


def _record(
    session: Session, certificate: Certificate, actor: User, verb: str, now: datetime, **facts: str
) -> None:
    record(
        session,
        office_id=certificate.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="certificate",
        subject_id=certificate.id,
        **facts,
    )
