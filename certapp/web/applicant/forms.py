"""The form of an application."""

from dataclasses import fields
from typing import Any, Self

from flask_babel import gettext as _
from wtforms import FieldList, HiddenField, RadioField, SelectField, StringField, TextAreaField

from certapp.registry.office import Unit
from certapp.registry.people import Sex
from certapp.web.applicant.fields import DayField, TimeField
from certapp.web.form import Form, _l
from certapp.web.record_ids import LARGEST
from certapp.workflow.content import MAX_DESTINATIONS, Content
from certapp.workflow.errors import Invalid, NotFound


def _sex(value: Any) -> Sex | None:
    """Return the sex of a radio button, None of an empty one."""
    return Sex(value) if value else None


def _unit_id(value: Any) -> int | None:
    """Return the id of a unit's option, None of the empty one."""
    if value in ("", None):
        return None
    number = int(value)
    if not 0 < number <= LARGEST:
        raise ValueError
    return number


class ApplicationForm(Form):
    """Everything an official tells. The names are those of :class:`Content`, and so of its faults."""

    form_id = HiddenField()
    extends_id = HiddenField()
    holder = StringField(_l("applicant.field.holder"))
    birth_date = DayField(_l("applicant.field.birth_date"))
    sex = RadioField(
        _l("applicant.field.sex"),
        choices=[(sex.value, _l("applicant.sex." + sex.value)) for sex in Sex],
        coerce=_sex,
        validate_choice=False,
    )
    id_number = StringField(_l("applicant.field.id_number"))
    street = StringField(_l("applicant.field.street"))
    ward = StringField(_l("applicant.field.ward"))
    district = StringField(_l("applicant.field.district"))
    province = StringField(_l("applicant.field.province"))
    unit_id = SelectField(_l("applicant.field.unit_id"), coerce=_unit_id, validate_choice=False)
    position = StringField(_l("applicant.field.position"))
    destinations = FieldList(
        StringField(),
        _l("applicant.field.destinations"),
        min_entries=MAX_DESTINATIONS,
        max_entries=MAX_DESTINATIONS,
    )
    purpose = TextAreaField(_l("applicant.field.purpose"))
    route = StringField(_l("applicant.field.route"))
    plate = StringField(_l("applicant.field.plate"))
    start_date = DayField(_l("applicant.field.start_date"))
    end_date = DayField(_l("applicant.field.end_date"))
    hours_from = TimeField(_l("applicant.field.hours_from"))
    hours_until = TimeField(_l("applicant.field.hours_until"))

    @classmethod
    def of(cls, content: Content, form_id: str, extends_id: int | None = None) -> Self:
        """Return the form filled in with `content`."""
        values = {field.name: getattr(content, field.name) for field in fields(Content)}
        origin = "" if extends_id is None else str(extends_id)
        return cls(formdata=None, data={**values, "form_id": form_id, "extends_id": origin})

    def offer(self, units: list[Unit]) -> None:
        """Offer these units to choose from, and number the rows of destinations."""
        options = [(str(unit.id), unit.name) for unit in units]
        self.unit_id.choices = [("", _("applicant.unit.choose")), *options]
        for number, entry in enumerate(self.destinations, start=1):
            entry.label.text = _("applicant.field.destination", number=number)

    def content(self) -> Content:
        """Return what was typed; a field that could not be read is empty."""
        values = {field.name: self[field.name].data for field in fields(Content)}
        values["destinations"] = tuple(self._places().values())
        return Content(**values)

    def extends(self) -> int | None:
        """Return the id of the application that this one extends.

        :raises NotFound: what stands there is no id.
        """
        text = self.extends_id.data or ""
        if not text:
            return None
        if not (
            text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST
        ):
            raise NotFound
        return int(text)

    def refuse(self, error: Invalid) -> None:
        """Put every fault beside its field, but leave alone what could not be read: that is told already."""
        rows = list(self._places())
        places = {name: _row(name, rows) for name in error.fields if not self._is_unread(name)}
        super().refuse(
            Invalid(
                {place: error.fields[name] for name, place in places.items()},
                facts={place: error.facts.get(name, {}) for name, place in places.items()},
            )
        )
        self.destinations.errors = [entry.errors for entry in self.destinations if entry.errors]

    def _places(self) -> dict[int, str]:
        """The rows of destinations that were filled in, by their number."""
        texts = ((row, entry.data or "") for row, entry in enumerate(self.destinations))
        return {row: text for row, text in texts if text.strip()}

    def _is_unread(self, name: str) -> bool:
        field = self._fields.get(name)
        return field is not None and bool(field.process_errors)


def _row(name: str, rows: list[int]) -> str:
    """Return the field of a fault; the n-th destination stands in the n-th row that was filled in."""
    whole, _dot, number = name.partition(".")
    if whole != "destinations":
        return name
    return f"destinations.{rows[int(number)] if number else 0}"
