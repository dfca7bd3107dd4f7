"""Other offices whose papers this office knows: a root each, pinned by hand, and the lists they signed."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime


class ForeignOffice(Base):
    """Another office: its root as somebody compared it, and the newest trust list that root has signed.

    `code` is the `iss` of its certificates. `version` and `issued_at` are those of `trust_list`; all three
    are None until a list was imported. `address` is where it gives out its lists, None where nobody told;
    `etag` is what it called `trust_list`. `asked_at` is when it was last asked for its lists, `ask_at` when
    it is to be asked again, and `fault` the code of what went wrong the last time, None where all went well.
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
    address: Mapped[str | None] = mapped_column(String(100))
    etag: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ask_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(String(40))

    status_lists: Mapped[list["ForeignStatusList"]] = relationship(
        order_by="ForeignStatusList.number", cascade="all, delete-orphan"
    )


class ForeignStatusList(Base):
    """The newest form held of another office's status list; its times are those of the signed form.

    `uri` is the address that certificates name, `number` the list's number in it; `ttl` is in seconds, and
    `etag` what the office called this form, None where it came from a file.
    """

    __tablename__ = "foreign_status_lists"
    __table_args__ = (UniqueConstraint("foreign_office_id", "uri"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    foreign_office_id: Mapped[int] = mapped_column(ForeignKey("foreign_offices.id"))
    number: Mapped[int]
    uri: Mapped[str] = mapped_column(String(120), index=True)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    ttl: Mapped[int]
    etag: Mapped[str | None] = mapped_column(String(200))
