"""What an official writes into an application: the fields, cleaned, and the rules they must keep."""

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from certapp.registry.application import Application
from certapp.registry.office import Office, Unit
from certapp.registry.people import Sex
from certapp.workflow import identity

# Longest text of a field, in characters; those that go into the token keep the token's own limits.
LIMITS = {
    "holder": 60,
    "id_number": 12,
    "street": 120,
    "ward": 60,
    "district": 60,
    "province": 60,
    "position": 60,
    "purpose": 150,
    "route": 200,
    "plate": 16,
}
MAX_DESTINATIONS = 4
DESTINATION_LIMIT = 60
_OPTIONAL = frozenset({"street", "route", "plate", "hours_from", "hours_until"})
_PLATE = re.compile(r"\d{2}[- ]?[A-ZĐ]{1,2}\d?[- ]?\d{3}\.?\d{1,2}")
_EARLIEST_BIRTH = date(1920, 1, 1)
_ADULT = timedelta(days=15 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The fields of an application. None, or an empty tuple, is a field left empty.

    :param hours_from: minutes after local midnight; with `hours_until` both None for the whole day.
    """

    holder: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    id_number: str | None = None
    street: str | None = None
    ward: str | None = None
    district: str | None = None
    province: str | None = None
    unit_id: int | None = None
    position: str | None = None
    destinations: tuple[str, ...] = ()
    purpose: str | None = None
    route: str | None = None
    plate: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    hours_from: int | None = None
    hours_until: int | None = None


def of(application: Application) -> Content:
    """Return the content of a stored application."""
    values = {field.name: getattr(application, field.name) for field in fields(Content)}
    values["destinations"] = tuple(application.destinations)
    values["sex"] = Sex(application.sex) if application.sex else None
    return Content(**values)


def put(application: Application, content: Content) -> None:
    """Write content into an application row."""
    for field in fields(Content):
        value = getattr(content, field.name)
        setattr(application, field.name, list(value) if isinstance(value, tuple) else value)


def cleaned(content: Content) -> Content:
    """Return the content with every text in NFC, blanks folded, and empty texts as None."""
    values = {name: _clean(value) or None for name in LIMITS if (value := getattr(content, name)) is not None}
    places = tuple(place for place in map(_clean, content.destinations) if place)
    if values.get("plate"):
        values["plate"] = str(values["plate"]).upper()
    if values.get("id_number"):
        values["id_number"] = re.sub(r"[\s.]", "", str(values["id_number"]))
    return replace(content, destinations=places, **values)  # type: ignore[arg-type]


def draft_faults(content: Content) -> dict[str, str]:
    """Return what even a draft may not hold: control characters and texts that are too long, by field."""
    faults = {
        name: fault
        for name, limit in LIMITS.items()
        if (value := getattr(content, name)) is not None and (fault := _text_fault(value, limit))
    }
    if len(content.destinations) > MAX_DESTINATIONS:
        faults["destinations"] = "too_many"
    for place in content.destinations:
        if fault := _text_fault(place, DESTINATION_LIMIT):
            faults["destinations"] = fault
    return faults


def faults(content: Content, office: Office, unit: Unit | None, today: date) -> dict[str, str]:
    """Return everything that keeps the content from being submitted: the code of each fault, by field.

    :param unit: the unit of `content.unit_id`, None if the office has no such unit.
    :param today: the local day.
    """
    found = {
        field.name: "required"
        for field in fields(Content)
        if field.name not in _OPTIONAL and not getattr(content, field.name)
    }
    found |= _person_faults(content, today)
    found |= _place_faults(content, office, unit, today)
    found |= _time_faults(content, office, today)
    if content.plate and not _PLATE.fullmatch(content.plate):
        found["plate"] = "plate_form"
    return found | draft_faults(content)


def warnings(content: Content) -> list[str]:
    """Return codes of what looks odd and may still be right."""
    if content.id_number and not identity.is_known_province(content.id_number):
        return ["id_number_province"]
    return []


def residence(content: Content) -> str:
    """Return the residence as the token and the paper say it: nothing finer than the ward."""
    return ", ".join(part for part in (content.ward, content.district, content.province) if part)


def longest_token_field(content: Content, unit: Unit) -> str:
    """Return the field with the longest text in the token: the one to shorten."""
    lengths = {
        "holder": content.holder or "",
        "position": content.position or "",
        "ward": residence(content),
        "destinations": "".join(content.destinations),
        "purpose": content.purpose or "",
        "unit_id": unit.name,
    }
    return max(lengths, key=lambda name: len(lengths[name].encode()))


def _person_faults(content: Content, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    born = content.birth_date
    if born and not _EARLIEST_BIRTH <= born <= today - _ADULT:
        found["birth_date"] = "birth_date"
    if (content.holder and not any(map(str.isalpha, content.holder))) or (
        content.holder and any(map(str.isdigit, content.holder))
    ):
        found["holder"] = "name_form"
    if content.id_number:
        fault = identity.fault(content.id_number, born.year if born else None, content.sex)
        if fault:
            found["id_number"] = fault
    return found


def _place_faults(content: Content, office: Office, unit: Unit | None, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if content.unit_id and (unit is None or unit.office_id != office.id or not unit.is_open(today)):
        found["unit_id"] = "unit_unknown"
    at_home = _same_place(content.district, office.home_district) and _same_place(
        content.province, office.home_province
    )
    if at_home:
        found["district"] = "residence_inside"  # letter 319, item 4: household outside the district
    if len(set(map(str.casefold, content.destinations))) != len(content.destinations):
        found["destinations"] = "twice"
    return found


def _time_faults(content: Content, office: Office, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    start, end = content.start_date, content.end_date
    if start and start < today:
        found["start_date"] = "date_past"
    if start and start > today + timedelta(days=90):
        found["start_date"] = "date_far"
    if start and end and end < start:
        found["end_date"] = "end_before_start"
    elif start and end and (end - start).days >= office.max_days:
        found["end_date"] = "stay_too_long"
    elif end and end < today:
        found["end_date"] = "date_past"
    hours = (content.hours_from, content.hours_until)
    if (hours[0] is None) != (hours[1] is None):
        found["hours_from" if hours[0] is None else "hours_until"] = "hours_half"
    elif hours[0] is not None and hours[0] == hours[1]:
        found["hours_until"] = "hours_empty"
    return found


def _text_fault(text: str, limit: int) -> str | None:
    if len(text) > limit:
        return "too_long"
    return None if text.isprintable() else "control_character"


def _clean(text: str) -> str:
    return re.sub(r"[ \t\r\n\u00a0]+", " ", unicodedata.normalize("NFC", text)).strip()


def _same_place(one: str | None, other: str) -> bool:
    """Tell whether two names are the same place, with or without "huyện", "tỉnh" before it."""
    return _bare(one or "") == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"^(huyện|tỉnh|thành phố|tp\.?|thị xã|quận)\s+", "", _clean(name).casefold())
