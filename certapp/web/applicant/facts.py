"""Everything an applicant told, as they read it back."""

from flask_babel import gettext as _

from certapp.registry.application import Application
from certapp.web.times import clock, local_date

Rows = list[tuple[str, str | None]]  # label and value; an empty field is None
Told = list[tuple[str, Rows]]  # by the parts of the form


def traveller(application: Application) -> Told:
    """Return who the traveller is, where they live and where they work."""
    return [
        (_("applicant.section.person"), _identity(application)),
        (_("applicant.section.household"), _texts(application, "street", "ward", "district", "province")),
        (_("applicant.section.work"), _work(application)),
    ]


def trip(application: Application) -> Told:
    """Return where the journey goes, why, how and when."""
    return [
        (_("applicant.section.trip"), _journey(application)),
        (_("applicant.section.times"), _times(application)),
    ]


def _texts(application: Application, *names: str) -> Rows:
    return [(_("applicant.field." + name), getattr(application, name)) for name in names]


def _identity(application: Application) -> Rows:
    born, sex = application.birth_date, application.sex
    return [
        *_texts(application, "holder"),
        (_("applicant.field.birth_date"), local_date(born) if born else None),
        (_("applicant.field.sex"), _("applicant.sex." + sex) if sex else None),
        *_texts(application, "id_number"),
    ]


def _work(application: Application) -> Rows:
    unit = application.unit
    return [(_("applicant.field.unit_id"), unit.name if unit else None), *_texts(application, "position")]


def _journey(application: Application) -> Rows:
    return [
        (_("applicant.field.destinations"), "\n".join(application.destinations)),
        *_texts(application, "purpose", "route", "plate"),
    ]


def _times(application: Application) -> Rows:
    days = [
        (_("applicant.field." + name), local_date(day) if day else None)
        for name, day in (("start_date", application.start_date), ("end_date", application.end_date))
    ]
    return [*days, (_("applicant.section.hours"), _hours(application.hours_from, application.hours_until))]


def _hours(start: int | None, end: int | None) -> str:
    """Return the hours of the day; a draft may have one of the two."""
    if start is None and end is None:
        return _("applicant.hours.all_day")
    said = {"start": "…" if start is None else clock(start), "end": "…" if end is None else clock(end)}
    if start is not None and end is not None and end < start:
        return _("applicant.hours.over_midnight", **said)
    return _("applicant.hours.between", **said)
