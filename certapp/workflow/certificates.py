"""Finding issued certificates: for the clerk all of the office, for an approver those of their units."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from certapp.registry.application import Application
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db
from certapp.registry.people import ApproverUnit, Role, User
from certapp.workflow.errors import Forbidden, NotFound

PAGE = 25


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One page of certificates; `total` counts those on all pages, `number` starts at 1."""

    rows: Sequence[Certificate]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def search(
    actor: User, *, text: str = "", state: CertificateState | None = None, page: int = 1
) -> CertificatePage:
    """Return a page of the certificates this person manages, newest first.

    :param text: part of the holder's name or of the document number; empty for all.
    :raises Forbidden: `role_needed`.
    """
    query = select(Certificate).join(Application).where(Certificate.office_id == actor.office_id)
    if Role.CLERK not in actor.roles:
        if Role.APPROVER not in actor.roles:
            raise Forbidden("role_needed", role=Role.CLERK.value)
        units = select(ApproverUnit.unit_id).where(ApproverUnit.user_id == actor.id)
        query = query.where(Application.unit_id.in_(units))
    if text:
        query = query.where(
            Application.holder.icontains(text, autoescape=True)
            | Certificate.number.icontains(text, autoescape=True)
        )
    if state is not None:
        query = query.where(Certificate.state == state)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    ordered = query.order_by(Certificate.id.desc()).offset((number - 1) * PAGE).limit(PAGE)
    return CertificatePage(rows=db.session.scalars(ordered).all(), number=number, total=total)


def to_manage(actor: User, certificate_id: int) -> Certificate:
    """Return a certificate that this clerk or approver may see, download, revoke or suspend.

    :raises Forbidden: `role_needed`.
    :raises NotFound: there is none, or it is outside the approver's units.
    """
    if not {Role.CLERK, Role.APPROVER} & actor.roles:
        raise Forbidden("role_needed", role=Role.CLERK.value)
    certificate = db.session.get(Certificate, certificate_id)
    if certificate is None or certificate.office_id != actor.office_id:
        raise NotFound
    in_units = any(unit.id == certificate.application.unit_id for unit in actor.approves_for)
    if Role.CLERK not in actor.roles and not in_units:
        raise NotFound
    return certificate
