"""certapp.workflow.status_key: another key for the status lists, and no moment in which no list is good."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from certapp.credential import StatusList, TrustList, VerdictCode, qrtext, statuslist, verify
from certapp.credential.cose import parse
from certapp.credential.errors import ListError
from certapp.keystore.errors import WrongPassphrase
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import revoke, status_key, status_lists, trust_list
from certapp.workflow.errors import Conflict
from tests.world import ROOT_PASSPHRASE, World

LABELS = frozenset({1, 4, 16})


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """An office of its own, inside its application context."""
    with world.app.app_context():
        yield world


def the_office(world: World) -> Office:
    db.session.rollback()
    return db.session.get_one(Office, world.office_id)


def status_rows() -> list[SignerKey]:
    db.session.rollback()
    query = select(SignerKey).where(SignerKey.purpose == "status_list").order_by(SignerKey.id)
    return list(db.session.scalars(query))


def published(world: World) -> tuple[TrustList, StatusListRecord]:
    db.session.rollback()
    return trust_list.current(world.office_id), db.session.scalars(select(StatusListRecord)).one()


def kid(row: StatusListRecord) -> bytes:
    return parse(row.signed, max_bytes=10**6, labels=LABELS).kid


def opened(row: StatusListRecord, trusted: TrustList) -> StatusList:
    return statuslist.open_signed(row.signed, trusted, uri=row.uri)


def verdict(world: World, text: str, trusted: TrustList, row: StatusListRecord, at: datetime) -> VerdictCode:
    lists = {row.uri: opened(row, trusted)}
    return verify(qrtext.decode(text).token, trusted, lists, int(at.timestamp())).code


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(ListError) as refused:
        verb()
    return refused.value.code


def sign_at(moment: datetime) -> None:
    """Sign the list as the timer, or a change, would at this moment."""
    with transaction() as session:
        status_lists.publish(session, session.scalars(select(StatusListRecord)).one(), moment)


def test_through_the_change_old_and_new_trust_list_are_good(inside: World) -> None:
    text = inside.qr_text(inside.issued())
    start = inside.now.replace(microsecond=0) + timedelta(minutes=1)
    before, held = published(inside)
    held_signed = held.signed
    made = status_key.rotate(the_office(inside), ROOT_PASSPHRASE, start)
    old, new = status_rows()
    ends = start + timedelta(seconds=inside.settings.status_lifetime)
    assert (made.id, old.state, old.since, new.state) == (new.id, "retired", ends, "active")
    after, row = published(inside)
    assert after.version == before.version + 1
    assert row.signed != held_signed
    # who has the new trust list, and still the status list of before
    assert statuslist.open_signed(held_signed, after, uri=row.uri)
    for moment, signer in (
        (start, old),
        (start + timedelta(hours=6), old),
        (ends - timedelta(seconds=1), old),
        (ends, new),
        (ends + timedelta(hours=12), new),
    ):
        sign_at(moment)
        _, row = published(inside)
        assert kid(row) == signer.kid
        assert verdict(inside, text, after, row, moment) is VerdictCode.VALID
        if moment < ends:  # by then every verifier had to ask for another status list, and asked for the keys
            assert verdict(inside, text, before, row, moment) is VerdictCode.VALID
    assert refusal(lambda: opened(row, before)) == "list_unknown_signer"


def test_a_revocation_during_the_change_reaches_both(inside: World) -> None:
    certificate_id = inside.issued()
    text, before = inside.qr_text(certificate_id), published(inside)[0]
    status_key.rotate(the_office(inside), ROOT_PASSPHRASE, inside.now)
    clerk = db.session.get_one(User, inside.clerk.id)
    revoke.revoke(clerk, certificate_id, "Chuyển công tác", inside.now)
    after, row = published(inside)
    for trusted in (before, after):
        assert verdict(inside, text, trusted, row, inside.now) is VerdictCode.REVOKED


def test_at_once_the_new_key_signs(inside: World) -> None:
    text, now = inside.qr_text(inside.issued()), inside.now
    _, held = published(inside)
    held_signed = held.signed
    made = status_key.rotate(the_office(inside), ROOT_PASSPHRASE, now, at_once=True)
    after, row = published(inside)
    assert kid(row) == made.kid
    assert statuslist.open_signed(held_signed, after, uri=row.uri)
    assert verdict(inside, text, after, row, now) is VerdictCode.VALID


def test_a_compromised_key_signs_nothing_more_and_its_lists_are_refused(inside: World) -> None:
    text, now = inside.qr_text(inside.issued()), inside.now
    status_key.rotate(the_office(inside), ROOT_PASSPHRASE, now)  # the old one is still signing
    _, held = published(inside)
    held_signed = held.signed
    made = status_key.replace_compromised(the_office(inside), ROOT_PASSPHRASE, now)
    assert [row.state for row in status_rows()] == ["revoked", "revoked", "active"]
    after, row = published(inside)
    assert kid(row) == made.kid
    assert verdict(inside, text, after, row, now) is VerdictCode.VALID
    assert refusal(lambda: statuslist.open_signed(held_signed, after, uri=row.uri)) == "list_unknown_signer"


def test_rotated_again_during_the_change_the_lists_go_on(inside: World) -> None:
    text, start = inside.qr_text(inside.issued()), inside.now.replace(microsecond=0)
    later = start + timedelta(hours=6)
    status_key.rotate(the_office(inside), ROOT_PASSPHRASE, start)
    status_key.rotate(the_office(inside), ROOT_PASSPHRASE, later)
    trusted, _ = published(inside)
    signers = []
    for hours in (7, 13, 19):
        sign_at(start + timedelta(hours=hours))
        _, row = published(inside)
        signers.append(kid(row))
        assert verdict(inside, text, trusted, row, start + timedelta(hours=hours)) is VerdictCode.VALID
    assert signers == [row.kid for row in status_rows()]


def test_a_wrong_passphrase_changes_nothing(inside: World) -> None:
    inside.issued()
    before, _ = published(inside)
    files = sorted(inside.settings.keys.iterdir())
    with pytest.raises(WrongPassphrase):
        status_key.rotate(the_office(inside), "wrong passphrase", inside.now)
    assert published(inside)[0] == before
    assert sorted(inside.settings.keys.iterdir()) == files


def test_an_office_with_a_key_in_use_creates_no_other(inside: World) -> None:
    with pytest.raises(Conflict) as refused:
        status_key.create(the_office(inside), ROOT_PASSPHRASE, inside.now)
    assert refused.value.code == "status_key_in_use"
    with transaction() as session:
        [row] = session.scalars(select(SignerKey).where(SignerKey.purpose == "status_list"))
        row.state, row.since = "revoked", inside.now
    made = status_key.create(the_office(inside), ROOT_PASSPHRASE, inside.now)
    assert [row.id for row in status_rows() if row.state == "active"] == [made.id]


def test_a_rotation_that_fails_leaves_nothing(inside: World, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.issued()
    files, before = sorted(inside.settings.keys.iterdir()), published(inside)[0]

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(status_lists, "publish", full)
    with pytest.raises(OSError, match="full"):
        status_key.rotate(the_office(inside), ROOT_PASSPHRASE, inside.now)
    assert sorted(inside.settings.keys.iterdir()) == files
    assert [row.state for row in status_rows()] == ["active"]
    assert published(inside)[0] == before
