"""Pictures that papers may carry: an approver's signature, and the office's seal."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from certapp.registry.database import Base, UtcDateTime


class _Drawing:
    """A PNG made by certapp (RGBA), with the size it has on paper, and since when it is in use."""

    data: Mapped[bytes] = mapped_column(LargeBinary)
    width_mm: Mapped[float]
    height_mm: Mapped[float]
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class SignatureDrawing(_Drawing, Base):
    """How an approver's signature looks; nobody else's paper may carry it."""

    __tablename__ = "signature_drawings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class SealDrawing(_Drawing, Base):
    """How the office's seal looks."""

    __tablename__ = "seal_drawings"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
