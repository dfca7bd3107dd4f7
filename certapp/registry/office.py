"""The issuing office, its units and its checkpoints."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certapp.registry.database import Base, UtcDateTime


class Office(Base):
    """An office that issues certificates, with what its paper says of it.

    `wording` holds the templates that the office has chosen itself, by part (workflow/wording_templates.py).
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_lines: Mapped[list[str]] = mapped_column(JSON)
    body_lines: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(String(60))
    number_form: Mapped[str] = mapped_column(String(40))
    authority_lines: Mapped[list[str]] = mapped_column(JSON)
    recipients: Mapped[list[str]] = mapped_column(JSON)
    footer: Mapped[str] = mapped_column(String(200))
    wording: Mapped[dict[str, str]] = mapped_column(JSON)
    home_district: Mapped[str] = mapped_column(String(80))
    home_province: Mapped[str] = mapped_column(String(80))
    public_url: Mapped[str] = mapped_column(String(100))
    max_days: Mapped[int]
    alert_thresholds: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    is_demo: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Unit(Base):
    """A place or agency where officials serve; `until` is its last day, if it has ended."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    since: Mapped[date]
    until: Mapped[date | None]

    def is_open(self, day: date) -> bool:
        """Tell whether the unit exists on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


class Checkpoint(Base):
    """A post where papers are checked."""

    __tablename__ = "checkpoints"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None where the office has not told."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude
