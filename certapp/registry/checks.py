"""What checkpoints found: one row a check, with no more than the certificate's number in our register."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.certificate import Certificate
from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Checkpoint
from certapp.registry.people import User


class Direction(StrEnum):
    """Which way the traveller goes through the checkpoint."""

    IN = "in"
    OUT = "out"


class Check(Base):
    """One check at a checkpoint; `certificate_id` is None for a paper this office did not issue."""

    __tablename__ = "checks"
    __table_args__ = (Index("ix_checks_checkpoint", "checkpoint_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    form_id: Mapped[str] = mapped_column(String(36), unique=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoints.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(16))
    direction: Mapped[str] = mapped_column(String(3))
    note: Mapped[str | None] = mapped_column(String(200))

    checkpoint: Mapped[Checkpoint] = relationship()
    user: Mapped[User] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
