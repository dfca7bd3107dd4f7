"""What an approver should look at twice before signing; none of it forbids to sign."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certapp.registry.application import Application
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db
from certapp.workflow import content as content_
from certapp.workflow import rules
from certapp.workflow.local_time import day_of

_IN_FORCE = (CertificateState.VALID, CertificateState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that looks odd.

    :param code: machine word, the key of its sentence.
    :param facts: what the sentence mentions.
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def of(application: Application, now: datetime) -> list[Concern]:
    """Return the concerns about a submitted application, gravest first.

    :param now: aware UTC.
    """
    content, today = content_.of(application), day_of(now)
    found = [Concern(code) for code in rules.warnings(content, application.applicant)]
    if content.start_date and content.end_date and content.start_date < today <= content.end_date:
        found.append(Concern("travel_begun"))
    if application.unit and not application.unit.is_open(today):
        found.append(Concern("unit_ended"))
    found += [_about(certificate) for certificate in _others(application)]
    return found


def _others(application: Application) -> list[Certificate]:
    """Certificates of the same applicant that overlap in time, or were revoked."""
    certificates = db.session.scalars(
        select(Certificate)
        .join(Certificate.application)
        .where(
            Application.applicant_id == application.applicant_id,
            Application.id != application.id,
            Certificate.state.in_((*_IN_FORCE, CertificateState.REVOKED)),
        )
        .order_by(Certificate.id)
    )
    return [
        one for one in certificates if one.state == CertificateState.REVOKED or _overlap(one, application)
    ]


def _overlap(certificate: Certificate, application: Application) -> bool:
    other = certificate.application
    if not (other.start_date and other.end_date and application.start_date and application.end_date):
        return False
    return other.start_date <= application.end_date and application.start_date <= other.end_date


def _about(certificate: Certificate) -> Concern:
    code = "revoked_before" if certificate.state == CertificateState.REVOKED else "overlaps"
    return Concern(code, {"number": certificate.number})
