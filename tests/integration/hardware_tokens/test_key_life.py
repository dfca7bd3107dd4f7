"""The life of an approver's key in a hardware token: asked for, guessed at, exchanged, ended."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.credential.errors import CertappError
from certapp.keystore import pkcs11
from certapp.keystore.errors import WrongPin
from certapp.keystore.token_uri import TokenUri
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import issue, key_ends, keys, scan
from certapp.workflow.errors import Throttled
from tests.integration.hardware_tokens.token_office import batch, give_key, refusal, refused_signature
from tests.tokens import MODULE, PIN, Reader
from tests.world import ROOT_PASSPHRASE, Person, World, user


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
