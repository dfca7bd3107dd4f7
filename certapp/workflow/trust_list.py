"""The office's trust list: signed by the root whenever a key changes, read by every check."""

from datetime import datetime
from functools import lru_cache

from cryptography import x509
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certapp.credential import KeyState, Purpose, TrustedKey, TrustList, trustlist
from certapp.keystore import authority
from certapp.keystore.signing import OpenKey, public_key_of
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState, TrustListRecord
from certapp.workflow.errors import Conflict, NotFound

_PURPOSE = {KeyPurpose.CERTIFICATE: Purpose.CERTIFICATE, KeyPurpose.STATUS_LIST: Purpose.STATUS_LIST}
_STATE = {
    SignerKeyState.ACTIVE: KeyState.ACTIVE,
    SignerKeyState.RETIRED: KeyState.RETIRED,
    SignerKeyState.REVOKED: KeyState.REVOKED,
}

_ROOT_IN_USE = (SignerKey.purpose == KeyPurpose.ROOT, SignerKey.state == SignerKeyState.ACTIVE)


def publish(session: Session, office: Office, root: OpenKey, now: datetime) -> None:
    """Sign the office's keys, as they stand in this transaction, into a new version of its trust list.

    :param root: the office root, open.
    :param now: aware UTC.
    :raises Conflict: `root_replaced`, another root took its place after this one was opened.
    """
    session.flush()
    in_use = select(SignerKey.kid).where(SignerKey.office_id == office.id, *_ROOT_IN_USE)
    if session.scalar(in_use) != root.kid:
        raise Conflict("root_replaced")
    newest = session.scalar(
        select(func.max(TrustListRecord.version)).where(TrustListRecord.office_id == office.id)
    )
    version = (newest or 0) + 1
    signed = trustlist.prepare(
        office.code, version, int(now.timestamp()), _trusted_keys(session, office.id), root.kid
    ).signed_by(root.sign)
    session.add(TrustListRecord(office_id=office.id, version=version, signed=signed, issued_at=now))


def signed(office_id: int) -> bytes:
    """Return the office's trust list as the root signed it.

    :raises NotFound: the office has none.
    """
    return signed_and_root(office_id)[0]


def signed_and_root(office_id: int) -> tuple[bytes, str]:
    """Return the office's trust list and, as PEM, the certificate of the root that signed it.

    One look at the register: between two a new root could take the place of the old one.

    :raises NotFound: the office has none.
    """
    found = db.session.execute(
        select(TrustListRecord.signed, SignerKey.certificate)
        .join(SignerKey, SignerKey.office_id == TrustListRecord.office_id)
        .where(TrustListRecord.office_id == office_id, *_ROOT_IN_USE)
        .order_by(TrustListRecord.version.desc())
        .limit(1)
    ).first()
    if found is None or found.certificate is None:
        raise NotFound
    return found.signed, found.certificate


def current(office_id: int) -> TrustList:
    """Return the office's trust list, checked against the office root.

    :raises NotFound: the office has none.
    :raises ListError: what is stored is not what the root signed.
    """
    return opened(*signed_and_root(office_id))


def root_certificate(office_id: int) -> str:
    """Return the office root's X.509 certificate as PEM: what a verifier pins."""
    return signed_and_root(office_id)[1]


@lru_cache(maxsize=512)
def opened(signed_list: bytes, root_pem: str) -> TrustList:
    """Parse once: the same bytes under the same root are the same list."""
    root = x509.load_pem_x509_certificate(root_pem.encode())
    return trustlist.open_signed(signed_list, public_key_of(root))


def _trusted_keys(session: Session, office_id: int) -> list[TrustedKey]:
    rows = session.scalars(
        select(SignerKey).where(
            SignerKey.office_id == office_id,
            SignerKey.purpose != KeyPurpose.ROOT,
            SignerKey.certificate.is_not(None),  # a request, open or withdrawn, has none
        )
    )
    return [_trusted(row) for row in rows]


def _trusted(row: SignerKey) -> TrustedKey:
    if row.certificate is None or row.kid is None:
        raise ValueError("a certified key has a certificate")
    certificate = x509.load_pem_x509_certificate(row.certificate.encode())
    return TrustedKey(
        kid=row.kid,
        purpose=_PURPOSE[KeyPurpose(row.purpose)],
        public_key=public_key_of(certificate),
        not_before=int(certificate.not_valid_before_utc.timestamp()),
        expires=int(certificate.not_valid_after_utc.timestamp()),
        name=authority.name_in(certificate) if row.user_id else "",
        state=_STATE[SignerKeyState(row.state)],
        since=int(row.since.timestamp()) if row.since else 0,
    )
