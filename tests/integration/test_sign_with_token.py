"""Signing with a key in a hardware token, and a token that is pulled out half-way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.credential.errors import CertappError
from certapp.keystore import pkcs11
from certapp.keystore.errors import WrongPin
from certapp.keystore.token_uri import TokenUri
from certapp.registry.application import Application
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import issue, key_ends, keys, reservation, scan
from certapp.workflow.errors import Throttled
from tests.tokens import MODULE, PIN, Reader
from tests.world import ROOT_PASSPHRASE, Person, World, user


@pytest.fixture
def world(tmp_path: Path, reader: Reader) -> World:
    """An office whose module is SoftHSM2, with the reader of the test."""
    return World(tmp_path / "office", pkcs11_module=reader.module)


@pytest.fixture
def token(reader: Reader) -> TokenUri:
    return reader.insert("Bền")


@pytest.fixture
def approver(world: World, token: TokenUri) -> Person:
    """An approver whose key is in the token, and whose passphrase is its PIN."""
    added = world.approver(with_key=False)
    person = Person(id=added.id, username=added.username, passphrase=PIN)
    give_key(world, person, token)
    return person


def give_key(world: World, person: Person, token: TokenUri | None) -> int:
    with world.app.app_context():
        row = keys.request(user(person), person.passphrase, world.now, token=token)
        return keys.certify(
            db.session.get_one(Office, world.office_id), row.id, ROOT_PASSPHRASE, world.now
        ).id


def batch(world: World, number: int) -> list[int]:
    return [world.submitted(world.official()) for _ in range(number)]


def refusal(verb: Callable[[], object]) -> CertappError:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value


def refused_signature(world: World, approver: Person, application_id: int) -> str:
    return refusal(lambda: world.signed(approver, application_id)).code


def standing(world: World, application_ids: list[int]) -> list[str]:
    with world.app.app_context():
        return [db.session.get_one(Application, each).state for each in application_ids]


def certificates(application_id: int) -> list[Certificate]:
    db.session.rollback()
    query = select(Certificate).where(Certificate.application_id == application_id)
    return list(db.session.scalars(query.order_by(Certificate.id)))


def pull_before(patch: pytest.MonkeyPatch, where: object, name: str, pull: Callable[[], None]) -> None:
    """Let the token be pulled out just before a step, once."""
    step = getattr(where, name)

    def pulled(*args: object, **named: object) -> object:
        patch.setattr(where, name, step)
        pull()
        return step(*args, **named)

    patch.setattr(where, name, pulled)


def test_one_key_in_the_token_signs_the_qr_and_the_paper(world: World, approver: Person) -> None:
    certificate_id = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        made = db.session.get_one(Certificate, certificate_id)
        row = keys.active_key(user(approver))
        assert row is not None
        assert row.token_uri is not None
        assert scan.judge(issue.qr_text_of(made), world.now).code is VerdictCode.VALID
        examined = scan.judge_upload(issue.paper_of(made), world.now)
        assert examined.verdict.code is VerdictCode.VALID
        public = keys.certificate_of(row).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert [file.name for file in world.settings.keys.glob("approver-*")] == []


@pytest.mark.parametrize(
    ("where", "name"),
    [(issue, "signed"), (issue, "_paper")],
    ids=["between reserving and signing", "between token and seal"],
)
def test_a_token_pulled_out_leaves_a_signing_to_go_on_with(
    world: World,
    reader: Reader,
    token: TokenUri,
    approver: Person,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
) -> None:
    [application_id] = batch(world, 1)
    pull_before(monkeypatch, where, name, lambda: reader.pull(token))
    assert refused_signature(world, approver, application_id) == "token_absent"
    with world.app.app_context():
        [left] = certificates(application_id)
        assert (left.state, left.token, left.paper, left.issued_at) == ("reserved", None, None, None)
        assert reservation.may_continue(user(approver), left)
        before = (left.id, left.sequence, left.cti, left.payload, left.status_index)
    assert standing(world, [application_id]) == ["signing"]
    assert list(world.settings.papers.glob("**/*.pdf")) == []
    assert refused_signature(world, approver, application_id) == "token_absent"
    reader.plug(token)
    world.signed(approver, application_id)
    with world.app.app_context():
        [made] = certificates(application_id)
        assert (made.id, made.sequence, made.cti, made.payload, made.status_index) == before
        assert scan.judge(issue.qr_text_of(made), world.now).code is VerdictCode.VALID
    assert standing(world, [application_id]) == ["issued"]


def test_a_token_pulled_out_within_a_batch(
    world: World, reader: Reader, token: TokenUri, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is signed, one half-way, the others are not begun; with the token back all get the next numbers."""
    wanted = batch(world, 4)
    world.signed(approver, wanted[0])
    pull_before(monkeypatch, issue, "signed", lambda: reader.pull(token))
    assert [refused_signature(world, approver, each) for each in wanted[1:]] == ["token_absent"] * 3
    assert standing(world, wanted) == ["issued", "signing", "submitted", "submitted"]
    reader.plug(token)
    for each in wanted[1:]:
        world.signed(approver, each)
    assert standing(world, wanted) == ["issued"] * 4
    with world.app.app_context():
        made = [certificate for each in wanted for certificate in certificates(each)]
        assert [(one.sequence, one.state) for one in made] == [(n, "valid") for n in (1, 2, 3, 4)]
        verdicts = {scan.judge(issue.qr_text_of(one), world.now).code for one in made}
    assert verdicts == {VerdictCode.VALID}


