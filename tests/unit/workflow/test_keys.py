"""certapp.workflow.keys: an approver's key, from its making to its use."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from certapp.credential import KeyState, Purpose, VerdictCode
from certapp.credential.errors import CertappError
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import Grant, Role, User
from certapp.registry.signer_key import SignerKey
from certapp.workflow import issue, keys, scan, trust_list
from certapp.workflow.errors import Conflict, Forbidden, NotFound, Throttled
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


def files(office: World) -> set[str]:
    return {file.name for file in office.settings.keys.iterdir()}


def test_a_requested_key_waits_and_signs_nothing(office: World, keyless: Person) -> None:
    made = key(request(office, keyless))
    assert (made.state, made.user_id, made.certificate, made.kid) == ("requested", keyless.id, None, None)
    assert f"{made.file_name}.pem" in files(office)
    assert made in keys.requests(office.office_id)
    assert keys.active_key(user(keyless)) is None
    assert keys.usable_key(user(keyless), office.now) is None
    assert len(trust_list.current(office.office_id).keys) == len(
        [row for row in keys.keys_of_office(office.office_id) if row.certificate and row.purpose != "root"]
    )
    assert verbs(made.id) == ["request_key"]


def test_the_fingerprint_is_of_the_public_key_and_short_enough_to_read_out(
    office: World, keyless: Person
) -> None:
    key_id = request(office, keyless)
    before = keys.fingerprint(key(key_id))
    certify(office, key_id)
    assert keys.fingerprint(key(key_id)) == before
    assert [len(group) for group in before.split(" ")] == [4] * 5


def test_a_certified_key_is_in_the_trust_list(office: World, keyless: Person) -> None:
    version = trust_list.current(office.office_id).version
    made = certify(office, request(office, keyless))
    trusted = trust_list.current(office.office_id)
    assert made.kid is not None
    entry = trusted.find(made.kid, Purpose.CERTIFICATE)
    assert entry is not None
    assert (entry.state, entry.name, trusted.version) == (KeyState.ACTIVE, "Nguyễn Văn Bền", version + 1)
    assert keys.usable_key(user(keyless), office.now) == key(made.id)
    assert verbs(made.id) == ["request_key", "certify_key"]


def test_the_trust_list_keeps_the_name_that_was_certified(office: World, keyless: Person) -> None:
    made = certify(office, request(office, keyless))
    with transaction() as session:
        session.get_one(User, keyless.id).name = "Một Người Khác"
    certify(office, request(office, office.approver(with_key=False)))  # publishes anew
    entry = trust_list.current(office.office_id).keys[key(made.id).kid or b""]
    assert entry.name == "Nguyễn Văn Bền"


def test_a_new_key_retires_the_old_one_and_what_it_signed_stands(office: World, keyless: Person) -> None:
    first = certify(office, request(office, keyless)).id
    text = office.qr_text(office.signed(keyless, office.submitted(office.official())))
    second = request(office, keyless)
    assert keys.active_key(user(keyless)) == key(first)  # until the new one is certified
    certify(office, second)
    assert (key(first).state, key(second).state) == ("retired", "active")
    assert scan.judge(text, office.now).code is VerdictCode.VALID


@pytest.mark.parametrize(
    ("passphrase", "code"), [("short", "passphrase_short"), ("x" * 201, "passphrase_long")]
)
def test_a_refused_passphrase_leaves_no_key(
    office: World, keyless: Person, passphrase: str, code: str
) -> None:
    before = files(office)
    assert refusal(lambda: keys.request(user(keyless), passphrase, office.now)).code == code
    assert (list(keys.keys_of(user(keyless))), files(office)) == ([], before)


def test_one_request_at_a_time_also_of_two_at_once(office: World, keyless: Person) -> None:
    before = files(office)

    def ask(_: int) -> str | None:
        with office.app.app_context():
            try:
                request(office, keyless)
            except Conflict as error:
                return error.code
        return None

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert sorted(answers, key=str) == [None, "key_waiting", "key_waiting", "key_waiting"]
    [only] = keys.keys_of(user(keyless))
    assert files(office) - before == {f"{only.file_name}.pem"}


def test_a_withdrawn_request_is_never_certified(office: World, keyless: Person) -> None:
    key_id = request(office, keyless)
    other = office.approver(with_key=False)
    assert isinstance(refusal(lambda: keys.withdraw_request(user(other), key_id, office.now)), NotFound)
    keys.withdraw_request(user(keyless), key_id, office.now)
    assert key(key_id).state == "retired"
    assert f"{key(key_id).file_name}.pem" not in files(office)
    assert isinstance(refusal(lambda: certify(office, key_id)), NotFound)
    assert isinstance(refusal(lambda: keys.withdraw_request(user(keyless), key_id, office.now)), NotFound)
    certify(office, request(office, keyless))  # the trust list is published without it
    assert verbs(key_id) == ["request_key", "withdraw_key"]


def test_only_the_root_certifies_and_only_a_request(office: World, keyless: Person) -> None:
    key_id = request(office, keyless)
    refused = refusal(lambda: keys.certify(the_office(office), key_id, "a wrong one", office.now))
    assert isinstance(refused, WrongPassphrase)
    assert key(key_id).state == "requested"
    certify(office, key_id)
    for each in (key_id, 2**31 - 1):
        assert refusal(lambda each=each: certify(office, each)).code == "key_request_none"


def test_who_is_no_approver_any_more_gets_no_key(office: World, keyless: Person) -> None:
    key_id = request(office, keyless)
    with transaction() as session:
        session.get_one(User, keyless.id).grants = [Grant(role=Role.OFFICIAL)]
    assert refusal(lambda: certify(office, key_id)).code == "key_owner"
    assert isinstance(refusal(lambda: request(office, keyless)), Forbidden)
    official = office.official()
    assert isinstance(refusal(lambda: request(office, official)), Forbidden)


def test_a_name_too_long_for_a_certificate_is_told_before_a_key_is_made(
    office: World, keyless: Person
) -> None:
    with transaction() as session:
        session.get_one(User, keyless.id).name = "Nguyễn Trần Hoàng Phương Quỳnh Nghiêm Thị Ánh Nguyệt"
    before = files(office)
    assert refusal(lambda: request(office, keyless)).code == "key_name_long"
    assert files(office) == before


def test_a_passphrase_is_changed_by_who_knows_it(office: World, keyless: Person) -> None:
    key_id = certify(office, request(office, keyless)).id
    keys.change_passphrase(user(keyless), keyless.passphrase, "một cụm từ khác", office.now)
    assert isinstance(
        refusal(lambda: keys.open_own(user(keyless), keyless.passphrase, office.now)), WrongPassphrase
    )
    assert keys.open_own(user(keyless), "một cụm từ khác", office.now)[0].id == key_id
    assert verbs(key_id)[-1] == "change_passphrase"


def test_a_refused_change_of_passphrase_changes_nothing(office: World, keyless: Person) -> None:
    certify(office, request(office, keyless))
    change = keys.change_passphrase
    for old, new, code in (
        ("a wrong one", "một cụm từ khác", "passphrase_wrong"),
        (keyless.passphrase, "short", "passphrase_short"),
    ):
        refused = refusal(lambda old=old, new=new: change(user(keyless), old, new, office.now))
        assert refused.code == code
    assert keys.open_own(user(keyless), keyless.passphrase, office.now)


def test_guessing_by_changing_is_slowed_too(office: World, keyless: Person) -> None:
    certify(office, request(office, keyless))
    change = keys.change_passphrase
    for _ in range(office.settings.sign_in_tries):
        refusal(lambda: change(user(keyless), "a wrong one", "một cụm từ khác", office.now))
    refused = refusal(lambda: change(user(keyless), keyless.passphrase, "một cụm từ khác", office.now))
    assert isinstance(refused, Throttled)
    assert isinstance(
        refusal(lambda: keys.open_own(user(keyless), keyless.passphrase, office.now)), Throttled
    )


def test_the_right_passphrase_forgets_the_wrong_ones(office: World, keyless: Person) -> None:
    certify(office, request(office, keyless))
    for _ in range(3):
        for _ in range(office.settings.sign_in_tries - 1):
            refusal(lambda: keys.open_own(user(keyless), "a wrong one", office.now))
        assert keys.open_own(user(keyless), keyless.passphrase, office.now)


def test_the_paper_prints_the_certified_name(office: World, keyless: Person) -> None:
    certify(office, request(office, keyless))
    with transaction() as session:
        session.get_one(User, keyless.id).name = "Tên 主 không in được"  # would be refused on the paper
    certificate_id = office.signed(keyless, office.submitted(office.official()))
    assert issue.paper_of(db.session.get_one(Certificate, certificate_id)).startswith(b"%PDF")
