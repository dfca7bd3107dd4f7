"""What an official writes into an application: its fields, and how they are tidied."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from certapp.registry.application import Application
from certapp.registry.people import Sex
from certapp.workflow.texts import composed

# Longest text of a field, in characters; those that go into the token keep within the token's own limits.
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
RESIDENCE_LIMIT = 120  # ward, district and province together
DAY = 24 * 60  # minutes
# Blanks of every width and the ends of lines; other characters that cannot be seen are told to the writer.
_BLANKS = re.compile(r"[\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The fields of an application. None, or an empty tuple, is a field left empty.

    :param district: empty where an address has none (there have been no districts since 1 July 2025).
    :param hours_from: minutes after local midnight; with `hours_until` both None for the whole day. A window
        that ends before it begins goes over midnight.
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
    """Return the content tidied: texts in NFC with blanks folded, empty ones None, hours in one form."""
    texts = {name: tidy(getattr(content, name)) for name in LIMITS}
    if plate := texts["plate"]:
        texts["plate"] = tidy(re.sub(r" ?- ?", "-", plate.upper()))
    if number := texts["id_number"]:
        texts["id_number"] = tidy(re.sub(r"[ .]", "", number))
    places = tuple(place for place in map(tidy, content.destinations) if place)
    hours_from, hours_until = _one_form(content.hours_from, content.hours_until)
    return replace(
        content,
        destinations=places,
        hours_from=hours_from,
        hours_until=hours_until,
        **texts,  # type: ignore[arg-type]  # only texts: LIMITS names them
    )


def tidy(text: str | None) -> str | None:
    """Return a text in NFC with its blanks folded, None if nothing is left."""
    if text is None:
        return None
    return _BLANKS.sub(" ", composed(text)).strip(" ") or None


def residence(content: Content) -> str:
    """Return the residence as the token and the paper say it: nothing finer than the ward."""
    return ", ".join(part for part in (content.ward, content.district, content.province) if part)


def longest_field(content: Content) -> str:
    """Return the field that takes most of the token: the one to shorten."""
    texts = {
        "holder": content.holder or "",
        "position": content.position or "",
        "ward": residence(content),
        "destinations": "".join(content.destinations),
        "purpose": content.purpose or "",
    }
    return max(texts, key=lambda name: len(texts[name].encode()))


def _one_form(start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Midnight at the end of the window is the end of the day, and from midnight to midnight is all day."""
    if start is not None and end == 0:
        end = DAY
    return (None, None) if (start, end) == (0, DAY) else (start, end)
