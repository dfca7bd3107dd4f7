"""Alerts from the checks of phones to the clerk: raised once, counted up, live, closed with a reason."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from certapp.registry.alert import Alert
from certapp.registry.audit import AuditRecord
from certapp.registry.checks import Check
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint
from certapp.workflow import alerts, check_retention
from certapp.workflow.alert_rules import AlertKind, Thresholds
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from tests import verdicts
from tests.phones import hand_over, joined
from tests.world import World, stored_certificate, user

MIDNIGHT = datetime.now(UTC) - timedelta(minutes=5)


def raised(world: World) -> list[tuple[str, int]]:
    with world.app.app_context():
        db.session.rollback()
        return [(row.kind, row.count) for row in db.session.query(Alert).order_by(Alert.id)]


def told(world: World) -> list[str]:
    """Return the verbs of the audit log about alerts, oldest first."""
    with world.app.app_context():
        rows = db.session.query(AuditRecord).filter_by(subject="alert").order_by(AuditRecord.id)
        return [row.verb for row in rows]


def test_one_paper_at_two_posts_too_soon(world: World) -> None:
    certificate_id = world.issued()
    here, there = joined(world), joined(world)
    hand_over(world, here, certificate_id, 30)
    hand_over(world, there, certificate_id, 28)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]
    hand_over(world, there, certificate_id, 2)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]  # half an hour later is soon enough


def test_posts_on_the_map_are_measured(world: World) -> None:
    certificate_id = world.issued()
    posts = [world.checkpoint(), world.checkpoint()]
    with world.app.app_context(), transaction() as session:
        for post, longitude in zip(posts, (108.0, 109.0), strict=True):
            row = session.get_one(Checkpoint, post)
            row.latitude, row.longitude = 11.8, longitude  # 109 km
    here, there = (joined(world, post) for post in posts)
    hand_over(world, here, certificate_id, 120)
    hand_over(world, there, certificate_id, 60)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]


def test_checks_handed_over_late_find_the_same(world: World) -> None:
    certificate_id = world.issued()
    here, there = joined(world), joined(world)
    hand_over(world, here, certificate_id, 10, direction="in")
    hand_over(world, there, certificate_id, 600, direction="in")
    assert raised(world) == [(AlertKind.TWICE_IN, 2)]
    hand_over(world, there, certificate_id, 300, direction="out")  # so it had been out all the same
    with world.app.app_context():
        assert alerts.count_open(world.office_id) == 0
        (alert,) = alerts.newest(user(world.clerk), is_open=False)
        assert (alert.closed_by, alert.reason, alert.checks) == (None, None, [])
    assert told(world) == ["raise_alert", "explain_alert"]


def test_a_paper_that_moves_after_its_revocation_whatever_the_phone_said(world: World) -> None:
    certificate_id = world.issued()
    scanner_id = joined(world)
    hand_over(world, scanner_id, certificate_id, 5)
    verdicts.taken_back(world, certificate_id, "revoke")
    assert raised(world) == []
    hand_over(world, scanner_id, certificate_id, 0)  # by a list from before
    assert raised(world) == [(AlertKind.REVOKED_MOVES, 1)]


def test_many_forged_papers_at_one_post_are_one_alert(world: World) -> None:
    scanner_id, other = joined(world), joined(world)
    for minute in range(4):
        hand_over(world, scanner_id, None, 40 - minute, verdict="FORGED", reason="signature")
    hand_over(world, other, None, 30, verdict="FORGED", reason="signature")
    assert raised(world) == [(AlertKind.FORGED_MANY, 4)]


def test_closed_with_a_reason_and_not_raised_again_by_the_same_checks(world: World) -> None:
    certificate_id = world.issued()
    scanner_id = joined(world)
    hand_over(world, scanner_id, certificate_id, 90, direction="in")
    hand_over(world, scanner_id, certificate_id, 30, direction="in")
    with world.app.app_context():
        (alert,) = alerts.newest(user(world.clerk), is_open=True)
        assert alerts.count_open(world.office_id) == 1
        assert [found.kind for found in alerts.open_for_scanners(world.office_id)] == [AlertKind.TWICE_IN]
        alert_id = alert.id
        with pytest.raises(Invalid):
            alerts.close(user(world.clerk), alert_id, " ", world.now)
        with pytest.raises(NotFound):
            alerts.close(user(world.clerk), 10**6, "nhầm", world.now)
        with pytest.raises(Forbidden):
            alerts.close(user(world.official()), alert_id, "nhầm", world.now)
        alerts.close(user(world.clerk), alert_id, "Lượt ra không được ghi", world.now)
        with pytest.raises(Conflict):
            alerts.close(user(world.clerk), alert_id, "lần nữa", world.now)
        assert alerts.open_for_scanners(world.office_id) == []
    hand_over(world, scanner_id, certificate_id, 20)  # which is not odd
    assert raised(world) == [(AlertKind.TWICE_IN, 2)]
    hand_over(world, scanner_id, certificate_id, 5, direction="in")
    assert raised(world) == [(AlertKind.TWICE_IN, 2), (AlertKind.TWICE_IN, 2)]
    assert told(world) == ["raise_alert", "close_alert", "raise_alert"]


def test_the_office_sets_its_own_thresholds(world: World) -> None:
    with world.app.app_context():
        alerts.set_thresholds(user(world.clerk), Thresholds(often=1), world.now)
        with pytest.raises(Invalid):
            alerts.set_thresholds(user(world.clerk), Thresholds(often=0), world.now)
    certificate_id, scanner_id = world.issued(), joined(world)
    for minute in (3, 2):
        hand_over(world, scanner_id, certificate_id, minute)
    assert raised(world) == [(AlertKind.OFTEN, 2)]


def test_what_phones_know_of_closes_with_it_and_says_no_more_than_which_paper(world: World) -> None:
    certificate_id, scanner_id = world.issued(), joined(world)
    for minute in (30, 3):
        hand_over(world, scanner_id, certificate_id, minute, direction="in")
    for minute in (3, 2, 1):
        hand_over(world, scanner_id, None, minute, verdict="FORGED", reason="signature")
    with world.app.app_context():
        assert alerts.count_open(world.office_id) == 2
        (known,) = alerts.open_for_scanners(world.office_id)  # of a post nothing: it knows no paper
        assert known.cti == stored_certificate(certificate_id).cti


def test_in_whatever_order_phones_hand_over_the_same_alerts_are_open(world: World) -> None:
    certificate_id = world.issued()
    phones = [joined(world) for _ in range(3)]
    shuffle = random.Random(6)
    made = [
        (shuffle.choice(phones), minute, shuffle.choice(["in", "in", "out", None]))
        for minute in shuffle.sample(range(2, 200), 14)
    ]
    found = []
    for order in (made, sorted(made, key=lambda each: each[1]), shuffle.sample(made, len(made))):
        for scanner_id, minute, direction in order:
            hand_over(world, scanner_id, certificate_id, minute, direction=direction, before=MIDNIGHT)
        with world.app.app_context():
            db.session.rollback()
            opened = alerts.newest(user(world.clerk), is_open=True)
            about = {(each.kind, each.count, each.first_at, each.last_at) for each in opened}
            assert {(each.kind, len(each.checks)) for each in opened} == {
                (each.kind, each.count) for each in opened
            }
            found.append(about)
            with transaction() as session:
                session.execute(delete(Alert))
                session.execute(delete(Check))
    assert found[0] == found[1] == found[2]
    assert {kind for kind, *_ in found[0]} >= {AlertKind.TOO_FAR, AlertKind.TWICE_IN}


def test_of_another_offices_paper_its_list_is_believed_and_of_our_own_the_register(world: World) -> None:
    own, scanner_id = world.issued(), joined(world)
    hand_over(world, scanner_id, own, 2, verdict="REVOKED", reason="revoked")  # by a list that is not ours
    assert raised(world) == []
    hand_over(world, scanner_id, None, 1, verdict="REVOKED", reason="revoked", cti=b"12345678", issuer="KHAC")
    assert raised(world) == [(AlertKind.REVOKED_MOVES, 1)]


def test_an_alert_goes_with_its_checks(world: World) -> None:
    certificate_id, scanner_id = world.issued(), joined(world)
    for minute in (30, 3):
        hand_over(world, scanner_id, certificate_id, minute, direction="in")
    with world.app.app_context():
        kept = timedelta(days=world.settings.check_days)
        newer = db.session.scalars(select(Check).order_by(Check.at.desc())).first().at
        older = newer - timedelta(minutes=27)
        check_retention.forget(older + kept + timedelta(minutes=1))
        (alert,) = alerts.newest(user(world.clerk), is_open=True)
        assert [check.at for check in alert.checks] == [newer]
        check_retention.forget(newer + kept + timedelta(minutes=1))
        assert alerts.newest(user(world.clerk), is_open=True) == []
