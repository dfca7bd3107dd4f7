"""certapp.workflow.foreign_lists: which lists of another office are taken over, and what they then tell."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode, statuslist
from certapp.credential.errors import CertappError
from certapp.credential.verification import CLOCK_SKEW
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db, transaction
from certapp.registry.foreign_office import ForeignStatusList
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import foreign_lists, foreign_offices, office_keys, scan, status_key, trust_list
from tests import verdicts
from tests.far_office import (
    CODE,
    NAME,
    address_of,
    far_office,
    here,
    introduce,
    known,
    pointed_to,
    status_list_of,
    trust_list_of,
)
from tests.world import ROOT_PASSPHRASE, World


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Another office, which this one has to do with in these tests."""
    return far_office(tmp_path_factory.mktemp("far"), 8101)


@pytest.fixture(scope="module")
def paper(far: World) -> str:
    """The QR text of a paper of the other office that is good."""
    return far.qr_text(far.issued())


@pytest.fixture
def world(tmp_path: pytest.TempPathFactory, far: World, paper: str) -> Iterator[World]:
    """This office, which knows the other one and its keys, inside its application context."""
    world = World(tmp_path)  # type: ignore[arg-type]
    introduce(world, far)
    with world.app.app_context():
        foreign_lists.import_trust_list(here(world), trust_list_of(far), world.now)
        yield world


def take(world: World, data: bytes) -> ForeignStatusList:
    return foreign_lists.import_status_list(here(world), data, world.now)


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value.code


def forms(far: World, count: int) -> list[bytes]:
    return [status_list_of(far, anew=True) for _ in range(count)]


def signed(far: World, **changes: object) -> bytes:
    """A list as the other office's own key signs it, with changes."""
    with far.app.app_context():
        row = db.session.scalars(select(StatusListRecord)).one()
        held = statuslist.open_signed(row.signed, trust_list.current(far.office_id), uri=row.uri)
        key = office_keys.open_status_key(db.session(), far.office_id, far.now)
        return statuslist.prepare(replace(held, **changes), key.kid).signed_by(key.sign)  # type: ignore[arg-type]


def refused_in_audit(world: World) -> list[str]:
    rows = db.session.scalars(select(AuditRecord).where(AuditRecord.verb == "refuse_list"))
    return [row.facts["reason"] for row in rows]


def test_a_paper_of_another_office_is_valid_once_its_status_list_is_held(
    world: World, far: World, paper: str
) -> None:
    found = scan.judge(paper, world.now)
    assert (found.code, found.reason) == (VerdictCode.STATUS_UNKNOWN, "list_missing")
    row = take(world, status_list_of(far))
    assert (row.number, row.uri) == (1, f"{address_of(far)}/s/1")
    found = scan.judge(paper, world.now)
    assert (found.code, scan.issuer_name(found)) == (VerdictCode.VALID, NAME)
    text, name = world.qr_text(world.issued()), here(world).name
    own = scan.judge(text, world.now)
    assert (own.code, scan.issuer_name(own)) == (VerdictCode.VALID, name)
    assert scan.issuer_name(scan.judge("nothing", world.now)) == ""
    [told] = db.session.scalars(select(AuditRecord).where(AuditRecord.verb == "import_status_list"))
    assert (told.facts["code"], told.facts["number"]) == (CODE, 1)


def test_past_its_end_a_held_list_says_nothing_but_its_age(world: World, far: World, paper: str) -> None:
    row = take(world, status_list_of(far))
    late = row.expires + timedelta(seconds=CLOCK_SKEW)
    assert scan.judge(paper, late - timedelta(seconds=1)).code is VerdictCode.VALID
    found = scan.judge(paper, late)
    assert (found.code, found.reason) == (VerdictCode.STATUS_UNKNOWN, "list_expired")
    assert found.status_age == int((late - row.issued_at).total_seconds())


