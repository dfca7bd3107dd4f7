"""Other offices whose papers this office knows: a root each, pinned by hand, and its trust list."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certapp.registry.database import Base, UtcDateTime


class ForeignOffice(Base):
    """Another office: its root as somebody compared it, and the newest trust list that root has signed.

    `code` is the `iss` of its certificates. `version` and `issued_at` are those of `trust_list`; all three
    are None until a list was imported.
    """

    __tablename__ = "foreign_offices"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    root: Mapped[str] = mapped_column(Text)
    trust_list: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int | None]
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
