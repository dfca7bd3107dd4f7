"""What was odd at the checkpoints, until somebody has looked at it."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.certificate import Certificate
from certapp.registry.checks import Check
from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Checkpoint
from certapp.registry.people import User

alert_checks = Table(
    "alert_checks",
    Base.metadata,
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("check_id", ForeignKey("checks.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Alert(Base):
    """One oddity: of a paper (`cti` and `issuer`, no name) or of a post, with the checks that are odd.

    `first_at`, `last_at` and `count` are of its checks. There is one open alert of a kind about a paper or
    post, and more of the same count it up. One that is closed without `closed_by` has explained itself: a
    check handed over late told that nothing was odd. `version` grows with every change of any alert, so that
    a page can ask for what is new. `checkpoint_id` is the post of the newest of its checks.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_paper", "cti", "kind"),
        Index("ix_alerts_open", "office_id", "closed_at"),
        Index("ix_alerts_version", "office_id", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    kind: Mapped[str] = mapped_column(String(16))
    cti: Mapped[bytes | None] = mapped_column(LargeBinary(8))
    issuer: Mapped[str | None] = mapped_column(String(32))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoints.id"))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    version: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None] = mapped_column(String(200))

    checkpoint: Mapped[Checkpoint] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    closed_by: Mapped[User | None] = relationship()
    checks: Mapped[list[Check]] = relationship(secondary=alert_checks, order_by=(Check.at, Check.id))
