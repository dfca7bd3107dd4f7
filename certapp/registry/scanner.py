"""The phones of the checkpoints: each joins one post with a code used once, and is known by a token since."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.office import Checkpoint, Office


class Scanner(Base):
    """A phone at a checkpoint, from the moment a clerk offers it a code.

    Of code and token the table holds the SHA-256 only, and of a code that was used nothing at all. `app` is
    the version of the scanner page that the phone last told, `clock_offset` how many milliseconds its clock
    was last behind ours.
    """

    __tablename__ = "scanners"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoints.id"))
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_expires: Mapped[datetime] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    app: Mapped[str | None] = mapped_column(String(40))
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)

    office: Mapped[Office] = relationship()
    checkpoint: Mapped[Checkpoint] = relationship()
