"""The other sheets of a certificate: pocket card, phone picture and labels, made when somebody asks for them.

They say what the stored token says, in the paper's words, so that a check of the file finds nothing else.
They carry the paper's QR, which is what counts: none is signed, or kept.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from certapp.credential import claims as claims_
from certapp.credential import qrtext, token
from certapp.keystore import authority
from certapp.paper import card, labels, phone
from certapp.paper.excerpt import Excerpt
from certapp.paper.labels import Stock
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.workflow import alphabet, certificates, keys, printed_facts, trial
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict
from certapp.workflow.local_time import day_text

_IDENTITY = ("birth_year", "id_last4")
_JOURNEY = ("position", "unit", "residence", "destinations", "purpose", "plate", "hours")
MAX_LABELS = 300  # in one file: an approver's large batch, drawn within a few seconds


def card_of(certificate: Certificate) -> bytes:
    """Return the pocket card of an issued certificate: a PDF of one A4 page, unsigned.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    with force_locale("vi"):
        return card.draw(_excerpt(certificate), trial.fonts(), how_to=_("excerpt.how_to"))


def phone_picture_of(certificate: Certificate) -> bytes:
    """Return the phone picture of an issued certificate: a PNG, 1080 x 1920 pixels.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    return phone.draw(_excerpt(certificate), trial.fonts())


def labels_for(
    actor: User, now: datetime, stock: Stock, *, text: str = "", standing: Standing | None = None
) -> bytes:
    """Return labels for the certificates that a search finds, in the order of a print file: a PDF, unsigned.

    :param now: aware UTC.
    :param text: as `standing`: what :func:`certapp.workflow.certificates.search` takes.
    :raises Forbidden: `role_needed`.
    :raises Conflict: `labels_none`, no issued certificate is found; `labels_too_many`.
    """
    found = certificates.issued(actor, now, MAX_LABELS + 1, text=text, standing=standing)
    if not found:
        raise Conflict("labels_none")
    if len(found) > MAX_LABELS:
        raise Conflict("labels_too_many", limit=MAX_LABELS)
    office = db.session.get_one(Office, actor.office_id)
    with force_locale("vi"):
        title = _("excerpt.labels")
    drawn = [_excerpt(certificate) for certificate in _in_order(found)]
    return labels.draw(drawn, stock, trial.fonts(), title=title, author=office.name, made_at=now)


def _in_order(found: Sequence[Certificate]) -> list[Certificate]:
    def place(certificate: Certificate) -> Any:
        application = certificate.application
        unit = application.unit.name if application.unit else ""
        return alphabet.place_in_list(unit, application.holder or "", certificate.id)

    return sorted(found, key=place)


def _excerpt(certificate: Certificate) -> Excerpt:
    """Read the token and word what it says, in Vietnamese whatever the reader's language."""
    if certificate.token is None:
        raise Conflict("certificate_state", state=certificate.state)
    claims = claims_.from_bytes(token.parse(certificate.token).payload)
    travel = claims.travel
    office = db.session.get_one(Office, certificate.office_id)
    signer = authority.name_in(keys.certificate_of(certificate.signer_key))
    # The last of the words about one fact: of the days those that stand beside the paper's QR.
    words = {fact: (label, value) for fact, label, value in printed_facts.wordings(claims)}
    with force_locale("vi"):
        return Excerpt(
            parent_lines=tuple(office.parent_lines),
            body_lines=tuple(office.body_lines),
            title=_("excerpt.title"),
            number=travel.number,
            holder=travel.holder,
            unit=travel.unit,
            identity=tuple(words[fact] for fact in _IDENTITY),
            journey=tuple(words[fact] for fact in _JOURNEY if fact in words),
            validity=" ".join(words["period"]),
            signed=_("excerpt.signed", name=signer, day=day_text(_moment(claims.issued_at))),
            advice=(_("excerpt.advice.vi"), _("excerpt.advice.en")),
            author=office.name,
            made_at=_moment(claims.issued_at),
            qr_text=qrtext.encode(certificate.token, office.public_url),
        )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
