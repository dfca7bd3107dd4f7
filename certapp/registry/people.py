"""People with an account: who they are, what they may do, and what their next application starts from."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Checkpoint, Office, Unit


class Role(StrEnum):
    """What a person does in the office. The public, the fifth person, has no account."""

    OFFICIAL = "official"
    APPROVER = "approver"
    CHECKPOINT = "checkpoint"
    CLERK = "clerk"


class Sex(StrEnum):
    """As on the identity card."""

    MALE = "male"
    FEMALE = "female"


class User(Base):
    """A person who can sign in. `must_change_password`: somebody else gave the password out and knows it."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoints.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    office: Mapped[Office] = relationship()
    unit: Mapped[Unit | None] = relationship()
    checkpoint: Mapped[Checkpoint | None] = relationship()
    grants: Mapped[list["Grant"]] = relationship(cascade="all, delete-orphan")
    approves_for: Mapped[list[Unit]] = relationship(secondary="approver_units", order_by=Unit.name)
    profile: Mapped["Profile | None"] = relationship(cascade="all, delete-orphan")

    @property
    def roles(self) -> set[Role]:
        """The roles this person holds."""
        return {Role(grant.role) for grant in self.grants}


class Grant(Base):
    """One role of one person."""

    __tablename__ = "grants"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class ApproverUnit(Base):
    """A unit whose applications an approver may decide."""

    __tablename__ = "approver_units"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class Profile(Base):
    """What is known of a person from their last application, to fill in the next one."""

    __tablename__ = "profiles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(8))
    id_number: Mapped[str | None] = mapped_column(String(12))
    street: Mapped[str | None] = mapped_column(String(120))
    ward: Mapped[str | None] = mapped_column(String(60))
    district: Mapped[str | None] = mapped_column(String(60))
    province: Mapped[str | None] = mapped_column(String(60))
    plate: Mapped[str | None] = mapped_column(String(16))
