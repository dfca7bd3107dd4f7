"""Print jobs: whose they are, which papers they print in which order, and how far they have come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.certificate import Certificate
from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Office
from certapp.registry.people import User


class PrintState(StrEnum):
    """Where a print job stands; the last three are its ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class PrintJob(Base):
    """One print file, from the request on.

    `done` counts the papers that stand in parts, of `total`. Until `lease_until` the job belongs to the
    process `worker`, and `tries` counts how often it was taken up since it last came forward. `fault` is the
    code of what made it fail; `file_hash` is the SHA-256 of the file, hexadecimal, and `file_size` its bytes.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (
        Index("ix_print_jobs_owner", "owner_id", "requested_at"),
        Index("ix_print_jobs_state", "state", "advanced_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(12))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    advanced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(String(40))
    file_hash: Mapped[str | None] = mapped_column(String(64))
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    pages: Mapped[int | None]

    office: Mapped[Office] = relationship()
    owner: Mapped[User] = relationship()
    parts: Mapped[list["StoredPart"]] = relationship(
        order_by="StoredPart.start", cascade="all, delete-orphan"
    )


class PrintedPaper(Base):
    """One paper of a job, at its place in the order; `left_out` says what kept it out of the file."""

    __tablename__ = "print_papers"

    job_id: Mapped[int] = mapped_column(ForeignKey("print_jobs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    left_out: Mapped[str | None] = mapped_column(String(12))

    certificate: Mapped[Certificate] = relationship()


class StoredPart(Base):
    """A part on the disk: the papers from position `start` on, `count` of them.

    Its objects have the numbers from `first` on, `room` of them; `sha256` is that of its file, hexadecimal.
    """

    __tablename__ = "print_parts"

    job_id: Mapped[int] = mapped_column(ForeignKey("print_jobs.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    first: Mapped[int]
    room: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
