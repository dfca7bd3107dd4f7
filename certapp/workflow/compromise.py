"""A signing key that fell into other hands: what it signed, taken back at once; reissue.py replaces it.

A thief dates signatures back at will, so the key is distrusted altogether (docs/decisions/0010): no verifier
can tell a forgery from a paper that the owner signed before. Hence every paper of the key that is not over
needs another in its place, and only those signed since the theft are taken back as suspect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.keystore.signing import OpenKey
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey, SignerKeyState
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import keys, office_keys, states, status_lists, texts, trust_list

MAX_REASON = 300
VERBS = ("suspend", "revoke")
_C = CertificateState
_CERTIFIED = (SignerKeyState.ACTIVE, SignerKeyState.RETIRED, SignerKeyState.REVOKED)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a key signed, as far as its loss matters. Each list is in the order of issue.

    :param suspect: issued since the theft and not over; what the verb will take back, or has taken back.
    :param earlier: issued before and not over: good, but not to be told from forgeries any more.
    :param over: issued since the theft; ended by their date, or taken back for another reason.
    :param reserved: numbers kept for a signature that this key will not make any more.
    """

    suspect: list[Certificate]
    earlier: list[Certificate]
    over: list[Certificate]
    reserved: list[Certificate]


@dataclass(frozen=True, slots=True)
class Done:
    """What one run changed: how many certificates were taken back, reservations voided, lists published."""

    taken_back: int
    voided: int
    lists: int
    is_newly_distrusted: bool


def signed_by(office: Office, key_id: int, since: datetime, now: datetime) -> Signed:
    """Return what an approver's key signed; changes nothing.

    :param since: when it may have fallen into other hands, aware UTC.
    :param now: aware UTC.
    :raises NotFound: `key_request_none`, no such key was ever certified.
    """
    key = keys.find(db.session(), office.id, key_id, *_CERTIFIED)
    return _sorted(db.session(), key, since, now)


def distrust(
    office: Office,
    key_id: int,
    since: datetime,
    verb: str,
    reason: str,
    root_passphrase: str | None,
    now: datetime,
) -> Done:
    """Distrust an approver's key and take back what it signed since then, in one transaction.

    The trust list is published once, each status list concerned once. Done a second time it finds nothing to
    do; with an earlier `since`, or "revoke" after "suspend", it does the rest.

    :param since: when the key may have fallen into other hands, aware UTC.
    :param verb: `suspend` or `revoke`.
    :param reason: shown to the holders of what is taken back.
    :param root_passphrase: needed until the key is revoked.
    :param now: aware UTC.
    :raises NotFound: `key_request_none`, no such key was ever certified.
    :raises WrongPassphrase: the passphrase does not open the root.
    :raises Invalid: no reason.
    """
    reason = texts.text_of("reason", reason, MAX_REASON)
    office_id = office.id
    key = keys.find(db.session(), office_id, key_id, *_CERTIFIED)
    root = None
    if key.state != SignerKeyState.REVOKED:
        root = office_keys.open_root(office_id, root_passphrase or "")
    with transaction() as session:
        key = keys.find(session, office_id, key_id, *_CERTIFIED)
        found = _sorted(session, key, since, now)
        if root is not None:
            _revoke_key(session, key, root, since, now)
        in_force = [
            each for each in (*found.suspect, *found.earlier) if each.state == _C.VALID or each.distrusted
        ]
        changed = [each for each in found.suspect if _take_back(session, each, verb, reason, now)]
        for each in in_force:  # not what was suspended for another reason
            each.distrusted = each.state
        for each in found.reserved:
            void(session, each, None, now)
        lists = publish(session, [*changed, *found.reserved], now)
    return Done(len(changed), len(found.reserved), lists, root is not None)


def void(session: Session, certificate: Certificate, actor: User | None, now: datetime) -> None:
    """Void a reservation in this transaction; the application queues again, unless it has a certificate."""
    if certificate.replaces_id is None:
        states.move_application(certificate.application, "void")
    states.move_certificate(certificate, "void")
    record_change(session, certificate, "void", actor, now)


def publish(session: Session, certificates: Iterable[Certificate], now: datetime) -> int:
    """Publish the status lists of these certificates, each once; returns how many."""
    lists: dict[int, StatusListRecord] = {each.status_list_id: each.status_list for each in certificates}
    for _, row in sorted(lists.items()):
        status_lists.publish(session, row, now, is_urgent=True)
    return len(lists)


def record_change(
    session: Session,
    certificate: Certificate,
    verb: str,
    actor: User | None,
    now: datetime,
    note: str | None = None,
    **facts: Any,
) -> None:
    """Record what was done to a certificate; `actor` is None for the command line."""
    record(
        session,
        office_id=certificate.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="certificate",
        subject_id=certificate.id,
        note=note,
        **facts,
    )


def _revoke_key(session: Session, key: SignerKey, root: OpenKey, since: datetime, now: datetime) -> None:
    if key.state == SignerKeyState.REVOKED:  # by another run, meanwhile
        return
    key.state, key.since = SignerKeyState.REVOKED, key.since or now
    record(
        session,
        office_id=key.office_id,
        at=now,
        actor=None,
        verb="distrust_key",
        subject="key",
        subject_id=key.id,
        since=since.isoformat(),
    )
    trust_list.publish(session, session.get_one(Office, key.office_id), root, now)


def _take_back(session: Session, certificate: Certificate, verb: str, reason: str, now: datetime) -> bool:
    if (certificate.state, verb) not in states.CERTIFICATE:  # suspended or revoked already
        return False
    states.change_certificate(certificate, verb, now)
    certificate.reason = reason
    record_change(session, certificate, verb, None, now, reason, key=certificate.signer_key_id)
    return True


def _sorted(session: Session, key: SignerKey, since: datetime, now: datetime) -> Signed:
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.signer_key_id == key.id, Certificate.state != _C.VOID)
        .order_by(Certificate.id)
    ).all()
    found = Signed(suspect=[], earlier=[], over=[], reserved=[])
    for row in rows:
        if row.issued_at is None:
            found.reserved.append(row)
        elif row.issued_at < since:
            if _is_open(row, now):
                found.earlier.append(row)
        else:
            (found.suspect if _is_open(row, now) else found.over).append(row)
    return found


def _is_open(certificate: Certificate, now: datetime) -> bool:
    """Tell whether it is in force or suspended, or was left as it is by this verb; and not over."""
    return certificate.expires > now and certificate.state in (_C.VALID, _C.SUSPENDED, certificate.distrusted)


def waiting(office_id: int, key_id: int, now: datetime) -> list[int]:
    """Return the ids of the certificates of a distrusted key that need another in their place, oldest first.

    Not those that are over, have one, or have been decided on since by a person.
    """
    replaced = select(Certificate.replaces_id).where(
        Certificate.replaces_id.is_not(None), Certificate.token.is_not(None)
    )
    return list(
        db.session.scalars(
            select(Certificate.id)
            .where(
                Certificate.office_id == office_id,
                Certificate.signer_key_id == key_id,
                Certificate.distrusted.is_not(None),
                (Certificate.state == _C.VALID) | (Certificate.state == Certificate.distrusted),
                Certificate.expires > now,
                Certificate.id.not_in(replaced),
            )
            .order_by(Certificate.id)
        )
    )
