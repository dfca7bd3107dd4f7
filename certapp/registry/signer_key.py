"""The office's keys as the register knows them, and the trust lists the root has signed over them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.people import User


class KeyPurpose(StrEnum):
    """What a key of the office is for."""

    ROOT = "root"
    CERTIFICATE = "certificate"
    STATUS_LIST = "status_list"


class SignerKeyState(StrEnum):
    """REQUESTED waits for the root's certificate; the others are those of the trust list."""

    REQUESTED = "requested"
    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


class SignerKey(Base):
    """A key pair. The private half is the file `file_name` in the key folder; here is the public half.

    Where `token_uri` is set, the private half is in that hardware token, under the label `file_name`; the URI
    names both (RFC 7512) and opens nothing. `since` is when the key left ACTIVE.
    """

    __tablename__ = "signer_keys"
    __table_args__ = (Index("ix_signer_keys_user", "user_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(64), unique=True)
    token_uri: Mapped[str | None] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    certificate: Mapped[str | None] = mapped_column(Text)
    kid: Mapped[bytes | None] = mapped_column(LargeBinary(8), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    certified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()


class TrustListRecord(Base):
    """A trust list as signed; the one with the highest version is in force."""

    __tablename__ = "trust_lists"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
