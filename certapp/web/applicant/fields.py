"""Days and times as form fields: what cannot be read is kept and shown as it was typed."""

import re
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.widgets import Input

from certapp.sentences import field_sentence

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_TIME = re.compile(r"(\d{1,2}) ?[:hg.] ?(\d{2})?")  # 7:30, 7h30, 7h
_TIME_OF_INPUT = re.compile(r"(\d{2}):(\d{2}):\d{2}(\.\d+)?")


class _Picker(Input):
    """The browser's own picker, or a line of text while its value is no day or time."""

    validation_attrs = ["required", "disabled"]  # noqa: RUF012  # as WTForms has it

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        """Draw it."""
        return super().__call__(field, type=self.input_type if field.is_readable else "text", **kwargs)


class _TypedField(Field):
    """A value read from a text; an empty text is no value."""

    def read(self, text: str) -> Any:
        """Return the value of a text.

        :raises ValueError: it has none; the message is for the person who typed it.
        """
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the value as the browser's picker wants it."""
        raise NotImplementedError

    @property
    def typed(self) -> str:
        """What was typed."""
        return self.raw_data[0].strip() if self.raw_data and isinstance(self.raw_data[0], str) else ""

    @property
    def is_readable(self) -> bool:
        """Whether the picker can show the value."""
        return self.data is not None or not self.typed

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent."""
        self.data = self.read(self.typed) if self.typed else None

    def _value(self) -> str:
        return self.typed if self.data is None else self.write(self.data)


class DayField(_TypedField):
    """A day: `2026-11-25` from a browser's picker, or `25/11/2026` as people write it."""

    widget = _Picker("date")

    def read(self, text: str) -> date:
        """Return the day."""
        self.data = None
        written = _DAY.fullmatch(text)
        try:
            if written:
                day, month, year = map(int, written.groups())
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(field_sentence("date_form")) from error

    def write(self, value: date) -> str:
        """Return `2026-11-25`."""
        return value.isoformat()


class TimeField(_TypedField):
    """A time of the day, in minutes after midnight: `07:30`, `7h30` or `24:00`."""

    widget = _Picker("time")

    def read(self, text: str) -> int:
        """Return the minutes."""
        self.data = None
        written = _TIME.fullmatch(text) or _TIME_OF_INPUT.fullmatch(text)
        hours, minutes = (int(part or 0) for part in written.groups()[:2]) if written else (99, 0)
        if minutes > 59 or hours * 60 + minutes > 24 * 60:
            raise ValueError(field_sentence("time_form"))
        return hours * 60 + minutes

    def write(self, value: int) -> str:
        """Return `07:30`; the end of the day is `00:00`, for a picker knows no 24:00."""
        return f"{value // 60 % 24:02}:{value % 60:02}"
