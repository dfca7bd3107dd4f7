"""Finding issued certificates: for the clerk all of the office, for an approver those of their units."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager

from certapp.registry.application import Application
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db
from certapp.registry.people import ApproverUnit, Role, User
from certapp.workflow import texts
from certapp.workflow.errors import Forbidden, NotFound
from certapp.workflow.paging import Page, page_of

MAX_SEARCH = 60  # characters of a name or number that are looked for
MAX_EARLIER = 10
_NEVER_ISSUED = (CertificateState.RESERVED, CertificateState.VOID)
ENDS = (CertificateState.VALID, CertificateState.SUSPENDED)  # what the last day ends


class Standing(StrEnum):
    """What a certificate is worth now: its state, and EXPIRED for what its last day ended."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    RESERVED = "reserved"
    VOID = "void"


def standing(certificate: Certificate, now: datetime) -> Standing:
    """Return what the certificate is worth at the moment `now` (aware UTC)."""
    if certificate.state in ENDS and certificate.expires <= now:
        return Standing.EXPIRED
    return Standing(certificate.state)


def search(
    actor: User, now: datetime, *, text: str = "", standing: Standing | None = None, page: int = 1
) -> Page[Certificate]:
    """Return a page of the certificates this person manages, newest first.

    :param now: aware UTC.
    :param text: part of the holder's name or of the document number; empty for all.
    :param standing: None for all that were issued, whatever they are worth now.
    :param page: from 1; one beyond the last is the last.
    :raises Forbidden: `role_needed`.
    """
    query = matching(actor, now, text=text, standing=standing)
    ordered = query.options(contains_eager(Certificate.application)).order_by(Certificate.id.desc())
    return page_of(ordered, page)


def matching(
    actor: User, now: datetime, *, text: str = "", standing: Standing | None = None
) -> Select[Certificate]:
    """Return the query for the certificates that :func:`search` shows, joined to their applications.

    :raises Forbidden: `role_needed`.
    """
    query = (
        select(Certificate)
        .join(Certificate.application)
        .where(Certificate.office_id == actor.office_id, has_standing(standing, now))
    )
    if not _sees_all(actor):
        units = select(ApproverUnit.unit_id).where(ApproverUnit.user_id == actor.id)
        query = query.where(Application.unit_id.in_(units))
    if text := texts.clean(text[:MAX_SEARCH]):
        query = query.where(
            Application.holder.icontains(text, autoescape=True)
            | Certificate.number.icontains(text, autoescape=True)
        )
    return query


def issued(
    actor: User, now: datetime, limit: int, *, text: str = "", standing: Standing | None = None
) -> Sequence[Certificate]:
    """Return those of the same choice as :func:`search` that were issued, at most `limit`, oldest first.

    :raises Forbidden: `role_needed`.
    """
    query = matching(actor, now, text=text, standing=standing).where(Certificate.token.is_not(None))
    ordered = query.options(contains_eager(Certificate.application)).order_by(Certificate.id)
    return db.session.scalars(ordered.limit(limit)).all()


def to_manage(actor: User, certificate_id: int) -> Certificate:
    """Return a certificate that this clerk or approver may see, download, revoke or suspend.

    :raises Forbidden: `role_needed`.
    :raises NotFound: there is none, or it is outside the approver's units.
    """
    certificate = db.session.get(Certificate, certificate_id)
    if not manages(actor, certificate) or certificate is None:
        raise NotFound
    return certificate


def manages(actor: User, certificate: Certificate | None) -> bool:
    """Tell whether this clerk or approver may see, download, revoke or suspend a certificate.

    :raises Forbidden: `role_needed`.
    """
    sees_all = _sees_all(actor)
    if certificate is None or certificate.office_id != actor.office_id:
        return False
    return sees_all or any(unit.id == certificate.application.unit_id for unit in actor.approves_for)


def earlier(application: Application) -> Sequence[Certificate]:
    """Return what was issued to the same applicant on other applications: the ten newest, newest first."""
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.application)
        .where(
            Application.applicant_id == application.applicant_id,
            Application.id != application.id,
            Certificate.state.not_in(_NEVER_ISSUED),
        )
        .options(contains_eager(Certificate.application))
        .order_by(Certificate.id.desc())
        .limit(MAX_EARLIER)
    ).all()


def has_standing(standing: Standing | None, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a certificate is worth this at the moment `now`; None: it was issued."""
    match standing:
        case None:
            return Certificate.state.not_in(_NEVER_ISSUED)
        case Standing.VALID | Standing.SUSPENDED:
            return (Certificate.state == standing.value) & (Certificate.expires > now)
        case Standing.EXPIRED:
            return Certificate.state.in_(ENDS) & (Certificate.expires <= now)
        case _:
            return Certificate.state == standing.value


def _sees_all(actor: User) -> bool:
    roles = actor.roles if actor.is_active else set()
    if not {Role.CLERK, Role.APPROVER} & roles:
        raise Forbidden("role_needed", role=Role.CLERK.value)
    return Role.CLERK in roles
