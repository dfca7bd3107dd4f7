"""What checkpoints found: one row a check, with no more than the certificate's number in our register."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.certificate import Certificate
from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Checkpoint
from certapp.registry.people import User
from certapp.registry.scanner import Scanner


class Direction(StrEnum):
    """Which way the traveller goes through the checkpoint."""

    IN = "in"
    OUT = "out"


class Check(Base):
    """One check at a checkpoint, by a guard at a page of ours (`user_id`) or by a phone (`scanner_id`).

    Of the paper it holds its `cti` and its `issuer`, both None where the signature vouched for neither, and
    no name; `certificate_id` is None for a paper this office did not issue. `form_id` is the id that page or
    phone gave it: the same one twice is one check. `at` is by our clock: of a phone it is the phone's own
    moment put forward by `clock_offset`, milliseconds. `outside` tells of a valid paper outside its hours.
    """

    __tablename__ = "checks"
    __table_args__ = (
        Index("ix_checks_checkpoint", "checkpoint_id", "at"),
        Index("ix_checks_paper", "cti", "at"),
        Index("ix_checks_time", "office_id", "at"),
        Index("ix_checks_verdict", "checkpoint_id", "verdict", "at"),
        {"sqlite_autoincrement": True},  # checks are deleted, and the audit log goes on naming them
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    form_id: Mapped[str] = mapped_column(String(36), unique=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoints.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    scanner_id: Mapped[int | None] = mapped_column(ForeignKey("scanners.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), index=True)
    cti: Mapped[bytes | None] = mapped_column(LargeBinary(8))
    issuer: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(40), server_default="")
    outside: Mapped[bool] = mapped_column(server_default=false())
    direction: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str | None] = mapped_column(String(200))

    checkpoint: Mapped[Checkpoint] = relationship()
    user: Mapped[User | None] = relationship()
    scanner: Mapped[Scanner | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