def test_an_older_list_is_refused_and_reported_and_the_one_held_stands(
    world: World, far: World, caplog: pytest.LogCaptureFixture
) -> None:
    made = far.issued()
    text, older = far.qr_text(made), status_list_of(far)
    foreign_lists.import_trust_list(here(world), trust_list_of(far), world.now)
    verdicts.taken_back(far, made, "revoke")
    newer = status_list_of(far)
    take(world, newer)
    assert scan.judge(text, world.now).code is VerdictCode.REVOKED
    assert refusal(lambda: take(world, older)) == "list_older"
    assert known(world).status_lists[0].signed == newer
    assert scan.judge(text, world.now).code is VerdictCode.REVOKED
    assert refused_in_audit(world) == ["list_older"]
    assert "list_older" in caplog.text
    assert CODE in caplog.text
    assert take(world, newer).signed == newer  # the same again is no fault


def test_a_list_that_the_database_brings_back_is_refused(
    world: World, far: World, paper: str, caplog: pytest.LogCaptureFixture
) -> None:
    older, newer = forms(far, 2)
    take(world, newer)
    assert scan.judge(paper, world.now).code is VerdictCode.VALID
    with transaction() as session:
        session.execute(ForeignStatusList.__table__.update().values(signed=older))
    assert scan.judge(paper, world.now).code is VerdictCode.VALID
    assert "list_older" in caplog.text


