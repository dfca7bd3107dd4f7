"""The paper before it is anybody's: an example on the office's own page, to look at while settings change."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from certapp.paper import raster
from certapp.paper.layout import draw
from certapp.registry.database import db
from certapp.registry.office import Office, Unit
from certapp.registry.people import Grant, Role, User
from certapp.workflow import office_facts, offices, paper_settings, people, trial, wording
from certapp.workflow.content import Content
from certapp.workflow.local_time import day_of
from certapp.workflow.paper_settings import PaperSettings

WIDTH = 1000  # pixels: legible when it is enlarged on a phone
_SHOWN_YEARS, _SHOWN_DIGITS = 35, "000000001234"


def picture(actor: User, settings: PaperSettings, now: datetime) -> bytes:
    """Return the page as it would be printed under these settings: a PNG marked as a specimen, without a QR.

    :param now: aware UTC.
    :raises Forbidden: `role_needed`.
    :raises Invalid: as :func:`certapp.workflow.paper_settings.checked`.
    """
    people.require_role(actor, Role.CLERK)
    office = Office(**office_facts.columns(paper_settings.checked(actor.office, settings, now)))
    with force_locale("vi"):
        unit, content, signature = _unit(actor, now), _content(office, now), _signature(actor)
    number = wording.number_blank(office)
    sheet = wording.sheet(office, unit, content, number=number, at=now, signature=signature)
    return raster.png(draw(sheet, trial.fonts()).pdf, WIDTH)


def examples(actor: User, now: datetime) -> dict[str, str]:
    """Return what each field of the wording says on the example, in Vietnamese.

    :param now: aware UTC.
    """
    office = actor.office
    with force_locale("vi"):
        number = wording.number_blank(office)
        return wording.fields(office, _unit(actor, now), _content(office, now), number=number, at=now)


def _unit(actor: User, now: datetime) -> Unit:
    units = offices.open_units(actor.office_id, day_of(now))
    return units[0] if units else Unit(name=_("paper.example.unit"))


def _signature(actor: User) -> wording.Signature:
    approver = db.session.scalar(
        select(User)
        .join(Grant)
        .where(User.office_id == actor.office_id, User.is_active, Grant.role == Role.APPROVER.value)
        .order_by(User.id)
    )
    if approver is None:
        return wording.Signature(name=_("paper.example.holder"), title=_("paper.example.title"), qr_text=None)
    return wording.Signature(name=approver.name, title=approver.title, qr_text=None)


def _content(office: Office, now: datetime) -> Content:
    today = day_of(now)
    return Content(
        holder=_("paper.example.holder"),
        birth_date=today.replace(year=today.year - _SHOWN_YEARS, day=1),
        id_number=_SHOWN_DIGITS,
        ward=_("paper.example.ward"),
        province=office.home_province,
        position=_("paper.example.position"),
        destinations=(office.home_district,),
        purpose=_("paper.example.purpose"),
        plate=_("paper.example.plate"),
        start_date=today,
        end_date=today,
        hours_from=5 * 60,
        hours_until=19 * 60,
    )
