"""Sign-ins that are open, and the memory of wrong guesses."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certapp.registry.database import Base, UtcDateTime
from certapp.registry.people import User


class SignIn(Base):
    """One open sign-in; the browser holds a random token, the table its SHA-256."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(String(120))

    user: Mapped[User] = relationship()


class Guesses(Base):
    """Wrong guesses at one secret in the current window; `subject` is a hash, so that it names nobody."""

    __tablename__ = "guesses"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    window_ends: Mapped[datetime] = mapped_column(UtcDateTime)
