"""Certificates and their numbers: reserved before anything is signed, and never used twice."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.application import Application
from certapp.registry.database import Base, UtcDateTime
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey
from certapp.registry.status_list import StatusListRecord


class CertificateState(StrEnum):
    """What the office says of a certificate; workflow/states.py says which leads where."""

    RESERVED = "reserved"
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    VOID = "void"


class SealLevel(StrEnum):
    """What the signature of a paper's PDF brings along (PAdES, ETSI EN 319 142-1)."""

    B_B = "B-B"  # itself
    B_T = "B-T"  # and a time stamp
    B_LTA = "B-LTA"  # and what a verifier needs in later years, with a time stamp over it


class Certificate(Base):
    """A certificate from the reservation of its number on.

    `protected` and `payload` are the exact bytes the key signs; `token` and `paper` (SHA-256 of the
    signed PDF, hexadecimal) are there once it is issued. `replaces` is the certificate whose place it takes,
    under another key. `distrusted` is the state in which a certificate was left when its key was distrusted:
    while it is still in that state, or in force, it waits to be replaced. `seal_level` is a SealLevel, and
    `seal_fault` the code of what kept the seal from a higher one.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "sequence"),
        UniqueConstraint("status_list_id", "status_index"),
        Index("ix_certificates_list", "office_id", "issued_at"),
        Index("ix_certificates_seal", "seal_level", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    approver_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    signer_key_id: Mapped[int] = mapped_column(ForeignKey("signer_keys.id"), index=True)
    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_lists.id"))
    status_index: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), index=True)
    cti: Mapped[bytes] = mapped_column(LargeBinary(8), unique=True)
    protected: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    paper: Mapped[str | None] = mapped_column(String(64))
    seal_level: Mapped[str | None] = mapped_column(String(5))
    seal_fault: Mapped[str | None] = mapped_column(String(40))
    reserved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(500))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), index=True)
    distrusted: Mapped[str | None] = mapped_column(String(12))

    application: Mapped[Application] = relationship(back_populates="certificates")
    approver: Mapped[User] = relationship()
    signer_key: Mapped[SignerKey] = relationship()
    status_list: Mapped[StatusListRecord] = relationship()
    replaces: Mapped["Certificate | None"] = relationship(remote_side=[id])


class NumberSeries(Base):
    """The next number of an office in a year (Decree 30/2020/NĐ-CP, art. 15: numbers run by the year)."""

    __tablename__ = "number_series"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next: Mapped[int]
