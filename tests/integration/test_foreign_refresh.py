"""certapp.workflow.foreign_refresh: when another office is asked, and what is made of what it answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.credential.verification import CLOCK_SKEW
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.workflow import foreign_offices, foreign_refresh, scan
from certapp.workflow.errors import WorkflowError
from certapp.workflow.foreign_refresh import Refreshed
from tests import verdicts
from tests.far_office import (
    CODE,
    far_office,
    here,
    introduce,
    known,
    pointed_to,
    status_list_of,
    trust_list_of,
)
from tests.hostile_server import (
    TRUST_LIST,
    Hostile,
    a_list,
    a_trust_list,
    answer,
    endless,
    head,
    hostile_server,
)
from tests.serving import free_port
from tests.world import World


@dataclass
class Neighbours:
    """This office, another one, a paper of the other one, and the server at the other one's address."""

    world: World
    far: World
    server: Hostile
    paper: str
    certificate_id: int

    def give_out(self, status_list: bytes | None = None, *headers: str) -> None:
        """Let the server answer with the other office's own lists, or with this status list."""
        self.server.answers |= {
            TRUST_LIST: a_trust_list(trust_list_of(self.far), 'ETag: "k"'),
            "/s/1": a_list(status_list or status_list_of(self.far), "application/statuslist+cwt", *headers),
        }

    def refresh(self, at: datetime | None = None) -> Refreshed:
        """Ask the other office now."""
        [done] = foreign_refresh.now(here(self.world), CODE, lambda: at or self.world.now)
        return done

    def verdict(self, at: datetime | None = None) -> VerdictCode:
        """Judge the paper."""
        db.session.rollback()
        return scan.judge(self.paper, at or self.world.now).code


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    """Two offices that know each other, inside the application context of the first."""
    with hostile_server() as server:
        far = far_office(tmp_path_factory.mktemp("far"), server.port)
        certificate_id = far.issued()
        world = World(tmp_path_factory.mktemp("here"))
        introduce(world, far)
        neighbours = Neighbours(world, far, server, far.qr_text(certificate_id), certificate_id)
        neighbours.give_out()
        with world.app.app_context():
            yield neighbours


def code_of(done: Refreshed) -> str | None:
    return done.fault.code if done.fault else None


def reports() -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(AuditRecord).where(AuditRecord.verb.startswith("fetch")))
    return [(row.verb, row.facts["reason"]) for row in rows]


def test_lists_are_fetched_and_asked_for_again_by_what_they_are_called(two: Neighbours) -> None:
    two.give_out(None, 'ETag: "s"')
    assert two.refresh() == Refreshed(CODE, taken=2, fault=None)
    assert two.verdict() is VerdictCode.VALID
    two.server.answers |= {TRUST_LIST: answer("304 Same"), "/s/1": answer("304 Same")}
    two.server.heads.clear()
    assert two.refresh() == Refreshed(CODE, taken=0, fault=None)
    assert ['"k"' in two.server.heads[0], '"s"' in two.server.heads[1]] == [True, True]
    assert two.verdict() is VerdictCode.VALID
    assert reports() == [("fetch_succeeded", None)]


def test_it_is_asked_when_it_is_due_and_not_before(two: Neighbours) -> None:
    moment = two.world.now
    assert foreign_refresh.due(lambda: moment) == 2
    ttl = two.far.settings.status_ttl
    assert known(two.world).ask_at == moment + timedelta(seconds=ttl)
    two.server.asked.clear()
    assert foreign_refresh.due(lambda: moment + timedelta(seconds=ttl - 1)) == 0
    assert two.server.asked == []
    two.give_out(status_list_of(two.far, anew=True))
    assert foreign_refresh.due(lambda: moment + timedelta(seconds=ttl)) == 1


@pytest.mark.parametrize(("left", "wait"), [(timedelta(seconds=400), 200), (timedelta(seconds=-9), 60)])
def test_it_is_asked_well_before_what_is_held_ends(two: Neighbours, left: timedelta, wait: int) -> None:
    two.refresh()
    moment = known(two.world).status_lists[0].expires - left
    two.refresh(moment)
    assert known(two.world).ask_at == moment + timedelta(seconds=wait)


def test_a_revocation_arrives_and_no_older_list_takes_it_back(
    two: Neighbours, caplog: pytest.LogCaptureFixture
) -> None:
    older = status_list_of(two.far)
    two.refresh()
    verdicts.taken_back(two.far, two.certificate_id, "revoke")
    assert two.verdict() is VerdictCode.VALID  # nothing has told us yet
    two.give_out()
    assert two.refresh() == Refreshed(CODE, taken=1, fault=None)
    assert two.verdict() is VerdictCode.REVOKED
    two.give_out(older)
    for _ in range(3):
        assert code_of(two.refresh()) == "list_older"
        assert two.verdict() is VerdictCode.REVOKED
    assert known(two.world).fault == "list_older"
    assert caplog.text.count("list_older") == 1  # reported once, not every minute
    two.give_out()
    assert code_of(two.refresh()) is None
    assert reports() == [("fetch_succeeded", None), ("fetch_failed", "list_older"), ("fetch_succeeded", None)]


