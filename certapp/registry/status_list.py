"""Status lists as they were last signed and published, and as they were before."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certapp.registry.database import Base, UtcDateTime


class StatusListRecord(Base):
    """One status list: its address, its room, and its newest signed form.

    `allocated` counts the entries given out; times are those of the signed form. `is_pending` tells that
    certificates have changed since it was signed, for there were too many changes at once to sign each.
    """

    __tablename__ = "status_lists"
    __table_args__ = (UniqueConstraint("office_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[int]
    uri: Mapped[str] = mapped_column(String(120), unique=True)
    capacity: Mapped[int]
    allocated: Mapped[int] = mapped_column(default=0)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    is_pending: Mapped[bool] = mapped_column(default=False)


class PastStatusList(Base):
    """A signed form of a status list, kept for who asks what was published at a past moment.

    No two of one list have the same `issued_at`: the key says so once more.
    """

    __tablename__ = "past_status_lists"

    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_lists.id"), primary_key=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
