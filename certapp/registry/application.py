"""Applications: what an official asks for, and where it stands."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Unit
from certapp.registry.people import User

if TYPE_CHECKING:
    from certapp.registry.certificate import Certificate


class ApplicationState(StrEnum):
    """Where an application stands; workflow/states.py says which leads where."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SIGNING = "signing"
    ISSUED = "issued"


class Application(Base):
    """One application. A draft may lack anything; what is submitted lacks nothing.

    `hours_from` and `hours_until` are minutes after local midnight, both None for the whole day.
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_queue", "office_id", "state", "unit_id", "submitted_at"),
        Index("ix_applications_applicant", "applicant_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    form_id: Mapped[str] = mapped_column(String(36), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column()
    holder: Mapped[str | None] = mapped_column(String(80))
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(8))
    id_number: Mapped[str | None] = mapped_column(String(12))
    street: Mapped[str | None] = mapped_column(String(120))
    ward: Mapped[str | None] = mapped_column(String(60))
    district: Mapped[str | None] = mapped_column(String(60))
    province: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    position: Mapped[str | None] = mapped_column(String(80))
    destinations: Mapped[list[str]] = mapped_column(JSON)
    purpose: Mapped[str | None] = mapped_column(String(200))
    route: Mapped[str | None] = mapped_column(String(200))
    plate: Mapped[str | None] = mapped_column(String(16))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    hours_from: Mapped[int | None]
    hours_until: Mapped[int | None]
    extends_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    certificates: Mapped[list["Certificate"]] = relationship(back_populates="application")
    applicant: Mapped[User] = relationship()
    unit: Mapped[Unit | None] = relationship()
    extends: Mapped["Application | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
