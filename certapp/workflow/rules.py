"""The rules an application keeps before it is handed in, and what merely looks odd in one.

A fault is a code by the field it belongs to; that of one destination belongs to `destinations.<n>`, n from 0.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date

from certapp.registry.office import Office, Unit
from certapp.registry.people import User
from certapp.workflow import identity, texts
from certapp.workflow.content import (
    DAY,
    DESTINATION_LIMIT,
    LIMITS,
    MAX_DESTINATIONS,
    RESIDENCE_LIMIT,
    Content,
    residence,
    tidy,
)

LEAST_AGE = 18  # years; Law 22/2008/QH12 on cadres and civil servants, art. 36
DAYS_AHEAD = 90  # that a stay may begin after the day it is applied for
_OPTIONAL = frozenset({"street", "district", "route", "plate", "hours_from", "hours_until"})
_EARLIEST_BIRTH = date(1920, 1, 1)
_NAME_MARKS = frozenset(" '\u2019.-")
_PLATES = re.compile(
    r"\d\d[- ]?[A-ZĐ]{1,2}\d?[- ]?\d{3}[. ]?\d{1,2}"  # 85A-012.34, 85-B1 123.45, 85MĐ1-1234
    r"|\d\d[- ]?\d{3}[- ]?(NG|NN|QT|CV)[- ]?\d\d"  # of foreigners
    r"|[A-Z]{2}[- ]?\d\d[- ]?\d\d"  # of the forces
)


def draft_faults(content: Content) -> dict[str, str]:
    """Return what even a draft may not hold: characters that cannot be seen, and texts that are too long.

    :param content: cleaned.
    """
    found = {name: fault for name, limit in LIMITS.items() if (fault := _text_fault(content, name, limit))}
    if len(content.destinations) > MAX_DESTINATIONS:
        found["destinations"] = "too_many"
    for number, place in enumerate(content.destinations):
        if fault := _fault_of(place, DESTINATION_LIMIT):
            found[f"destinations.{number}"] = fault
    return found


def faults(content: Content, office: Office, unit: Unit | None, today: date) -> dict[str, str]:
    """Return everything that keeps the content from being handed in.

    :param content: cleaned.
    :param unit: the unit of `content.unit_id`, None if there is none.
    :param today: the local day.
    """
    missing = {
        field.name: "required"
        for field in fields(Content)
        if field.name not in _OPTIONAL and not getattr(content, field.name)
    }
    return (
        missing
        | _person_faults(content, today)
        | _place_faults(content, office, unit, today)
        | _date_faults(content, office, today)
        | _hour_faults(content)
        | draft_faults(content)
    )


def facts(found: Mapping[str, str], office: Office) -> dict[str, dict[str, int]]:
    """Return what the sentences of these faults mention, by field."""
    mentioned: dict[str, Callable[[str], dict[str, int]]] = {
        "longer_than": lambda name: {"limit": LIMITS.get(name, DESTINATION_LIMIT)},
        "residence_long": lambda _: {"limit": RESIDENCE_LIMIT},
        "too_many": lambda _: {"limit": MAX_DESTINATIONS},
        "stay_too_long": lambda _: {"days": office.max_days},
        "date_far": lambda _: {"days": DAYS_AHEAD},
        "too_young": lambda _: {"years": LEAST_AGE},
    }
    return {name: mentioned[code](name) for name, code in found.items() if code in mentioned}


def warnings(content: Content, applicant: User) -> list[str]:
    """Return codes of what looks odd and may still be right, for the applicant and the approver.

    :param content: cleaned.
    :param applicant: whose account it comes from.
    """
    found = []
    if content.holder and content.holder.casefold() != (tidy(applicant.name) or "").casefold():
        found.append("holder_other")  # accounts have been used to issue papers in other people's names
    if content.id_number and not identity.is_known_province(content.id_number):
        found.append("id_number_province")
    if content.id_number and len(content.id_number) == 9:
        found.append("id_number_old")  # Law 26/2023/QH15, art. 46: a CMND was good until the end of 2024
    if not content.district:
        found.append("district_missing")
    return found


def _person_faults(content: Content, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    born = content.birth_date
    if born and not _EARLIEST_BIRTH <= born <= today:
        found["birth_date"] = "birth_date"
    elif born and _age(born, today) < LEAST_AGE:
        found["birth_date"] = "too_young"
    if content.holder and not _is_name(content.holder):
        found["holder"] = "name_form"
    if content.id_number and (
        fault := identity.fault(content.id_number, born.year if born else None, content.sex)
    ):
        found["id_number"] = fault
    return found


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _is_name(text: str) -> bool:
    """Tell whether this can be a person's name in Latin letters, which no look-alike letter stands in."""
    letters = [character for character in text if character not in _NAME_MARKS]
    return len(letters) > 1 and all(
        character.isalpha() and unicodedata.name(character, "").startswith("LATIN ") for character in letters
    )


def _place_faults(content: Content, office: Office, unit: Unit | None, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if content.unit_id and (unit is None or unit.office_id != office.id or not unit.is_open(today)):
        found["unit_id"] = "unit_unknown"
    at_home = (
        content.district
        and content.province
        and _is_place(content.district, office.home_district)
        and _is_place(content.province, office.home_province)
    )
    if at_home:
        found["district"] = "residence_inside"  # letter 319, item 4: household outside the district
    if len(residence(content)) > RESIDENCE_LIMIT:
        found["ward"] = "residence_long"
    seen: set[str] = set()
    for number, place in enumerate(content.destinations):
        if place.casefold() in seen:
            found[f"destinations.{number}"] = "twice"
        seen.add(place.casefold())
    if content.plate and not _PLATES.fullmatch(content.plate):
        found["plate"] = "plate_form"
    return found


def _date_faults(content: Content, office: Office, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    start, end = content.start_date, content.end_date
    if start and start < today:
        found["start_date"] = "date_past"
    elif start and (start - today).days > DAYS_AHEAD:
        found["start_date"] = "date_far"
    if start and end and end < start:
        found["end_date"] = "end_before_start"
    elif end and end < today:
        found["end_date"] = "date_past"
    elif start and end and (end - start).days + 1 > office.max_days:
        found["end_date"] = "stay_too_long"
    return found


def _hour_faults(content: Content) -> dict[str, str]:
    start, end = content.hours_from, content.hours_until
    if start is None and end is None:
        return {}
    if start is None:
        return {"hours_from": "hours_half"}
    if end is None:
        return {"hours_until": "hours_half"}
    if not 0 <= start < DAY:
        return {"hours_from": "time_form"}
    if not 0 < end <= DAY:
        return {"hours_until": "time_form"}
    return {"hours_until": "hours_empty"} if start == end else {}


def _text_fault(content: Content, name: str, limit: int) -> str | None:
    text = getattr(content, name)
    fault = _fault_of(text, limit) if text else None
    return "id_number_form" if name == "id_number" and fault == "longer_than" else fault


def _fault_of(text: str, limit: int) -> str | None:
    if not text.isprintable():
        return "control_character"
    return "longer_than" if len(text) > limit else None


def _is_place(one: str, other: str) -> bool:
    """Tell whether two names are the same place, whatever its rank before it and its marks above it."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    plain = re.sub(r"[\s.,-]+", " ", texts.bare(name)).strip()
    return re.sub(r"^(huyen|tinh|thanh pho|thi xa|quan|tp|tx|h|q|t) ", "", plain)
