"""Papers to practise with at a checkpoint, to print or to show on a screen: one good, four that are not."""

from collections.abc import Mapping
from dataclasses import replace

from certapp.config import settings
from certapp.credential import claims, qrtext, token
from certapp.demo import world
from certapp.paper.layout import draw
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office, Unit
from certapp.workflow import content, issue, trial, wording


def write(sample: int, bad: Mapping[str, int]) -> None:
    """Put them into `instance/demo/`.

    :param sample: id of a certificate that is good today; its QR text is written down as well.
    :param bad: ids of certificates that are not, by the name of their file.
    """
    folder = settings().instance / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    certificate = db.session.get_one(Certificate, sample)
    for name, certificate_id in {"certificate": sample, **bad}.items():
        paper = issue.paper_of(db.session.get_one(Certificate, certificate_id))
        (folder / f"{name}.pdf").write_bytes(paper)
    (folder / "forged.pdf").write_bytes(_forged(certificate))
    (folder / "certificate.txt").write_text(issue.qr_text_of(certificate) + "\n")


def _forged(certificate: Certificate) -> bytes:
    """Draw the page for somebody else, in text and QR, under the signature that was made for its owner."""
    office = db.session.get_one(Office, certificate.office_id)
    application = certificate.application
    signed = token.parse(qrtext.decode(issue.qr_text_of(certificate)).token)
    said = claims.from_bytes(signed.payload)
    altered = replace(said, travel=replace(said.travel, holder=world.FORGER))
    forged = token.prepare(altered, signed.kid).with_signature(signed.signature)
    sheet = wording.sheet(
        office,
        db.session.get_one(Unit, application.unit_id),
        replace(content.of(application), holder=world.FORGER),
        number=certificate.number,
        at=certificate.reserved_at,
        signature=wording.Signature(
            name=certificate.approver.name,
            title=certificate.approver.title,
            qr_text=qrtext.encode(forged, office.public_url),
        ),
    )
    return draw(sheet, trial.fonts()).pdf
