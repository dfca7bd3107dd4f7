"""The office root over the years: the one in use, those before it, and the step from one to the next."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from sqlalchemy import select

from certapp.keystore import pkcs8
from certapp.keystore.errors import KeyStoreError
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState
from certapp.workflow import keys, office_keys, trust_list
from certapp.workflow.errors import Conflict, NotFound


def everyone(office_id: int) -> Sequence[SignerKey]:
    """Return the office's roots, the one in use first, then the others from the latest on."""
    return db.session.scalars(
        select(SignerKey)
        .where(SignerKey.office_id == office_id, SignerKey.purpose == KeyPurpose.ROOT)
        .order_by(SignerKey.id.desc())
    ).all()


def find(office_id: int, key_id: int | None = None) -> SignerKey:
    """Return one of the office's roots; without `key_id` the one in use.

    :raises NotFound: `root_none`.
    """
    for row in everyone(office_id):
        if row.id == key_id or (key_id is None and row.state == SignerKeyState.ACTIVE):
            return row
    raise NotFound("root_none")


def issuer_of(office_id: int, certificate: x509.Certificate) -> x509.Certificate:
    """Return the root that certified one of the office's keys, perhaps one before the root in use.

    :raises KeyStoreError: `root_none`, none of them did.
    """
    for row in everyone(office_id):
        root = keys.certificate_of(row)
        try:
            certificate.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature):  # another root's
            continue
        return root
    raise KeyStoreError("root_none")


def rotate(office: Office, old_passphrase: str | None, new_passphrase: str, now: datetime) -> SignerKey:
    """Make a new root, and let it vouch for all that the old one vouched for; returns the new one.

    In one transaction the old root retires and the new one signs the next version of the trust list. Every
    key stays in it as it was, under the certificate that the old root gave it; the new one certifies what
    comes next. The status-list key stays, too: who has not pinned the new root could not know another.

    :param old_passphrase: opens the old root; None: it is lost, and the audit log says so.
    :param new_passphrase: protects the new root.
    :param now: aware UTC.
    :raises WrongPassphrase: nothing was changed.
    :raises KeyStoreError: `passphrase_short`, `passphrase_long`, or a key's file cannot be read or written.
    :raises Conflict: `root_replaced`, by somebody else meanwhile.
    """
    pkcs8.check_passphrase(new_passphrase)
    office_id, old_id = office.id, find(office.id).id
    if old_passphrase is not None:
        office_keys.open_root(office_id, old_passphrase)
    with office_keys.new_files() as files, transaction() as session:
        office = session.get_one(Office, office_id)
        old = session.get_one(SignerKey, old_id, with_for_update=True)
        if old.state != SignerKeyState.ACTIVE:
            raise Conflict("root_replaced")
        old.state, old.since = SignerKeyState.RETIRED, now
        keys.record_verb(session, old, "retire_key" if old_passphrase is not None else "lose_key", None, now)
        made, root = office_keys.create_root(session, office, new_passphrase, now)
        files.append(made.file_name)
        keys.record_verb(session, made, "certify_key", None, now)
        trust_list.publish(session, office, root, now)
        made_id = made.id
    return db.session.get_one(SignerKey, made_id)