def test_the_held_list_stays_when_the_server_does_not_until_it_ends(two: Neighbours) -> None:
    two.refresh()
    two.server.answers = {TRUST_LIST: [b""], "/s/1": [b""]}  # it hangs up
    moment = two.world.now
    assert code_of(two.refresh(moment)) == "fetch_unreachable"
    assert known(two.world).ask_at == moment + timedelta(seconds=foreign_refresh.SOONEST)
    assert two.verdict() is VerdictCode.VALID
    end = known(two.world).status_lists[0].expires + timedelta(seconds=CLOCK_SKEW)
    assert two.verdict(end - timedelta(seconds=1)) is VerdictCode.VALID
    assert two.verdict(end) is VerdictCode.STATUS_UNKNOWN


def test_what_a_hostile_server_answers_changes_nothing(
    two: Neighbours, tmp_path_factory: pytest.TempPathFactory
) -> None:
    two.refresh()
    held = known(two.world).status_lists[0].signed
    third = far_office(tmp_path_factory.mktemp("third"), two.server.port, "MTTQ-THUANBAC")
    elsewhere = far_office(tmp_path_factory.mktemp("elsewhere"), free_port(), "MTTQ-KHAC")
    huge = endless(head("200 OK", "Content-Type: application/statuslist+cwt"), b"\0" * 65536)
    for hostile, code in (
        (a_list(status_list_of(third, anew=True)), "list_unknown_signer"),
        (a_list(status_list_of(elsewhere, anew=True)), "list_unknown_signer"),
        (a_list(held[:-1]), "list_unreadable"),
        (a_list(held[:-1] + bytes([held[-1] ^ 1])), "list_forged"),
        (answer("302 Found", b"", "Location: http://127.0.0.1:1/s/1"), "fetch_redirected"),
        (a_list(held, "text/plain"), "fetch_type"),
        (answer("404 Not Found"), "fetch_none"),
        (huge, "fetch_large"),
    ):
        two.server.answers["/s/1"] = hostile
        assert code_of(two.refresh()) == code
        assert known(two.world).fault == code
        assert known(two.world).status_lists[0].signed == held
        assert two.verdict() is VerdictCode.VALID
    two.server.answers[TRUST_LIST] = a_trust_list(trust_list_of(third))
    assert code_of(two.refresh()) == "list_forged"
    assert two.verdict() is VerdictCode.VALID


def test_a_list_that_says_it_is_of_another_address_is_refused(two: Neighbours) -> None:
    two.refresh()
    two.server.answers["/s/2"] = a_list(status_list_of(two.far, anew=True))  # list 1 in the place of list 2
    assert code_of(two.refresh()) == "list_foreign"
    assert [held.number for held in known(two.world).status_lists] == [1]


def test_a_status_list_is_taken_over_though_the_trust_list_was_not(two: Neighbours) -> None:
    two.refresh()
    verdicts.taken_back(two.far, two.certificate_id, "revoke")
    two.give_out()
    two.server.answers[TRUST_LIST] = answer("500 Oh")
    done = two.refresh()
    assert (done.taken, code_of(done)) == (1, "fetch_status")
    assert two.verdict() is VerdictCode.REVOKED


def test_a_paper_makes_nobody_ask_anything(two: Neighbours) -> None:
    with hostile_server() as trap:
        approver = two.far.approver()
        lured = pointed_to(two.far, approver, two.paper, f"{trap.address}/s/1")
        two.give_out()
        two.refresh()
        two.server.asked.clear()
        assert scan.judge(lured, two.world.now).reason == "list_missing"
        assert two.verdict() is VerdictCode.VALID
        two.refresh()
        assert trap.asked == []
        assert two.server.asked == [TRUST_LIST, "/s/1", "/s/2"]


def test_where_nothing_can_be_asked(two: Neighbours, refused: Callable[..., str]) -> None:
    foreign_offices.set_address(here(two.world), CODE, "", two.world.now)
    assert refused(lambda: foreign_refresh.now(here(two.world), CODE, lambda: two.world.now)) == (
        "foreign_no_address"
    )
    assert refused(lambda: foreign_refresh.now(here(two.world), "X", lambda: two.world.now)) == "foreign_none"
    assert foreign_refresh.now(here(two.world), None, lambda: two.world.now) == []
    assert foreign_refresh.due(lambda: two.world.now + timedelta(days=9)) == 0
    assert two.server.asked == []


@pytest.fixture
def refused() -> Callable[..., str]:
    """Return the code with which a verb is refused."""

    def code(verb: Callable[[], object]) -> str:
        with pytest.raises(WorkflowError) as refusal:
            verb()
        return refusal.value.code

    return code


def test_an_office_forgotten_while_it_was_asked_stays_forgotten(
    two: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = foreign_refresh.fetching.fetch

    def fetch_slowly(asked: object) -> object:
        found = fetch(asked)  # type: ignore[arg-type]
        foreign_offices.forget(here(two.world), CODE, two.world.now)
        return found

    monkeypatch.setattr(foreign_refresh.fetching, "fetch", fetch_slowly)
    assert code_of(two.refresh()) == "foreign_none"
    assert foreign_offices.everyone(two.world.office_id) == []
