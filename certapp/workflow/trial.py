"""A certificate on trial: what would not fit the token or the page is refused when it is handed in."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from certapp.config import settings
from certapp.credential import StatusRef, claims, cose, qrtext, token
from certapp.paper.errors import PaperError
from certapp.paper.fonts import Fonts
from certapp.paper.layout import draw
from certapp.registry.database import db
from certapp.registry.office import Office, Unit
from certapp.workflow import content as content_
from certapp.workflow import wording
from certapp.workflow.content import Content
from certapp.workflow.errors import Invalid

MAX_TOKEN_BYTES = 480  # QR version 20 at most, module at least 0.45 mm on paper (docs/token.md)
_LAST_SEQUENCE = 99_999
_LONG_NAME = "Nguyễn Trần Hoàng Phương Quỳnh Nghiêm"
_PRINTED = ("holder", "position", "ward", "district", "province", "purpose", "plate")


@lru_cache(maxsize=1)
def _fonts(folder: Path) -> Fonts:
    return Fonts.load(folder)


def fonts() -> Fonts:
    """Return the faces of the page, loaded once."""
    return _fonts(settings().fonts)


def check(content: Content, now: datetime) -> None:
    """Try the token and the page of an application whose fields are in order.

    :param now: aware UTC.
    :raises Invalid: with the field to shorten, or those with a character that cannot be printed.
    """
    _check_characters(content)
    unit = db.session.get_one(Unit, content.unit_id)
    office = db.session.get_one(Office, unit.office_id)
    longest = content_.longest_field(content)
    data = _longest_token(office, unit, content, now)
    if (over := len(data) - MAX_TOKEN_BYTES) > 0:
        raise Invalid({longest: "too_long_for_qr"}, facts={longest: {"letters": over}})
    signature = wording.Signature(
        name=_LONG_NAME, title=_LONG_NAME, qr_text=qrtext.encode(data, office.public_url)
    )
    number = wording.number_text(office, _LAST_SEQUENCE)
    sheet = wording.sheet(office, unit, content, number=number, at=now, signature=signature)
    try:
        draw(sheet, fonts())
    except PaperError as error:
        if error.code != "page_overflow":
            raise
        raise Invalid({longest: "too_long_for_page"}) from error


def specimen(content: Content, now: datetime) -> bytes:
    """Return the page of content that passed :func:`check`, a PDF marked as a specimen, without a QR.

    :param now: aware UTC.
    """
    unit = db.session.get_one(Unit, content.unit_id)
    office = db.session.get_one(Office, unit.office_id)
    number = wording.number_blank(office)
    sheet = wording.sheet(office, unit, content, number=number, at=now, signature=None)
    return draw(sheet, fonts()).pdf


def _check_characters(content: Content) -> None:
    texts = {name: getattr(content, name) or "" for name in _PRINTED}
    texts |= {f"destinations.{number}": place for number, place in enumerate(content.destinations)}
    faces, missing = fonts(), {}
    for name, text in texts.items():
        try:
            faces.require_glyphs(text)
        except PaperError as error:
            missing[name] = error
    if missing:
        raise Invalid(
            {name: error.code for name, error in missing.items()},
            facts={name: error.details for name, error in missing.items()},
        )


def _longest_token(office: Office, unit: Unit, content: Content, now: datetime) -> bytes:
    """Return bytes as long as the token will be at the most."""
    issue = wording.Issue(
        number=wording.number_text(office, _LAST_SEQUENCE),
        at=now,
        cti=bytes(claims.CTI_BYTES),
        status=StatusRef(index=settings().status_capacity - 1, uri=f"{office.public_url}/s/999"),
    )
    prepared = token.prepare(wording.claims(office, unit, content, issue), bytes(cose.KID_BYTES))
    return prepared.with_signature(bytes(cose.SIGNATURE_BYTES))
