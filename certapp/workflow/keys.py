"""The approvers' keys: made by their owners, certified by the root, opened for one use at a time."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.credential import Purpose
from certapp.keystore import authority, pkcs8
from certapp.keystore.errors import TokenError
from certapp.keystore.signing import OpenKey
from certapp.keystore.token_key import TokenKey
from certapp.keystore.token_uri import TokenUri
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import Role, User
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState
from certapp.workflow import office_keys, throttle, trust_list
from certapp.workflow.errors import Conflict, NotFound
from certapp.workflow.people import require_role


def keys_of(user: User) -> Sequence[SignerKey]:
    """Return the person's keys, newest first."""
    return db.session.scalars(
        select(SignerKey).where(SignerKey.user_id == user.id).order_by(SignerKey.id.desc())
    ).all()


def keys_of_office(office_id: int) -> Sequence[SignerKey]:
    """Return all keys of the office, oldest first."""
    return db.session.scalars(
        select(SignerKey).where(SignerKey.office_id == office_id).order_by(SignerKey.id)
    ).all()


def active_key(user: User) -> SignerKey | None:
    """Return the key the person signs with, if there is one."""
    return db.session.scalar(
        select(SignerKey)
        .where(SignerKey.user_id == user.id, SignerKey.state == SignerKeyState.ACTIVE)
        .order_by(SignerKey.id.desc())
        .limit(1)
    )


def usable_key(user: User, now: datetime) -> SignerKey | None:
    """Return the key the person could sign with at the moment `now` (aware UTC)."""
    row = active_key(user)
    return row if row is not None and certificate_of(row).not_valid_after_utc > now else None


def request(actor: User, passphrase: str, now: datetime, *, token: TokenUri | None = None) -> SignerKey:
    """Make the approver's own key pair; the root has to certify it before it signs anything.

    :param passphrase: protects the private key; with a token, the token's PIN. Never stored.
    :param token: the hardware token in which the private key shall live; None: a file.
    :raises Conflict: `key_waiting`, one of theirs waits for the root already.
    :raises KeyStoreError: `passphrase_short`, `passphrase_long`, `key_name_long`, or it cannot be stored.
    :raises WrongPassphrase: the PIN does not open the token, and the try is counted.
    :raises TokenError: the token cannot be used now.
    """
    require_role(actor, Role.APPROVER)
    authority.check_name(actor.name)
    _check_none_waits(actor)
    actor_id = actor.id
    name = f"approver-{secrets.token_hex(6)}"
    with ExitStack() as stack:
        with throttle.guess(None if token is None else str(token), now, no_guess=TokenError):
            public, uri = stack.enter_context(office_keys.new_pair(name, passphrase, token))
        session = stack.enter_context(transaction())
        actor = session.get_one(User, actor_id)
        _check_none_waits(actor)
        row = office_keys.add_key(
            session,
            actor.office_id,
            KeyPurpose.CERTIFICATE,
            name,
            public,
            now,
            user_id=actor_id,
            token_uri=uri,
        )
        record_verb(session, row, "request_key", actor, now)
        row_id = row.id
    return db.session.get_one(SignerKey, row_id)


def withdraw_request(actor: User, key_id: int, now: datetime) -> None:
    """Take back an own key that waits for the root, for example when its passphrase is lost already.

    :raises NotFound: no such key of theirs waits.
    """
    require_role(actor, Role.APPROVER)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        row = session.get(SignerKey, key_id, with_for_update=True)
        if row is None or row.user_id != actor_id or row.state != SignerKeyState.REQUESTED:
            raise NotFound("key_request_none")
        row.state, row.since = SignerKeyState.RETIRED, now
        record_verb(session, row, "withdraw_key", actor, now)
        name, is_in_file = row.file_name, row.token_uri is None
    if is_in_file:  # out of a token only its own program takes it: there is no PIN here
        office_keys.folder().delete(name)


def requests(office_id: int) -> list[SignerKey]:
    """Return the keys that wait for the root, oldest first."""
    return [key for key in keys_of_office(office_id) if key.state == SignerKeyState.REQUESTED]


def fingerprint(row: SignerKey) -> str:
    """Return the first 10 bytes of SHA-256 over the public key: what owner and certifier compare."""
    der = serialization.load_pem_public_key(row.public_key.encode()).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).digest()[:10].hex(" ", 2).upper()


