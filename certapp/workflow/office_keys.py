"""The office's own keys: the root that certifies, and the key that signs its status lists."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.credential import Purpose
from certapp.keystore import authority, pkcs8, pkcs11, token_key
from certapp.keystore.errors import KeyStoreError
from certapp.keystore.files import KeyFolder, pem_of
from certapp.keystore.signing import OpenKey, kid_of
from certapp.keystore.token_key import TokenKey
from certapp.keystore.token_uri import TokenUri
from certapp.registry.audit import record
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState
from certapp.workflow.errors import NotFound


def folder() -> KeyFolder:
    """Return the folder of the private keys."""
    return KeyFolder(settings().keys)


def tokens() -> list[TokenUri]:
    """Return the hardware tokens that are plugged in.

    :raises TokenError: `token_module`, no PKCS#11 module is configured or it does not load.
    """
    return pkcs11.tokens(settings().pkcs11_module)


@contextmanager
def new_pair(
    name: str, passphrase: str, token: TokenUri | None
) -> Iterator[tuple[ec.EllipticCurvePublicKey, TokenUri | None]]:
    """Make a key pair in a file or in a hardware token; unmade if the block fails.

    A key that the register does not know serves nobody.

    :param token: where the private key shall live; None: in the key folder.
    :param passphrase: of the file, or the PIN of the token.
    """
    if token is not None:
        uri = replace(token, key=name)
        with token_key.new_key(settings().pkcs11_module, uri, passphrase) as public:
            yield public, uri
        return
    with new_files() as made:
        public = folder().create(name, passphrase)
        made.append(name)
        yield public, None


def open_signer(
    name: str, token_uri: str | None, passphrase: str, certificate: x509.Certificate
) -> OpenKey | TokenKey:
    """Open an approver's key, wherever it lives; to be closed.

    :param name, token_uri: as the register has them.
    :param passphrase: of the file, or the PIN of the token.
    :raises WrongPassphrase: it does not open it.
    :raises TokenError: the token cannot be used now.
    """
    if token_uri is None:
        return folder().open(name, passphrase, certificate)
    return token_key.open_key(settings().pkcs11_module, TokenUri.parse(token_uri), passphrase, certificate)


@contextmanager
def new_files() -> Iterator[list[str]]:
    """Yield a list for the names of key files that the block makes; they are removed again if it fails.

    A key that the register does not know serves nobody; so does one that a killed process left behind.
    """
    made: list[str] = []
    try:
        yield made
    except BaseException:
        for name in made:
            folder().delete(name)
        raise


def create_root(
    session: Session, office: Office, passphrase: str, now: datetime
) -> tuple[SignerKey, OpenKey]:
    """Make an office root, self-signed, and return it open."""
    name = f"root-{secrets.token_hex(6)}"
    public = folder().create(name, passphrase)
    private = folder().open_private(name, passphrase)
    root = authority.self_sign(private, office=office.name, code=office.code, now=now)
    row = add_key(session, office.id, KeyPurpose.ROOT, name, public, now)
    _activate(row, root.certificate, now)
    return row, root


def create_status_key(session: Session, office: Office, root: OpenKey, now: datetime) -> SignerKey:
    """Make the key that signs the office's status lists; the server opens it by itself."""
    name = f"status-list-{secrets.token_hex(6)}"
    public = folder().create(name, settings().secret("status-key"))
    row = add_key(session, office.id, KeyPurpose.STATUS_LIST, name, public, now)
    certify(row, root, Purpose.STATUS_LIST, f"{office.code} status list", office.name, now)
    return row


def open_root(office_id: int, passphrase: str) -> OpenKey:
    """Open the office root; only the command line does.

    :raises WrongPassphrase: the passphrase does not open it.
    """
    return _open(_active(db.session(), office_id, KeyPurpose.ROOT), passphrase)


def open_status_key(session: Session, office_id: int, at: datetime) -> OpenKey:
    """Open the key that signs the office's status lists at the moment `at`.

    A key that is being replaced signs until its end, so that verifiers have time to learn of the next one.
    """
    row = session.scalar(
        select(SignerKey)
        .where(
            SignerKey.office_id == office_id,
            SignerKey.purpose == KeyPurpose.STATUS_LIST,
            SignerKey.state == SignerKeyState.RETIRED,
            SignerKey.since > at,
        )
        .order_by(SignerKey.since)
        .limit(1)
    ) or _active(session, office_id, KeyPurpose.STATUS_LIST)
    return _opened(settings().keys, row.file_name, _certificate(row), settings().secret("status-key"))


def _open(row: SignerKey, passphrase: str) -> OpenKey:
    return folder().open(
        row.file_name, passphrase, x509.load_pem_x509_certificate(_certificate(row).encode())
    )


@lru_cache(maxsize=16)
def _opened(keys: Path, name: str, certificate: str, secret: str) -> OpenKey:
    """Open a key whose secret the server holds anyway, once: scrypt would keep other writers waiting."""
    return KeyFolder(keys).open(name, secret, x509.load_pem_x509_certificate(certificate.encode()))


def _certificate(row: SignerKey) -> str:
    if row.certificate is None:
        raise KeyStoreError("key_missing", name=row.file_name)
    return row.certificate


def _active(session: Session, office_id: int, purpose: KeyPurpose) -> SignerKey:
    row = active(session, office_id, purpose)
    if row is None:
        raise NotFound
    return row


def active(session: Session, office_id: int, purpose: KeyPurpose) -> SignerKey | None:
    """Return the office's own key that is in use for a purpose, if there is one."""
    return session.scalar(
        select(SignerKey).where(
            SignerKey.office_id == office_id,
            SignerKey.purpose == purpose,
            SignerKey.state == SignerKeyState.ACTIVE,
        )
    )


def add_key(
    session: Session,
    office_id: int,
    purpose: KeyPurpose,
    name: str,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    *,
    user_id: int | None = None,
    token_uri: TokenUri | None = None,
) -> SignerKey:
    """Enter a key pair into the register; it signs nothing before it is certified."""
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    row = SignerKey(
        office_id=office_id,
        user_id=user_id,
        purpose=purpose,
        state=SignerKeyState.REQUESTED,
        file_name=name,
        token_uri=None if token_uri is None else str(token_uri),
        public_key=pem.decode(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def certify(row: SignerKey, root: OpenKey, purpose: Purpose, name: str, office: str, now: datetime) -> None:
    """Certify a registered key with the root, for one purpose."""
    public = serialization.load_pem_public_key(row.public_key.encode())
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise KeyStoreError("key_unreadable")
    _activate(row, authority.certify(root, public, purpose=purpose, name=name, office=office, now=now), now)


def change_root_passphrase(office: Office, old: str, new: str, now: datetime) -> None:
    """Protect the office root with another passphrase.

    :raises WrongPassphrase: `old` does not open it.
    :raises KeyStoreError: `passphrase_short`, `passphrase_long`.
    """
    pkcs8.check_passphrase(new)
    office_id = office.id
    root = open_root(office_id, old)
    with transaction() as session:
        row = _active(session, office_id, KeyPurpose.ROOT)
        record(
            session,
            office_id=office_id,
            at=now,
            actor=None,
            verb="change_passphrase",
            subject="key",
            subject_id=row.id,
        )
        folder().protect(row.file_name, root.private, new)


def _activate(row: SignerKey, certificate: x509.Certificate, now: datetime) -> None:
    row.certificate, row.kid = pem_of(certificate), kid_of(certificate)
    row.state, row.certified_at = SignerKeyState.ACTIVE, now
