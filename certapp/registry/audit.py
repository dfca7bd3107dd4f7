"""The audit log: who did what to which record, when. It is only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.people import User


class AuditRecord(Base):
    """One change of state. `facts` holds no personal data; `note` is the reason a person gave."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    note: Mapped[str | None] = mapped_column(String(500))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    actor: Mapped[User | None] = relationship()


def record(
    session: Session,
    *,
    office_id: int,
    at: datetime,
    actor: User | None,
    verb: str,
    subject: str,
    subject_id: int,
    note: str | None = None,
    **facts: Any,
) -> None:
    """Add an audit record to the transaction of the change it tells of.

    :param at: aware UTC.
    :param actor: None for the system itself or the command line.
    :param subject: kind of record, such as `application`.
    :param facts: what else a reader needs; no personal data.
    """
    session.add(
        AuditRecord(
            office_id=office_id,
            at=at,
            actor_id=actor.id if actor else None,
            verb=verb,
            subject=subject,
            subject_id=subject_id,
            note=note,
            facts=facts,
        )
    )


def record_by(
    session: Session, actor: User, verb: str, subject: str, subject_id: int, at: datetime, **more: Any
) -> None:
    """Add an audit record of what a person did in their own office.

    :param at: aware UTC.
    :param more: `note` and facts, as :func:`record` has them.
    """
    record(
        session,
        office_id=actor.office_id,
        at=at,
        actor=actor,
        verb=verb,
        subject=subject,
        subject_id=subject_id,
        **more,
    )
