"""The office's clock: days and hours in Vietnam, kept as UTC everywhere else."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def day_of(moment: datetime) -> date:
    """Return the local day of an aware moment."""
    return moment.astimezone(ZONE).date()


def minute_of(moment: datetime) -> int:
    """Return the minutes since local midnight of an aware moment."""
    local = moment.astimezone(ZONE)
    return local.hour * 60 + local.minute


def start_of(day: date) -> datetime:
    """Return the moment a local day begins, UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the moment a local day is over, UTC."""
    return start_of(day + timedelta(days=1))


def day_text(moment: datetime) -> str:
    """Write the local day of a moment."""
    return f"{day_of(moment):%d/%m/%Y}"


def clock_text(moment: datetime) -> str:
    """Return day and time as the office writes them, such as `25/11/2026 08:00`."""
    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M}"
