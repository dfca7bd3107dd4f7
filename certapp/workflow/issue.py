"""Issuing: reserve, sign, commit.

One transaction reserves number, status entry and the exact bytes to be signed. Then the approver's key
signs, and our own verify() must agree. Then one transaction stores token and paper. After a crash in
between, the same approver signs the same bytes again; nobody sees a certificate that is not stored.
"""

from contextlib import closing
from datetime import datetime
from urllib.parse import urlsplit

from certapp.config import settings
from certapp.credential import VerdictCode, qrtext, verify
from certapp.credential.cose import ToBeSigned
from certapp.credential.errors import CertappError, ListError
from certapp.keystore import authority
from certapp.keystore.errors import TokenError
from certapp.keystore.signing import SigningKey
from certapp.paper.layout import draw
from certapp.paper.seal import seal
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office, Unit
from certapp.registry.papers import PaperStore
from certapp.registry.people import User
from certapp.workflow import content as content_
from certapp.workflow import (
    keys,
    pictures,
    reservation,
    review,
    root_key,
    sealing,
    states,
    supersede,
    trial,
    trust_list,
    wording,
)
from certapp.workflow.errors import Conflict, Forbidden, NotIssued, WorkflowError
from certapp.workflow.held_lists import HeldLists
from certapp.workflow.sealing import Sealed


def sign(actor: User, application_id: int, version: int, passphrase: str, now: datetime) -> Certificate:
    """Issue the certificate an application asks for, under the approver's own key.

    :param version: of the application as the approver saw it.
    :param passphrase: opens the approver's key for this signature, the PIN where it is in a hardware token;
        never stored.
    :param now: aware UTC.
    :raises WrongPassphrase: nothing has changed, and the try is counted.
    :raises Throttled: too many wrong passphrases.
    :raises TokenError: the hardware token cannot be used now; what was reserved waits for it.
    :raises Forbidden: `own_application`.
    :raises NotFound: not one of the approver's units.
    :raises Conflict: decided meanwhile; being signed by another; its dates have passed; no key in force.
    :raises NotIssued: it cannot be signed or printed; what was reserved for it is void.
    :raises KeyStoreError: the key's file cannot be used; nothing has changed.
    :raises CredentialError: what the application says cannot be put into a token; nothing has changed.
    """
    _check_may_sign(actor, application_id, version)
    actor_id = actor.id
    key_row, key = keys.open_own(actor, passphrase, now)
    with closing(key):
        certificate_id = reservation.reserve(actor_id, application_id, version, key_row.id, key.kid, now)
        try:
            token, sealed = signed(db.session.get_one(Certificate, certificate_id), key, now)
        except TokenError:  # the reservation waits for the token to be back, as after a crash
            raise
        except CertappError as error:  # trying again would fail again; anything else leaves the reservation
            raise NotIssued(error, reservation.give_up(certificate_id, error.code, now)) from error
    _commit(certificate_id, token, sealed, PaperStore(settings().papers).put(sealed.pdf), now)
    return db.session.get_one(Certificate, certificate_id)


def signed(certificate: Certificate, key: SigningKey, now: datetime) -> tuple[bytes, Sealed]:
    """Sign the reserved bytes, check the result as a checkpoint would, print and seal: token and page.

    :raises CertappError: it cannot be signed or printed.
    """
    token = ToBeSigned(certificate.protected, certificate.payload).signed_by(key.sign)
    _check(token, certificate.office_id, now)
    return token, _paper(certificate, token, key)


def paper_of(certificate: Certificate) -> bytes:
    """Return the signed PDF of an issued certificate, as it was stored.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    if certificate.paper is None:
        raise Conflict("certificate_state", state=certificate.state)
    return PaperStore(settings().papers).get(certificate.paper)


def qr_text_of(certificate: Certificate) -> str:
    """Return the QR text of an issued certificate.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    if certificate.token is None:
        raise Conflict("certificate_state", state=certificate.state)
    office = db.session.get_one(Office, certificate.office_id)
    return qrtext.encode(certificate.token, office.public_url)


def verdict_path_of(certificate: Certificate) -> str:
    """Return the path on this server at which anybody sees the verdict on an issued certificate.

    :raises Conflict: `certificate_state`, it was never issued.
    """
    return urlsplit(qr_text_of(certificate)).path


def _check_may_sign(actor: User, application_id: int, version: int) -> None:
    """Refuse before the passphrase is looked at what would be refused after it."""
    application = review.to_decide(actor, application_id)
    if application.applicant_id == actor.id:
        raise Forbidden("own_application")
    if application.version != version:
        raise Conflict("application_changed", state=application.state)


def _check(token: bytes, office_id: int, now: datetime) -> None:
    try:
        trusted = trust_list.current(office_id)
        verdict = verify(token, trusted, HeldLists(trusted), int(now.timestamp()))
    except ListError as error:
        raise WorkflowError("self_check_failed", reason=error.code) from error
    if verdict.code not in (VerdictCode.VALID, VerdictCode.NOT_YET_VALID):
        raise WorkflowError("self_check_failed", reason=verdict.reason)


def _paper(certificate: Certificate, token: bytes, key: SigningKey) -> Sealed:
    """Print and seal; the name is the one that the root vouched for, whatever the account says by now."""
    application = certificate.application
    office = db.session.get_one(Office, certificate.office_id)
    sheet = wording.sheet(
        office,
        db.session.get_one(Unit, application.unit_id),
        content_.of(application),
        number=certificate.number,
        at=certificate.reserved_at,
        signature=wording.Signature(
            name=authority.name_in(key.certificate),
            title=certificate.approver.title,
            qr_text=qrtext.encode(token, office.public_url),
            picture=pictures.signature_of(certificate.signer_key),
            seal=pictures.seal_of(office.id),
        ),
    )
    drawn = draw(sheet, trial.fonts())
    root = root_key.issuer_of(office.id, key.certificate)
    return sealing.best(
        lambda stamped_by: seal(
            drawn.pdf,
            key,
            [root],
            signed_at=certificate.reserved_at,
            reason=sheet.title,
            location=office.place,
            page=drawn.page,
            box=drawn.box,
            authority=stamped_by,
        )
    )


def _commit(certificate_id: int, token: bytes, sealed: Sealed, paper: str, now: datetime) -> None:
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
        states.move_certificate(certificate, "issue")
        states.move_application(certificate.application, "issue")
        certificate.token, certificate.paper, certificate.issued_at = token, paper, now
        certificate.seal_level, certificate.seal_fault = sealed.level, sealed.fault
        record(
            session,
            office_id=certificate.office_id,
            at=now,
            actor=session.get_one(User, certificate.approver_id),
            verb="issue",
            subject="certificate",
            subject_id=certificate_id,
            paper=paper,
            **sealed.facts,
        )
        supersede.by_extension(session, certificate, now)
