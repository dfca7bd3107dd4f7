"""Issuing: reserve, sign, commit.

One transaction reserves number, status entry and the exact bytes to be signed. Then the approver's key
signs, and our own verify() must agree. Then one transaction stores token and paper. After a crash in
between, the same approver signs the same bytes again; nobody sees a certificate that is not stored.
"""

import secrets
from datetime import datetime
from typing import Any

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.credential import StatusRef, VerdictCode, claims, qrtext, token, verify
from certapp.credential.cose import ToBeSigned
from certapp.keystore.signing import SigningKey
from certapp.paper.layout import draw
from certapp.paper.seal import seal
from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState, NumberSeries
from certapp.registry.database import db, transaction
from certapp.registry.office import Office, Unit
from certapp.registry.papers import PaperStore
from certapp.registry.people import User
from certapp.workflow import content as content_
from certapp.workflow import keys, review, states, status_lists, trial, trust_list, wording
from certapp.workflow.errors import Conflict, Forbidden, WorkflowError
from certapp.workflow.local_time import day_of


def sign(actor: User, application_id: int, version: int, passphrase: str, now: datetime) -> Certificate:
    """Issue the certificate an application asks for, under the approver's own key.

    :param version: of the application as the approver saw it.
    :param passphrase: opens the approver's key for this signature; never stored.
    :param now: aware UTC.
    :raises WrongPassphrase: nothing has changed, and the try is counted.
    :raises Throttled: too many wrong passphrases.
    :raises Forbidden: `own_application`.
    :raises NotFound: not one of the approver's units.
    :raises Conflict: decided meanwhile; being signed by somebody else; its dates have passed; no key.
    """
    _check_may_sign(actor, application_id, version)
    actor_id = actor.id
    key_row, key = keys.open_own(actor, passphrase, now)
    certificate_id = reserve(actor_id, application_id, version, key_row.id, key.kid, now)
    _complete(certificate_id, key, now)
    return db.session.get_one(Certificate, certificate_id)


def release(actor: User, application_id: int, now: datetime) -> None:
    """Give up a reservation that was not signed: its number is void for good, the application queues again.

    :raises NotFound: not one of the approver's units.
    :raises Conflict: nothing is reserved.
    """
    review.to_decide(actor, application_id)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = review.to_decide(actor, application_id)
        session.refresh(application, with_for_update=True)
        if application.applicant_id == actor.id:
            raise Forbidden("own_application")
        certificate = _reservation(session, application)
        states.move_application(application, "void")
        states.move_certificate(certificate, "void")
        status_lists.publish(session, certificate.status_list, now)
        _record(session, certificate, actor, "void", now)


def reservation_of(application: Application) -> Certificate | None:
    """Return the reserved certificate of an application that is being signed."""
    return _reserved(db.session(), application)


def paper_of(certificate: Certificate) -> bytes:
    """Return the signed PDF of an issued certificate, as it was stored.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    if certificate.paper is None:
        raise Conflict("certificate_state", state=certificate.state)
    return PaperStore(settings().papers).get(certificate.paper)


def qr_text_of(certificate: Certificate) -> str:
    """Return the QR text of an issued certificate.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    if certificate.token is None:
        raise Conflict("certificate_state", state=certificate.state)
    office = db.session.get_one(Office, certificate.office_id)
    return qrtext.encode(certificate.token, office.public_url)


def _check_may_sign(actor: User, application_id: int, version: int) -> None:
    """Refuse before the passphrase is looked at what would be refused after it."""
    application = review.to_decide(actor, application_id)
    if application.applicant_id == actor.id:
        raise Forbidden("own_application")
    if application.version != version:
        raise Conflict("application_changed", state=application.state)


def reserve(actor_id: int, application_id: int, version: int, key_id: int, kid: bytes, now: datetime) -> int:
    """Reserve number, status entry and bytes, or find what this approver reserved before a crash."""
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        application = review.take(session, actor, application_id, version)
        if application.state == ApplicationState.SIGNING:
            return _resumed(session, application, actor_id, key_id).id
        states.move_application(application, "reserve")
        content = content_.of(application)
        if content.end_date is None or content.end_date < day_of(now):
            raise Conflict("dates_passed")
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
        said = wording.claims(office, unit, content, issue)
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
        )
        session.add(certificate)
        session.flush()
        _record(session, certificate, actor, "reserve", now)
        return certificate.id


def _complete(certificate_id: int, key: SigningKey, now: datetime) -> None:
    """Sign the reserved bytes, check the result as a checkpoint would, print, seal, store."""
    certificate = db.session.get_one(Certificate, certificate_id)
    prepared = ToBeSigned(certificate.protected, certificate.payload)
    signed = prepared.signed_by(key.sign)
    trusted = trust_list.current(certificate.office_id)
    verdict = verify(signed, trusted, status_lists.PublishedLists(trusted), int(now.timestamp()))
    if verdict.code not in (VerdictCode.VALID, VerdictCode.NOT_YET_VALID):
        raise WorkflowError("self_check_failed", verdict=verdict.code.value, reason=verdict.reason)
    pdf = _paper(certificate, signed, key)
    digest = PaperStore(settings().papers).put(pdf)
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
        states.move_certificate(certificate, "issue")
        states.move_application(certificate.application, "issue")
        certificate.token, certificate.paper, certificate.issued_at = signed, digest, now
        actor = session.get_one(User, certificate.approver_id)
        _record(session, certificate, actor, "issue", now, paper=digest)


def _paper(certificate: Certificate, signed: bytes, key: SigningKey) -> bytes:
    application, approver = certificate.application, certificate.approver
    office = db.session.get_one(Office, certificate.office_id)
    unit = db.session.get_one(Unit, application.unit_id)
    sheet = wording.sheet(
        office,
        unit,
        content_.of(application),
        number=certificate.number,
        at=certificate.reserved_at,
        signature=wording.Signature(
            name=approver.name, title=approver.title, qr_text=qrtext.encode(signed, office.public_url)
        ),
    )
    root = x509.load_pem_x509_certificate(trust_list.root_certificate(office.id).encode())
    return seal(
        draw(sheet, trial.fonts()),
        key,
        [root],
        signed_at=certificate.reserved_at,
        reason=sheet.title,
        location=office.place,
    )


def _resumed(session: Session, application: Application, actor_id: int, key_id: int) -> Certificate:
    certificate = _reservation(session, application)
    if certificate.approver_id != actor_id or certificate.signer_key_id != key_id:
        raise Conflict("being_signed")
    return certificate


def _reservation(session: Session, application: Application) -> Certificate:
    certificate = _reserved(session, application)
    if certificate is None:
        raise Conflict("application_state", state=application.state)
    return certificate


def _reserved(session: Session, application: Application) -> Certificate | None:
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
    session: Session, certificate: Certificate, actor: User, verb: str, now: datetime, **facts: Any
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
