"""Moments and days as people here write them: dd/mm/yyyy, 24 hours, the time of Vietnam."""

from datetime import UTC, date, datetime

from flask import Flask

from certapp.workflow.local_time import ZONE


def init_app(app: Flask) -> None:
    """Give the templates the filters `local_time`, `local_date` and `clock`."""
    app.add_template_filter(local_time)
    app.add_template_filter(local_date)
    app.add_template_filter(clock)


def now() -> datetime:
    """Return the present moment, aware UTC; the only clock of the web."""
    return datetime.now(UTC)


def local_time(moment: datetime | int) -> str:
    """Return `25/11/2026 08:05`.

    :param moment: aware, or unix seconds.
    :raises ValueError: the moment has no zone.
    """
    return f"{_local(moment):%d/%m/%Y %H:%M}"


def local_date(day: date | datetime | int) -> str:
    """Return `25/11/2026`.

    :param day: a day as it is, or a moment (aware, or unix seconds), whose local day is meant.
    :raises ValueError: the moment has no zone.
    """
    if isinstance(day, (datetime, int)):
        day = _local(day)
    return f"{day:%d/%m/%Y}"


def clock(minutes: int) -> str:
    """Return `07:30`.

    :param minutes: after local midnight; 1440 is written 24:00.
    """
    hours, rest = divmod(minutes, 60)
    return f"{hours:02}:{rest:02}"


def _local(moment: datetime | int) -> datetime:
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment, UTC)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(ZONE)
