"""certapp.web.applicant.fields: days and times as people type them, kept when they cannot be read."""

from collections.abc import Iterator
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from certapp.web.applicant.fields import DayField, TimeField
from tests.world import World


class _Form(Form):
    day = DayField()
    time = TimeField()


@pytest.fixture(autouse=True)
def context(office: World) -> Iterator[None]:
    """Sentences need an application."""
    with office.app.app_context():
        yield


def sent(**values: str) -> _Form:
    form = _Form(MultiDict(values))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("25/11/2026", date(2026, 11, 25)),
        (" 5/3/2026 ", date(2026, 3, 5)),
        ("25-11-2026", date(2026, 11, 25)),
        ("25.11.2026", date(2026, 11, 25)),
        ("29/02/2028", date(2028, 2, 29)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_day(text: str, day: date | None) -> None:
    form = sent(day=text)
    assert (form.day.data, form.day.errors) == (day, [])
    assert 'type="date"' in form.day()
    assert f'value="{day.isoformat() if day else ""}"' in form.day()


@pytest.mark.parametrize(
    "text",
    ["29/02/2026", "31/04/2026", "11/25/2026", "25/11/26", "mai", "2026-13-01", "0000-01-01", "9" * 5000],
)
def test_what_is_no_day_is_kept_and_shown_as_typed(text: str) -> None:
    form = sent(day=text)
    assert (form.day.data, form.day.errors) == (None, ["Ngày không đúng; ghi theo mẫu 25/11/2026."])
    assert 'type="text"' in form.day()
    assert f'value="{text}"' in form.day()


@pytest.mark.parametrize(
    ("text", "minutes", "shown"),
    [
        ("07:30", 450, "07:30"),
        ("7:30", 450, "07:30"),
        ("7h30", 450, "07:30"),
        ("7h", 420, "07:00"),
        ("7g 05", 425, "07:05"),
        ("07.30", 450, "07:30"),
        ("07:30:00", 450, "07:30"),
        ("00:00", 0, "00:00"),
        ("24:00", 1440, "00:00"),
        ("", None, ""),
    ],
)
def test_a_time(text: str, minutes: int | None, shown: str) -> None:
    form = sent(time=text)
    assert (form.time.data, form.time.errors) == (minutes, [])
    assert 'type="time"' in form.time()
    assert f'value="{shown}"' in form.time()


@pytest.mark.parametrize(
    "text", ["7", "7:5", "25:00", "24:01", "12:60", "sáng", "-1:00", "7:30 PM", "9" * 5000]
)
def test_what_is_no_time_is_kept_and_shown_as_typed(text: str) -> None:
    form = sent(time=text)
    assert (form.time.data, form.time.errors) == (None, ["Giờ không đúng; ghi theo mẫu 07:30."])
    assert 'type="text"' in form.time()
    assert f'value="{text}"' in form.time()


def test_a_stored_value_is_shown() -> None:
    form = _Form(data={"day": date(2026, 1, 2), "time": 1440})
    assert 'value="2026-01-02"' in form.day()
    assert 'value="00:00"' in form.time()


def test_a_field_that_was_not_sent_is_empty() -> None:
    form = sent(other="x")
    assert (form.day.data, form.time.data, form.errors) == (None, None, {})
