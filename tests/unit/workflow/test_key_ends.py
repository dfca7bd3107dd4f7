"""certapp.workflow.key_ends: a key that is retired, or revoked with all that it signed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from certapp.credential import VerdictCode
from certapp.credential.errors import CertappError
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.signer_key import SignerKey
from certapp.workflow import key_ends, keys, scan
from tests.world import ROOT_PASSPHRASE, Person, World, user


def the_office(office: World) -> Office:
    return db.session.get_one(Office, office.office_id)


def request(office: World, person: Person) -> int:
    return keys.request(user(person), person.passphrase, office.now).id


def certify(office: World, key_id: int) -> SignerKey:
    return keys.certify(the_office(office), key_id, ROOT_PASSPHRASE, office.now)


def key(key_id: int) -> SignerKey:
    db.session.rollback()
    return db.session.get_one(SignerKey, key_id)


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def verbs(key_id: int) -> list[str]:
    records = db.session.query(AuditRecord).filter_by(subject="key", subject_id=key_id)
    return [record.verb for record in records.order_by(AuditRecord.id)]


@pytest.mark.parametrize(
    ("end", "state", "verdict"),
    [
        (key_ends.retire, "retired", VerdictCode.VALID),
        (key_ends.revoke, "revoked", VerdictCode.UNKNOWN_SIGNER),
    ],
)
def test_an_ended_key_signs_no_more(
    office: World, keyless: Person, end: Callable[..., None], state: str, verdict: VerdictCode
) -> None:
    key_id = certify(office, request(office, keyless)).id
    text = office.qr_text(office.signed(keyless, office.submitted(office.official())))
    assert isinstance(refusal(lambda: end(the_office(office), key_id, "wrong", office.now)), WrongPassphrase)
    end(the_office(office), key_id, ROOT_PASSPHRASE, office.now)
    assert key(key_id).state == state
    assert scan.judge(text, office.now).code is verdict
    refused = refusal(lambda: office.signed(keyless, office.submitted(office.official())))
    assert refused.code == "key_none"
    assert verbs(key_id)[-1] == f"{end.__name__}_key"
    refused = refusal(lambda: end(the_office(office), key_id, ROOT_PASSPHRASE, office.now))
    assert refused.code == "key_request_none"


def test_a_retired_key_can_still_be_revoked(office: World, keyless: Person) -> None:
    key_id = certify(office, request(office, keyless)).id
    retired_at = office.now
    key_ends.retire(the_office(office), key_id, ROOT_PASSPHRASE, retired_at)
    key_ends.revoke(the_office(office), key_id, ROOT_PASSPHRASE, retired_at + timedelta(days=1))
    assert (key(key_id).state, key(key_id).since) == ("revoked", retired_at)


def test_the_offices_own_keys_are_not_ended_this_way(office: World, keyless: Person) -> None:
    for row in keys.keys_of_office(office.office_id):
        if row.purpose != "certificate":
            refused = refusal(
                lambda row=row: key_ends.revoke(the_office(office), row.id, ROOT_PASSPHRASE, office.now)
            )
            assert refused.code == "key_request_none"
