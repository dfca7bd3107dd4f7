"""The end of an approver's key, told by a new trust list: retired, or revoked with all that it signed."""

from datetime import datetime

from certapp.registry.database import transaction
from certapp.registry.office import Office
from certapp.registry.signer_key import SignerKeyState
from certapp.workflow import keys, office_keys, trust_list
from certapp.workflow.errors import NotFound


def retire(office: Office, key_id: int, root_passphrase: str, now: datetime) -> None:
    """End the use of an approver's key; what it signed stands. For an owner who leaves.

    :raises NotFound: no such key is in use.
    :raises WrongPassphrase: the passphrase does not open the root.
    """
    _end(office, key_id, root_passphrase, "retire_key", (SignerKeyState.ACTIVE,), SignerKeyState.RETIRED, now)


def revoke(office: Office, key_id: int, root_passphrase: str, now: datetime) -> None:
    """Distrust an approver's key altogether, also what it signed. For a key that fell into other hands.

    :raises NotFound: no such key was ever certified, or it is revoked already.
    :raises WrongPassphrase: the passphrase does not open the root.
    """
    ended = (SignerKeyState.ACTIVE, SignerKeyState.RETIRED)
    _end(office, key_id, root_passphrase, "revoke_key", ended, SignerKeyState.REVOKED, now)


def _end(
    office: Office,
    key_id: int,
    root_passphrase: str,
    verb: str,
    before: tuple[SignerKeyState, ...],
    after: SignerKeyState,
    now: datetime,
) -> None:
    office_id = office.id
    root = office_keys.open_root(office_id, root_passphrase)
    with transaction() as session:
        row = keys.find(session, office_id, key_id, *before)
        if row.certificate is None:
            raise NotFound("key_request_none")
        row.state, row.since = after, row.since or now
        keys.record_verb(session, row, verb, None, now)
        trust_list.publish(session, session.get_one(Office, office_id), root, now)
