"""certapp.workflow.status_lists: one second a signature, however many changes come at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from certapp.credential import Status, StatusList, VerdictCode, statuslist
from certapp.credential.verification import CLOCK_SKEW
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db, transaction
from certapp.registry.people import User
from certapp.registry.status_list import PastStatusList, StatusListRecord
from certapp.workflow import published_lists, revoke, scan, states, status_lists, trust_list
from certapp.workflow.errors import NotFound, WorkflowError
from certapp.workflow.held_lists import HeldLists
from tests.world import World


@pytest.fixture
def world(tmp_path: pytest.TempPathFactory) -> Iterator[World]:
    """An office that keeps past lists for two days, inside its application context."""
    world = World(tmp_path, status_history_days=2)  # type: ignore[arg-type]
    with world.app.app_context():
        yield world


def row() -> StatusListRecord:
    db.session.rollback()
    return db.session.scalars(select(StatusListRecord)).one()


def newest(world: World) -> StatusList:
    return HeldLists(trust_list.current(world.office_id))[row().uri]


def past(world: World) -> list[StatusList]:
    trusted = trust_list.current(world.office_id)
    rows = db.session.scalars(select(PastStatusList).order_by(PastStatusList.issued_at))
    return [statuslist.open_signed(each.signed, trusted, uri=row().uri) for each in rows]


def entry(certificate_id: int) -> int:
    return db.session.get_one(Certificate, certificate_id).status_index


def change(world: World, certificate_id: int, verb: str, now: datetime) -> None:
    getattr(revoke, verb)(db.session.get_one(User, world.clerk.id), certificate_id, "Lý do", now)


def unpublished(certificate_id: int, now: datetime, verb: str = "suspend") -> bool:
    """Change a certificate in a process that dies before its turn to publish; whether it had to wait."""
    with transaction() as session:
        certificate = session.get_one(Certificate, certificate_id)
        states.change_certificate(certificate, verb, now)
        return not status_lists.publish(session, certificate.status_list, now)


def run_ahead(now: datetime) -> None:
    """Sign the list until its time is as far ahead of the clock as it may be."""
    with transaction() as session:
        while status_lists.publish(session, session.scalars(select(StatusListRecord)).one(), now):
            pass
    assert row().is_pending


def test_every_list_has_a_second_of_its_own(world: World) -> None:
    made, now = world.issued(), world.now
    for verb in ("suspend", "reinstate", "suspend", "revoke"):
        change(world, made, verb, now)
    times = [each.issued_at for each in past(world)]
    assert all(before < after for before, after in pairwise(times))
    assert times[-4:] == list(range(times[-4], times[-4] + 4))
    assert [each.status(entry(made)) for each in past(world)[-4:]] == [
        Status.SUSPENDED,
        Status.VALID,
        Status.SUSPENDED,
        Status.INVALID,
    ]


def test_a_burst_runs_ahead_by_a_bound_and_is_still_published_by_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_lists, "LEAD", 2)
    made = world.issued()
    for verb in ("suspend", "reinstate") * 2:
        change(world, made, verb, world.now)
        assert newest(world).issued_at <= world.now.timestamp() + 2
        assert not row().is_pending
        assert newest(world).status(entry(made)) == (Status.SUSPENDED if verb == "suspend" else Status.VALID)


def test_what_waits_when_its_process_dies_is_published_by_the_timer(world: World) -> None:
    made, now = world.issued(), world.now
    run_ahead(now)
    assert unpublished(made, now)
    assert newest(world).status(entry(made)) == Status.VALID
    assert status_lists.publish_pending(now) == 1
    assert newest(world).issued_at == int(now.timestamp()) + status_lists.LEAD < now.timestamp() + CLOCK_SKEW
    assert status_lists.publish_pending(now + timedelta(seconds=1)) == 0
    assert newest(world).status(entry(made)) == Status.SUSPENDED
    assert not row().is_pending
    before = row().issued_at
    assert status_lists.publish_pending(now + timedelta(seconds=9)) == 0
    assert row().issued_at == before


def test_three_hundred_changes_in_a_second_push_the_time_no_further_than_the_bound(world: World) -> None:
    made, now = world.issued(), world.now + timedelta(seconds=5)  # in no second that has a list already
    signed = len(past(world))
    waited = [unpublished(made, now, verb) for verb in ["suspend", "reinstate"] * 150 + ["revoke"]]
    assert waited.count(False) == status_lists.LEAD + 1
    assert not any(waited[: status_lists.LEAD])
    assert newest(world).issued_at == int(now.timestamp()) + status_lists.LEAD
    assert status_lists.publish_pending(now + timedelta(seconds=1)) == 0  # once, for all that waited
    assert len(past(world)) == signed + status_lists.LEAD + 2
    assert newest(world).status(entry(made)) == Status.INVALID


def test_a_clock_set_back_holds_no_revocation_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_lists, "PATIENCE", 0.0)
    made = world.issued()
    status_lists.refresh(world.now + timedelta(hours=11))
    before = newest(world)
    change(world, made, "revoke", world.now)
    assert newest(world).issued_at == before.issued_at + 1
    assert scan.judge(world.qr_text(made), world.now).code is VerdictCode.REVOKED


def test_an_urgent_turn_of_the_timer_publishes_whatever_the_clock_says(world: World) -> None:
    made, now = world.issued(), world.now
    run_ahead(now)
    unpublished(made, now)
    assert status_lists.publish_pending(now, is_urgent=True) == 0
    assert newest(world).status(entry(made)) == Status.SUSPENDED


def test_the_list_of_a_past_moment(world: World) -> None:
    made, now = world.issued(), world.now
    change(world, made, "suspend", now)
    suspended = row().issued_at
    later = now + timedelta(hours=2)
    change(world, made, "revoke", later)
    trusted = trust_list.current(world.office_id)

    def status_at(moment: datetime) -> int:
        signed = published_lists.published_at(1, moment, later)
        found = statuslist.open_signed(signed, trusted, uri=row().uri)
        assert found.issued_at <= moment.timestamp() < found.expires
        return found.status(entry(made))

    assert status_at(suspended - timedelta(seconds=1)) == Status.VALID
    assert status_at(suspended) == status_at(later - timedelta(seconds=1)) == Status.SUSPENDED
    assert status_at(later) == Status.INVALID
    for number, moment in ((1, later + timedelta(seconds=1)), (1, now - timedelta(days=900)), (2, now)):
        with pytest.raises(NotFound):
            published_lists.published_at(number, moment, later)


def test_past_lists_are_kept_as_long_as_the_office_says(world: World) -> None:
    world.issued()
    first, end = past(world)[0], row().expires
    kept = timedelta(days=2)
    assert status_lists.forget_past(world.now) == 1  # of the day the office was founded, long ago
    assert first not in past(world)
    assert status_lists.forget_past(end + kept - timedelta(seconds=1)) == 0
    assert status_lists.forget_past(end + kept) == 1


def test_an_office_that_keeps_none_says_so(office: World) -> None:
    with office.app.app_context():
        with pytest.raises(WorkflowError) as refused:
            published_lists.published_at(1, office.now, office.now)
        assert refused.value.code == "status_history"
        office.issued()
        assert db.session.scalars(select(PastStatusList)).all() == []


def test_an_older_list_is_refused_and_reported_and_the_one_held_stands(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    made = world.issued()
    text, older = world.qr_text(made), row().signed
    change(world, made, "revoke", world.now)
    assert scan.judge(text, world.now).code is VerdictCode.REVOKED
    put_back(older)
    assert scan.judge(text, world.now).code is VerdictCode.REVOKED
    assert "list_older" in caplog.text
    page = world.app.test_client().get("/metrics").text
    assert 'certapp_refused_status_lists_total{code="list_older"} 1.0' in page
    with transaction() as session:
        status_lists.publish(session, session.scalars(select(StatusListRecord)).one(), world.now)
    caplog.clear()
    assert scan.judge(text, world.now).code is VerdictCode.REVOKED
    assert caplog.text == ""


def put_back(signed: bytes) -> None:
    with transaction() as session:
        session.execute(StatusListRecord.__table__.update().values(signed=signed))


def test_nothing_is_valid_by_a_list_past_its_end_and_its_age_is_told(world: World) -> None:
    made = world.issued(end_date=world.today + timedelta(days=5))
    end = row().expires
    late = end + timedelta(seconds=CLOCK_SKEW)
    assert scan.judge(world.qr_text(made), late - timedelta(seconds=1)).code is VerdictCode.VALID
    found = scan.judge(world.qr_text(made), late)
    assert (found.code, found.reason) == (VerdictCode.STATUS_UNKNOWN, "list_expired")
    assert found.status_age == world.settings.status_lifetime + CLOCK_SKEW
    assert status_lists.refresh(late) == 1  # the timer is back
    assert scan.judge(world.qr_text(made), late).code is VerdictCode.VALID
    assert db.session.get_one(Certificate, made).state == CertificateState.VALID
