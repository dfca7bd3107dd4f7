"""What the clerk sees first: what waits, how much there is of everything, and whether the lists are fresh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select

from certapp.registry.application import Application
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Unit
from certapp.registry.people import ApproverUnit, Grant, Role, User
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import alphabet, archive
from certapp.workflow.certificates import ENDS, Standing
from certapp.workflow.people import require_role


@dataclass(frozen=True, slots=True)
class Overview:
    """The office at one moment.

    :param applications: how many there are in each state that occurs.
    :param certificates: how many there are of each standing that occurs.
    :param units_without_approver: open units whose applications nobody may decide.
    :param approvers_without_key: approvers who have not even asked for a key.
    :param lists: the published status lists.
    :param unstamped: how many papers wait for a time stamp.
    """

    applications: Mapping[str, int]
    certificates: Mapping[str, int]
    units_without_approver: Sequence[Unit]
    approvers_without_key: Sequence[User]
    lists: Sequence[StatusListRecord]
    unstamped: int


def of(actor: User, now: datetime, today: date) -> Overview:
    """Return the overview of the clerk's office.

    :param now: aware UTC.
    :param today: the local day.
    :raises Forbidden: `role_needed`.
    """
    require_role(actor, Role.CLERK)
    lists = select(StatusListRecord).where(StatusListRecord.office_id == actor.office_id)
    return Overview(
        applications=_applications(actor.office_id),
        certificates=_certificates(actor.office_id, now),
        units_without_approver=_units_without_approver(actor.office_id, today),
        approvers_without_key=_approvers_without_key(actor.office_id),
        lists=db.session.scalars(lists.order_by(StatusListRecord.number)).all(),
        unstamped=archive.waiting(actor.office_id, now),
    )


def last_reset(user: User) -> datetime | None:
    """Return when the account was last given a password that others saw.

    A key that was asked for soon after may have been asked for by somebody else.
    """
    return db.session.scalar(
        select(func.max(AuditRecord.at)).where(
            AuditRecord.subject == "user",
            AuditRecord.subject_id == user.id,
            AuditRecord.verb == "reset_password",
        )
    )


def _applications(office_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Application.state, func.count())
        .where(Application.office_id == office_id)
        .group_by(Application.state)
    )
    return dict(rows.all())


def _certificates(office_id: int, now: datetime) -> dict[str, int]:
    has_ended = Certificate.state.in_(ENDS) & (Certificate.expires <= now)
    standing = case((has_ended, Standing.EXPIRED.value), else_=Certificate.state).label("standing")
    rows = db.session.execute(
        select(standing, func.count()).where(Certificate.office_id == office_id).group_by("standing")
    )
    return dict(rows.all())


def _approvers() -> Select[int]:
    return (
        select(User.id)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.role == Role.APPROVER.value, User.is_active)
    )


def _units_without_approver(office_id: int, today: date) -> list[Unit]:
    served = select(ApproverUnit.unit_id).where(ApproverUnit.user_id.in_(_approvers()))
    rows = db.session.scalars(select(Unit).where(Unit.office_id == office_id, Unit.id.not_in(served)))
    return sorted((unit for unit in rows if unit.is_open(today)), key=lambda unit: alphabet.key(unit.name))


def _approvers_without_key(office_id: int) -> Sequence[User]:
    with_key = select(SignerKey.user_id).where(
        SignerKey.purpose == KeyPurpose.CERTIFICATE,
        SignerKey.state.in_((SignerKeyState.ACTIVE, SignerKeyState.REQUESTED)),
        SignerKey.user_id.is_not(None),
    )
    return db.session.scalars(
        select(User)
        .where(User.office_id == office_id, User.id.in_(_approvers()), User.id.not_in(with_key))
        .order_by(User.name)
    ).all()
