"""Where an application is: what happened to it, who has it now, and what came of it."""

from collections.abc import Sequence

from sqlalchemy import select

from certapp.registry.application import Application, ApplicationState
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db
from certapp.registry.people import ApproverUnit, User

_UNSEEN = (CertificateState.RESERVED, CertificateState.VOID)


def certificate_of(application: Application) -> Certificate | None:
    """Return the newest certificate that came of an application, if one was issued."""
    issued = [certificate for certificate in application.certificates if certificate.state not in _UNSEEN]
    return max(issued, key=lambda certificate: certificate.id, default=None)


def timeline(application: Application) -> Sequence[AuditRecord]:
    """Return what happened to an application and its certificates, oldest first."""
    certificates = [certificate.id for certificate in application.certificates]
    return db.session.scalars(
        select(AuditRecord)
        .where(
            (AuditRecord.subject == "application") & (AuditRecord.subject_id == application.id)
            | (AuditRecord.subject == "certificate") & AuditRecord.subject_id.in_(certificates)
        )
        .order_by(AuditRecord.id)
    ).all()


def awaiting(application: Application) -> Sequence[User]:
    """Return the people whose turn it is: the applicant, those who may decide, or who is signing."""
    match application.state:
        case ApplicationState.DRAFT | ApplicationState.RETURNED:
            return [application.applicant]
        case ApplicationState.SUBMITTED:
            deciders = select(ApproverUnit.user_id).where(ApproverUnit.unit_id == application.unit_id)
            return db.session.scalars(
                select(User)
                .where(User.id.in_(deciders), User.id != application.applicant_id, User.is_active)
                .order_by(User.name)
            ).all()
        case ApplicationState.SIGNING:
            reserved = CertificateState.RESERVED
            return [made.approver for made in application.certificates if made.state == reserved]
        case _:
            return []