def test_a_token_pulled_out_between_two_certificates(
    world: World, reader: Reader, token: TokenUri, approver: Person
) -> None:
    wanted = batch(world, 2)
    world.signed(approver, wanted[0])
    reader.pull(token)
    assert refused_signature(world, approver, wanted[1]) == "token_absent"
    with world.app.app_context():
        assert certificates(wanted[1]) == []
    assert standing(world, wanted) == ["issued", "submitted"]
    reader.plug(token)
    world.signed(approver, wanted[1])
    assert standing(world, wanted) == ["issued", "issued"]


def test_a_lost_token_does_not_hold_its_number_for_ever(
    world: World, reader: Reader, token: TokenUri, approver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    [application_id] = batch(world, 1)
    pull_before(monkeypatch, issue, "signed", lambda: reader.pull(token))
    assert refused_signature(world, approver, application_id) == "token_absent"
    give_key(world, approver, None)  # in a file, under a passphrase that is as long as the PIN
    assert refused_signature(world, approver, application_id) == "reserved_for_other_key"
    with world.app.app_context():
        version = db.session.get_one(Application, application_id).version
        reservation.release(user(approver), application_id, version, world.now)
    world.signed(approver, application_id)
    with world.app.app_context():
        assert [(one.sequence, one.state) for one in certificates(application_id)] == [
            (1, "void"),
            (2, "valid"),
        ]


def test_wrong_pins_are_counted_and_a_token_that_is_away_is_no_try(
    world: World, reader: Reader, token: TokenUri, approver: Person
) -> None:
    tries = world.settings.sign_in_tries

    def open_with(pin: str) -> CertappError:
        return refusal(lambda: keys.open_own(user(approver), pin, world.now))

    with world.app.app_context():
        reader.pull(token)
        assert {open_with(PIN).code for _ in range(tries + 1)} == {"token_absent"}
        reader.plug(token)
        assert isinstance(open_with("sai"), WrongPin)
        keys.open_own(user(approver), PIN, world.now)[1].close()  # forgets the wrong one
        for _ in range(tries):
            assert isinstance(open_with("sai"), WrongPin)
        assert isinstance(open_with(PIN), Throttled)
        other = world.approver(with_key=False)  # guessing at the same token by another door
        elsewhere = refusal(lambda: keys.request(user(other), PIN, world.now, token=token))
        assert isinstance(elsewhere, Throttled)


def test_keys_rotate_between_tokens_and_files_and_old_papers_stand(
    world: World, reader: Reader, token: TokenUri, approver: Person
) -> None:
    first = world.signed(approver, world.submitted(world.official()))
    give_key(world, approver, token)
    second = world.signed(approver, world.submitted(world.official()))
    give_key(world, approver, None)
    third = world.signed(approver, world.submitted(world.official()))
    reader.pull(token)
    with world.app.app_context():
        rows = keys.keys_of(user(approver))
        assert [row.state for row in rows] == ["active", "retired", "retired"]
        assert [row.token_uri is None for row in rows] == [True, False, False]
        for each in (first, second, third):
            text = issue.qr_text_of(db.session.get_one(Certificate, each))
            assert scan.judge(text, world.now).code is VerdictCode.VALID


@pytest.mark.parametrize(("end", "state"), [(key_ends.retire, "retired"), (key_ends.revoke, "revoked")])
def test_a_key_ends_without_its_token(
    world: World,
    reader: Reader,
    token: TokenUri,
    approver: Person,
    end: Callable[..., None],
    state: str,
) -> None:
    reader.pull(token)
    with world.app.app_context():
        row = keys.active_key(user(approver))
        assert row is not None
        key_id = row.id
        end(db.session.get_one(Office, world.office_id), key_id, ROOT_PASSPHRASE, world.now)
        assert keys.keys_of(user(approver))[0].state == state
    reader.plug(token)
    assert refused_signature(world, approver, batch(world, 1)[0]) == "key_none"


def test_a_refused_request_leaves_no_key_in_the_token(
    world: World, token: TokenUri, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.approver(with_key=False)
    with world.app.app_context():
        monkeypatch.setattr(keys, "record_verb", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keys.request(user(person), PIN, world.now, token=token)
        assert list(keys.keys_of(user(person))) == []
        with pkcs11.session(MODULE, token, PIN) as opened:
            assert list(opened.get_objects()) == []


def test_another_pin_for_the_token(world: World, approver: Person) -> None:
    with world.app.app_context():
        change = keys.change_passphrase
        for old, new, code in (("sai", "mã mới 99", "pin_wrong"), (PIN, "1", "pin_refused")):
            refused = refusal(lambda old=old, new=new: change(user(approver), old, new, world.now))
            assert refused.code == code
        change(user(approver), PIN, "mã mới 99", world.now)
        assert refusal(lambda: keys.open_own(user(approver), PIN, world.now)).code == "pin_wrong"
        keys.open_own(user(approver), "mã mới 99", world.now)[1].close()
        verbs = db.session.scalars(select(AuditRecord.verb).where(AuditRecord.subject == "key")).all()
        assert verbs.count("change_passphrase") == 1
