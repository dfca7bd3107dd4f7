"""What an application becomes: the claims of its token and the texts of its page, which say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from certapp.credential import Claims, StatusRef, Travel
from certapp.paper.picture import Picture
from certapp.paper.sheet import Sheet
from certapp.registry.office import Office, Unit
from certapp.workflow import content as content_
from certapp.workflow import place_names, wording_templates
from certapp.workflow.content import Content
from certapp.workflow.local_time import ZONE, day_of, end_of, start_of

SHOWN_DIGITS = 4  # of the ID number, in the token and on the page
_DOTS = "\u2026\u2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the office adds to an application when it issues a certificate.

    :param number: the document number, such as `07/GXN-MTTQ-BTT`.
    :param at: aware UTC.
    :param cti: 8 random bytes that identify the certificate.
    """

    number: str
    at: datetime
    cti: bytes
    status: StatusRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs the page; the QR text and the pictures that go on it, of which a specimen has none."""

    name: str
    title: str
    qr_text: str | None
    picture: Picture | None = None
    seal: Picture | None = None


def claims(office: Office, unit: Unit, content: Content, issue: Issue) -> Claims:
    """Return the claims of the certificate: the whole first day to the whole last day, local time.

    :raises ValueError: the content lacks what a submitted application has.
    """
    if not (content.start_date and content.end_date and content.birth_date and content.id_number):
        raise ValueError("not a submitted application")
    hours = None
    if content.hours_from is not None and content.hours_until is not None:
        hours = (content.hours_from, content.hours_until)
    travel = Travel(
        number=issue.number,
        holder=content.holder or "",
        birth_year=content.birth_date.year,
        id_last4=content.id_number[-SHOWN_DIGITS:],
        unit=unit.name,
        position=content.position or "",
        residence=place_names.shortened(content_.residence(content)),
        destinations=tuple(map(place_names.shortened, content.destinations)),
        purpose=content.purpose or "",
        plate=content.plate,
        hours=hours,
    )
    return Claims(
        issuer=office.code,
        issued_at=int(issue.at.timestamp()),
        not_before=int(start_of(content.start_date).timestamp()),
        expires=int(end_of(content.end_date).timestamp()),
        cti=issue.cti,
        status=issue.status,
        travel=travel,
    )


def number_text(office: Office, sequence: int) -> str:
    """Return a document number; below 10 it is zero-padded (Decree 30/2020/NĐ-CP, Appendix I, II.3)."""
    return office.number_form.format(number=f"{sequence:02d}")


def number_blank(office: Office) -> str:
    """Return the document number of a page that has none yet: dots in the number's place."""
    return office.number_form.format(number=_DOTS)


def sheet(
    office: Office, unit: Unit, content: Content, *, number: str, at: datetime, signature: Signature | None
) -> Sheet:
    """Return the page, in Vietnamese whatever the reader's language.

    :param at: aware moment of issue.
    :param signature: None, or one without a QR text, for a specimen.
    :raises WorkflowError: `wording_unusable`, the office's wording is none of this release.
    """
    signer, title = (signature.name, signature.title) if signature else ("", "")
    qr_text = signature.qr_text if signature else None
    with force_locale("vi"):
        words = _words(office, fields(office, unit, content, number=number, at=at))
        return Sheet(
            parent_lines=tuple(office.parent_lines),
            body_lines=tuple(office.body_lines),
            nation=_("paper.nation"),
            motto=_("paper.motto"),
            number_line=_("paper.number", number=number),
            place_date=_place_date(office.place, day_of(at)),
            title=words["title"],
            subject=words["subject"],
            opening=words["opening"],
            rows=tuple(facts(unit, content)),
            closing=tuple(words["closing"].splitlines()),
            recipients_title=_("paper.recipients"),
            recipients=tuple(office.recipients),
            authority=_authority(office, title),
            signer_office=title.upper(),
            signed_note=_signed_note(signer, at) if qr_text else "",
            signer_name=signer,
            scan_number=number,
            scan_validity=_validity(content),
            scan_help=tuple(filter(None, (words["scan_vi"], words["scan_en"]))),
            author=office.name,
            made_at=at,
            qr_text=qr_text,
            specimen=None if qr_text else _("paper.specimen"),
            footer=office.footer,
            signature_picture=signature.picture if signature else None,
            seal_picture=signature.seal if signature else None,
        )