def find(session: Session, office_id: int, key_id: int, *states: SignerKeyState) -> SignerKey:
    """Return an approver's key of the office that is in one of these states.

    :raises NotFound: `key_request_none`, there is none.
    """
    row = session.get(SignerKey, key_id, with_for_update=True)
    if (
        row is None
        or row.office_id != office_id
        or row.purpose != KeyPurpose.CERTIFICATE
        or row.state not in states
    ):
        raise NotFound("key_request_none")
    return row


def certify(office: Office, key_id: int, root_passphrase: str, now: datetime) -> SignerKey:
    """Certify an approver's key with the office root and publish the trust list; the owner's old key retires.

    :raises NotFound: no such key waits.
    :raises WrongPassphrase: the passphrase does not open the root.
    :raises Conflict: `key_owner`, its owner is no approver any more.
    :raises KeyStoreError: `key_name_long`.
    """
    find(db.session(), office.id, key_id, SignerKeyState.REQUESTED)
    office_id = office.id
    root = office_keys.open_root(office_id, root_passphrase)
    with transaction() as session:
        row = find(session, office_id, key_id, SignerKeyState.REQUESTED)
        office = session.get_one(Office, office_id)
        owner = row.user
        if owner is None or not owner.is_active or Role.APPROVER not in owner.roles:
            raise Conflict("key_owner")
        for older in session.scalars(
            select(SignerKey).where(SignerKey.user_id == owner.id, SignerKey.state == SignerKeyState.ACTIVE)
        ):
            older.state, older.since = SignerKeyState.RETIRED, now
        office_keys.certify(row, root, Purpose.CERTIFICATE, owner.name, office.name, now)
        record_verb(session, row, "certify_key", None, now)
        trust_list.publish(session, office, root, now)
    return db.session.get_one(SignerKey, key_id)


def open_own(actor: User, passphrase: str, now: datetime) -> tuple[SignerKey, OpenKey | TokenKey]:
    """Open the approver's key for one use; close it at its end.

    :param passphrase: of the key's file, or the PIN of its hardware token.
    :raises Conflict: `key_none`, they have no certified key; `key_expired`, its certificate has ended.
    :raises WrongPassphrase: and the try is counted.
    :raises Throttled: too many wrong passphrases.
    :raises TokenError: the token cannot be used now; that is no try.
    """
    require_role(actor, Role.APPROVER)
    row = active_key(actor)
    if row is None:
        raise Conflict("key_none")
    certificate = certificate_of(row)
    if certificate.not_valid_after_utc <= now:
        raise Conflict("key_expired")
    row_id, name, uri = row.id, row.file_name, row.token_uri
    subject = f"key:{row_id}" if uri is None else str(TokenUri.parse(uri).token)
    with throttle.guess(subject, now, no_guess=TokenError):
        key = office_keys.open_signer(name, uri, passphrase, certificate)
    return db.session.get_one(SignerKey, row_id), key


def certificate_of(row: SignerKey) -> x509.Certificate:
    """Return the X.509 certificate of a certified key.

    :raises Conflict: `key_none`, the root has not certified it.
    """
    if row.certificate is None:
        raise Conflict("key_none")
    return x509.load_pem_x509_certificate(row.certificate.encode())


def change_passphrase(actor: User, old: str, new: str, now: datetime) -> None:
    """Protect the approver's key with another passphrase, or its hardware token with another PIN.

    :raises Conflict: `key_none`, `key_expired`.
    :raises WrongPassphrase: `old` does not open it.
    :raises KeyStoreError: `passphrase_short`, `passphrase_long`, `pin_refused`.
    :raises TokenError: the token cannot be used now.
    """
    row = active_key(actor)
    if row is not None and row.token_uri is None:
        pkcs8.check_passphrase(new)
    row, key = open_own(actor, old, now)
    row_id, actor_id, name = row.id, actor.id, row.file_name
    with closing(key), transaction() as session:
        actor = session.get_one(User, actor_id)
        record_verb(session, session.get_one(SignerKey, row_id), "change_passphrase", actor, now)
        if isinstance(key, TokenKey):
            key.change_pin(old, new)
        else:
            office_keys.folder().protect(name, key.private, new)


def _check_none_waits(actor: User) -> None:
    if any(key.state == SignerKeyState.REQUESTED for key in keys_of(actor)):
        raise Conflict("key_waiting")


def record_verb(session: Session, row: SignerKey, verb: str, actor: User | None, now: datetime) -> None:
    """Record what was done to a key; `actor` is None for the command line, where the root is opened."""
    record(
        session,
        office_id=row.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="key",
        subject_id=row.id,
    )
