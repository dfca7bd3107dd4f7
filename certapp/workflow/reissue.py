"""Replacing the papers of a distrusted key: the same facts under another key, each with a number of its own.

Each is reserved, signed and stored as in issue.py; so a run that was killed goes on when it is run again.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from certapp.config import settings
from certapp.credential.errors import CertappError
from certapp.keystore.errors import KeyStoreError
from certapp.keystore.signing import SigningKey
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.papers import PaperStore
from certapp.registry.people import Role, User
from certapp.workflow import compromise, issue, keys, reservation, review, states, status_lists, supersede
from certapp.workflow.errors import Conflict, Forbidden, NotFound
from certapp.workflow.sealing import Sealed

_C = CertificateState


@dataclass(frozen=True, slots=True)
class Step:
    """One certificate that was dealt with: its number, and its successor's or why there is none.

    :param done: how many were dealt with in this run, this one included.
    :param total: how many there were to deal with.
    """

    done: int
    total: int
    old: str
    new: str | None
    fault: CertappError | None


def approver(office: Office, username: str) -> User:
    """Return the approver of the office with this user name.

    :raises NotFound: `approver_none`.
    """
    user = db.session.scalar(select(User).where(User.office_id == office.id, User.username == username))
    if user is None or not user.is_active or Role.APPROVER not in user.roles:
        raise NotFound("approver_none")
    return user


def replace_all(
    actor: User,
    key_id: int,
    passphrase: str,
    clock: Callable[[], datetime],
    report: Callable[[Step], None],
) -> int:
    """Issue another certificate for each that waits for one; returns how many could not be replaced.

    What the approver may not sign (their own, another unit's) is left for another approver. The old ones end
    with :func:`end_replaced`.

    :param key_id: the distrusted key.
    :param passphrase: opens the approver's own key, once for this run; never stored.
    :param clock: tells the present moment, aware UTC; a run may last for many minutes.
    :raises WrongPassphrase: nothing has changed, and the try is counted.
    :raises Throttled: too many wrong passphrases.
    :raises Conflict: `key_none` or `key_expired`, the approver has no key to sign with.
    :raises KeyStoreError: the key fails; what was done stands, and running again goes on.
    """
    actor_id, office_id = actor.id, actor.office_id
    key_row, key = keys.open_own(actor, passphrase, clock())
    row_id, left = key_row.id, 0
    with closing(key):
        ids = compromise.waiting(office_id, key_id, clock())
        for done, old_id in enumerate(ids, 1):
            new, fault = None, None
            try:
                new = _replace(actor_id, old_id, row_id, key, clock())
            except KeyStoreError:  # it would fail for the others, too
                raise
            except CertappError as error:
                left, fault = left + 1, error
            old = db.session.get_one(Certificate, old_id).number
            report(Step(done, len(ids), old, new, fault))
    return left


def end_replaced(office: Office, key_id: int, now: datetime) -> int:
    """Supersede every certificate of the key that has been replaced, each status list published once.

    :param now: aware UTC.
    :returns: how many ended.
    """
    office_id = office.id
    with transaction() as session:
        old, new = aliased(Certificate), aliased(Certificate)
        pairs = session.execute(
            select(old, new)
            .join(new, new.replaces_id == old.id)
            .where(
                old.office_id == office_id,
                old.signer_key_id == key_id,
                old.state.in_((_C.VALID, _C.SUSPENDED)),
                old.expires > now,
                new.token.is_not(None),
            )
            .order_by(old.id)
        ).all()
        for replaced, successor in pairs:
            supersede.supersede(session, replaced, successor, None, now)
        compromise.publish(session, [replaced for replaced, _ in pairs], now)
    return len(pairs)


def _replace(actor_id: int, old_id: int, key_row_id: int, key: SigningKey, now: datetime) -> str | None:
    """Return the number of the new certificate, or None when another run has dealt with it meanwhile."""
    new_id = _reserve(actor_id, old_id, key_row_id, key.kid, now)
    if new_id is None:
        return None
    try:
        token, sealed = issue.signed(db.session.get_one(Certificate, new_id), key, now)
    except KeyStoreError:
        raise  # the reservation waits for the key
    except CertappError:  # trying again would fail again
        _give_up(actor_id, new_id, now)
        raise
    paper = PaperStore(settings().papers).put(sealed.pdf)
    return _commit(actor_id, new_id, token, sealed, paper, now)


def _reserve(actor_id: int, old_id: int, key_row_id: int, kid: bytes, now: datetime) -> int | None:
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        old = session.get_one(Certificate, old_id, with_for_update=True)
        if old.state not in (_C.VALID, old.distrusted):  # somebody has decided on it meanwhile
            return None
        application = review.to_decide(actor, old.application_id)
        if application.applicant_id == actor_id:
            raise Forbidden("own_application")
        made = _successor(session, old_id)
        if made is not None and made.state != _C.RESERVED:
            return None
        if made is not None and made.signer_key_id == key_row_id:
            status_lists.keep_in_force(session, made.status_list, now)
            return made.id
        if made is not None:  # its bytes name another key
            compromise.void(session, made, actor, now)
            compromise.publish(session, [made], now)
        if reservation.is_over(application, now):
            raise Conflict("dates_passed")
        return reservation.make(session, application, actor, key_row_id, kid, now, replaces=old).id


def _successor(session: Session, old_id: int) -> Certificate | None:
    return session.scalar(
        select(Certificate).where(Certificate.replaces_id == old_id, Certificate.state != _C.VOID)
    )


def _give_up(actor_id: int, new_id: int, now: datetime) -> None:
    with transaction() as session:
        certificate = session.get_one(Certificate, new_id, with_for_update=True)
        if certificate.state == _C.RESERVED:
            compromise.void(session, certificate, session.get_one(User, actor_id), now)
            compromise.publish(session, [certificate], now)


def _commit(
    actor_id: int, new_id: int, token: bytes, sealed: Sealed, paper: str, now: datetime
) -> str | None:
    with transaction() as session:
        certificate = session.get_one(Certificate, new_id, with_for_update=True)
        if certificate.state != _C.RESERVED:  # another run was faster
            return None
        states.move_certificate(certificate, "issue")
        certificate.token, certificate.paper, certificate.issued_at = token, paper, now
        certificate.seal_level, certificate.seal_fault = sealed.level, sealed.fault
        compromise.record_change(
            session,
            certificate,
            "reissue",
            session.get_one(User, actor_id),
            now,
            paper=paper,
            replaces=certificate.replaces_id,
            **sealed.facts,
        )
        return certificate.number