def fields(office: Office, unit: Unit, content: Content, *, number: str, at: datetime) -> dict[str, str]:
    """Return the value of every field that the office's wording may mention, in the language in use."""
    digits = (content.id_number or "")[-SHOWN_DIGITS:]
    return {
        "cơ_quan": office.name,
        "địa_bàn": place_names.within_sentence(office.home_district),
        "tỉnh": place_names.within_sentence(office.home_province),
        "số": number,
        "ngày_cấp": _day(day_of(at)),
        "họ_tên": content.holder or "",
        "năm_sinh": str(content.birth_date.year) if content.birth_date else "",
        "bốn_số_cuối": digits,
        "chức_vụ": content.position or "",
        "đơn_vị": unit.name,
        "nơi_thường_trú": place_names.written_out(content_.residence(content)),
        "nơi_đến": "; ".join(content.destinations),
        "lý_do": content.purpose or "",
        "từ_ngày": _day(content.start_date),
        "đến_ngày": _day(content.end_date),
        "giờ_đi_lại": _hours(content),
    }


def facts(unit: Unit, content: Content) -> list[tuple[str, str]]:
    """Return what the page says of the journey, (label, value), in the language in use.

    It is what the token says, so that every line of the paper can be checked against the QR.
    """
    born, digits = content.birth_date, (content.id_number or "")[-SHOWN_DIGITS:]
    rows = [
        ("holder", content.holder),
        ("birth_year", str(born.year) if born else None),
        ("id_last4", _("paper.id_last4", digits=digits)),
        ("position", content.position),
        ("unit", unit.name),
        ("residence", place_names.written_out(content_.residence(content))),
        ("destinations", "; ".join(content.destinations)),
        ("purpose", content.purpose),
        ("plate", content.plate),
        ("period", _period(content)),
        ("hours", _hours(content)),
    ]
    return [(_(f"paper.row.{name}"), value) for name, value in rows if value]


def _words(office: Office, values: Mapping[str, str]) -> dict[str, str]:
    templates = wording_templates.in_use(office.wording)
    return {part: wording_templates.rendered(part, text, values) for part, text in templates.items()}


def _authority(office: Office, title: str) -> tuple[str, ...]:
    """Leave "KT. CHỦ TỊCH" out where the chairman signs, for nobody deputises there (decree, II.7.a)."""
    return tuple(line for line in office.authority_lines if line.upper() != f"KT. {title.upper()}")


def _period(content: Content) -> str:
    return _("paper.period", start=_day(content.start_date), end=_day(content.end_date))


def _hours(content: Content) -> str:
    if content.hours_from is None or content.hours_until is None:
        return _("paper.all_day")
    start, end = _clock(content.hours_from), _clock(content.hours_until)
    if content.hours_until < content.hours_from:
        return _("paper.hours_over_midnight", start=start, end=end)
    return _("paper.hours", start=start, end=end)


def _validity(content: Content) -> str:
    return _("paper.validity", start=_day(content.start_date), end=_day(content.end_date))


def _signed_note(name: str, at: datetime) -> str:
    """Name and time of an electronic signature (Decree 30/2020/NĐ-CP, Appendix I, II.7.b)."""
    local = at.astimezone(ZONE)
    return _("paper.signed", name=name, time=f"{local:%H:%M:%S}", day=_day(local.date()))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _place_date(place: str, day: date) -> str:
    """Days below 10 and months 1 and 2 are zero-padded (Decree 30/2020/NĐ-CP, Appendix I, II.4)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return _("paper.place_date", place=place, day=f"{day.day:02d}", month=month, year=day.year)