def test_of_many_that_take_over_at_once_the_newest_list_stays(world: World, far: World) -> None:
    newest_last = forms(far, 8)
    row_id, uri, start = known(world).id, f"{address_of(far)}/s/1", threading.Barrier(8)
    codes: list[str] = []

    def take_one(data: bytes) -> None:
        with world.app.app_context():
            start.wait()
            try:
                foreign_lists.take_status_list(row_id, uri, data, None, world.now)
            except CertappError as error:
                codes.append(error.code)

    threads = [threading.Thread(target=take_one, args=(data,)) for data in reversed(newest_last)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert known(world).status_lists[0].signed == newest_last[-1]
    assert set(codes) <= {"list_older"}


def test_no_key_but_the_office_s_own_for_status_lists_signs_one(
    world: World, far: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    take(world, status_list_of(far))
    third = far_office(tmp_path_factory.mktemp("third"), 8101, "MTTQ-THUANBAC")  # at the same address
    strange = status_list_of(third, anew=True)
    assert refusal(lambda: take(world, strange)) == "list_unknown_signer"
    good = status_list_of(far)
    assert refusal(lambda: take(world, good[:-1] + bytes([good[-1] ^ 1]))) == "list_forged"
    assert refused_in_audit(world) == ["list_unknown_signer", "list_forged"]
    assert known(world).status_lists[0].signed == good


def test_two_known_offices_speak_for_their_own_lists_alone(
    world: World, far: World, paper: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    third = far_office(tmp_path_factory.mktemp("third"), 8102, "MTTQ-THUANBAC")
    introduce(world, third)
    foreign_lists.import_trust_list(here(world), trust_list_of(third), world.now)
    mine = signed(third, uri=f"{address_of(far)}/s/1")
    assert refusal(lambda: take(world, mine)) == "list_unknown_signer"
    for uri in ("https://third.example/s/1", f"{address_of(third)}/s/0", f"{address_of(third)}/s/1/s/1"):
        assert refusal(lambda uri=uri: take(world, signed(third, uri=uri))) == "foreign_none"
    assert scan.judge(paper, world.now).reason == "list_missing"


def test_a_paper_is_not_judged_by_another_offices_list(world: World, far: World, paper: str) -> None:
    take(world, status_list_of(far))
    approver = far.approver()
    text = pointed_to(far, approver, paper, f"{here(world).public_url}/s/1")
    assert scan.judge(text, world.now).reason == "key_unknown"  # it is newer than the trust list held
    foreign_lists.import_trust_list(here(world), trust_list_of(far), world.now)
    found = scan.judge(text, world.now)
    assert (found.code, found.reason) == (VerdictCode.STATUS_UNKNOWN, "list_foreign")


def test_a_list_of_the_future_does_not_stand_in_the_way(world: World, far: World) -> None:
    held = take(world, status_list_of(far)).signed
    moment = int(world.now.timestamp()) + CLOCK_SKEW + 60
    future = signed(far, issued_at=moment, expires=moment + 3600)
    assert refusal(lambda: take(world, future)) == "list_from_future"
    assert known(world).status_lists[0].signed == held


def test_what_a_key_signed_that_is_trusted_no_longer_bars_nothing(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    far = far_office(tmp_path_factory.mktemp("robbed"), 8103, "MTTQ-THUANNAM")
    text = far.qr_text(far.issued())
    introduce(world, far)
    foreign_lists.import_trust_list(here(world), trust_list_of(far), world.now)
    moment = int(far.now.timestamp()) + 90
    take(world, signed(far, issued_at=moment, expires=moment + 3600))  # by the thief, ahead of the office
    with far.app.app_context():
        status_key.replace_compromised(here(far), ROOT_PASSPHRASE, far.now)
    assert refusal(lambda: take(world, status_list_of(far))) == "list_unknown_signer"
    foreign_lists.import_trust_list(here(world), trust_list_of(far), world.now)
    assert scan.judge(text, world.now).reason == "list_missing"
    take(world, status_list_of(far))
    assert scan.judge(text, world.now).code is VerdictCode.VALID


def test_without_address_or_keys_nothing_is_taken(
    tmp_path: pytest.TempPathFactory, far: World, paper: str
) -> None:
    world = World(tmp_path)  # type: ignore[arg-type]
    introduce(world, far, "")
    with world.app.app_context():
        assert refusal(lambda: take(world, status_list_of(far))) == "foreign_none"
        foreign_offices.set_address(here(world), CODE, f" {address_of(far).upper()}/ ", world.now)
        assert known(world).address == address_of(far)
        assert refusal(lambda: take(world, status_list_of(far))) == "foreign_no_keys"
        for data in (b"", status_list_of(far)[:-1], trust_list_of(far)):
            assert refusal(lambda data=data: take(world, data)) == "list_unreadable"


@pytest.mark.parametrize(
    "address",
    ["http://ninhson.example", "https://ninhson.example/s", "https://a@b.example", "ftp://127.0.0.1", "x",
     "https://ninhson.example?x", "http://127.0.0.1.example", "http://10.0.0.1", "//127.0.0.1"],
)  # fmt: skip
def test_an_address_is_https_or_this_machine(world: World, address: str) -> None:
    assert refusal(lambda: foreign_offices.set_address(here(world), CODE, address, world.now)) == "invalid"


def test_two_offices_have_two_addresses(world: World, far: World) -> None:
    own = here(world).public_url
    assert (
        refusal(lambda: foreign_offices.set_address(here(world), CODE, own, world.now)) == "foreign_address"
    )
    foreign_offices.set_address(here(world), CODE, address_of(far), world.now)  # its own again
    assert (
        refusal(lambda: foreign_offices.set_address(here(world), "NOBODY", "", world.now)) == "foreign_none"
    )


def test_an_address_left_behind_is_still_that_of_the_lists_held(
    world: World, far: World, paper: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    take(world, status_list_of(far))
    third = far_office(tmp_path_factory.mktemp("third"), 8102, "MTTQ-THUANBAC")
    introduce(world, third, "")
    foreign_offices.set_address(here(world), CODE, "https://moved.example", world.now)
    move_in = ("MTTQ-THUANBAC", address_of(far), world.now)
    assert refusal(lambda: foreign_offices.set_address(here(world), *move_in)) == "foreign_address"
    assert scan.judge(paper, world.now).code is VerdictCode.VALID
    foreign_offices.forget(here(world), CODE, world.now)
    assert foreign_offices.set_address(here(world), *move_in).address == address_of(far)


def test_a_forgotten_office_leaves_no_list(world: World, far: World, paper: str) -> None:
    take(world, status_list_of(far))
    foreign_offices.forget(here(world), CODE, world.now)
    assert db.session.scalars(select(ForeignStatusList)).all() == []
    assert scan.judge(paper, world.now).code is VerdictCode.UNKNOWN_SIGNER
