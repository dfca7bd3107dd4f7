"""The key that signs the status lists: made, and replaced without a moment in which no list is good."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.signer_key import KeyPurpose, SignerKey, SignerKeyState
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import keys, office_keys, status_lists, trust_list
from certapp.workflow.errors import Conflict


def create(office: Office, root_passphrase: str, now: datetime) -> SignerKey:
    """Make and certify the status-list key of an office that has none in use, and sign its lists.

    :raises Conflict: `status_key_in_use`; it is rotated instead.
    :raises WrongPassphrase: the passphrase does not open the root.
    """
    if office_keys.active(db.session(), office.id, KeyPurpose.STATUS_LIST) is not None:
        raise Conflict("status_key_in_use")
    return _renew(office, root_passphrase, now, SignerKeyState.RETIRED, now)


def rotate(office: Office, root_passphrase: str, now: datetime, *, at_once: bool = False) -> SignerKey:
    """Certify a new status-list key, retire the old one, and sign the trust list and every status list anew.

    The old key goes on signing for the life of a status list. Whoever holds the trust list of today accepts
    what is published until then, and has to fetch a status list within that time anyway, with the trust list
    that names the new key. Both trust lists are good all the while.

    :param at_once: the new key signs from now on, for an old key that cannot be opened any more: verifiers
        with the old trust list refuse what it signs until they fetch the new one.
    :param now: aware UTC.
    :returns: the new key.
    :raises WrongPassphrase: the passphrase does not open the root.
    """
    overlap = timedelta(0) if at_once else timedelta(seconds=settings().status_lifetime)
    return _renew(office, root_passphrase, now, SignerKeyState.RETIRED, now + overlap)


def replace_compromised(office: Office, root_passphrase: str, now: datetime) -> SignerKey:
    """Revoke the status-list key, and sign everything by a new one at once.

    Verifiers that have fetched the trust list refuse every list of the old key.

    :raises WrongPassphrase: the passphrase does not open the root.
    """
    return _renew(office, root_passphrase, now, SignerKeyState.REVOKED, now)


def _renew(
    office: Office, root_passphrase: str, now: datetime, after: SignerKeyState, ends: datetime
) -> SignerKey:
    """Replace the keys in use, which end at `ends` in the state `after`."""
    office_id, ends = office.id, ends.replace(microsecond=0)
    root = office_keys.open_root(office_id, root_passphrase)
    with office_keys.new_files() as files, transaction() as session:
        office = session.get_one(Office, office_id)
        lists = session.scalars(select(StatusListRecord).where(StatusListRecord.office_id == office_id)).all()
        ends = max([ends, *(row.issued_at for row in lists)])  # `iat` may run ahead of the clock
        for old in _in_use(session, office_id, now):
            old.state, old.since = after, min(old.since or ends, ends)
            keys.record_verb(session, old, f"{_ENDED[after]}_key", None, now)
        made = office_keys.create_status_key(session, office, root, now)
        files.append(made.file_name)
        made_id = made.id
        keys.record_verb(session, made, "certify_key", None, now)
        trust_list.publish(session, office, root, now)
        for row in lists:
            status_lists.publish(session, row, now, is_urgent=True)
    return db.session.get_one(SignerKey, made_id)


_ENDED = {SignerKeyState.RETIRED: "retire", SignerKeyState.REVOKED: "revoke"}


def _in_use(session: Session, office_id: int, now: datetime) -> list[SignerKey]:
    """Return the key in use, and one that is still signing until its end."""
    rows = session.scalars(
        select(SignerKey).where(SignerKey.office_id == office_id, SignerKey.purpose == KeyPurpose.STATUS_LIST)
    )
    return [
        row
        for row in rows
        if row.state == SignerKeyState.ACTIVE
        or (row.state == SignerKeyState.RETIRED and row.since is not None and row.since > now)
    ]
