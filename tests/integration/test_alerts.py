"""Alerts from the checks of phones to the clerk: raised once, counted up, live, closed with a reason."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from certapp.registry.alert import Alert
from certapp.registry.database import db, transaction
from certapp.registry.office import Checkpoint
from certapp.registry.people import User
from certapp.workflow import alerts, scanner_checks, scanners
from certapp.workflow.alert_rules import AlertKind, Thresholds
from certapp.workflow.errors import Conflict, Forbidden, Invalid, NotFound
from certapp.workflow.scanner_checks import PhoneCheck
from tests import verdicts
from tests.browsing import Browser
from tests.patience import PATIENCE
from tests.serving import served
from tests.world import World, stored_certificate, user


def phone(world: World, checkpoint_id: int | None = None) -> int:
    """Join a phone at a checkpoint, a day ago; returns the scanner's id."""
    with world.app.app_context():
        clerk = db.session.get_one(User, world.clerk.id)
        long_ago = world.now - timedelta(days=1)
        offer = scanners.offer(clerk, checkpoint_id or world.checkpoint(), "Máy", long_ago)
        code = offer.text.partition("#join=")[2].partition(".")[0]
        return scanners.enrol(code, "", "127.0.0.1", long_ago)[0].id


def check(
    world: World, scanner_id: int, certificate_id: int | None, minutes_ago: float, **more: object
) -> None:
    """Hand over one check of a phone."""
    with world.app.app_context():
        scanner = db.session.get_one(scanners.Scanner, scanner_id)
        certificate = certificate_id and stored_certificate(certificate_id)
        values = {"verdict": "VALID", "reason": "genuine", "direction": None, **more}
        now = world.now
        made = PhoneCheck(
            id=str(uuid4()),
            at=round((now - timedelta(minutes=minutes_ago)).timestamp() * 1000),
            cti=certificate.cti if certificate else None,
            issuer=scanner.checkpoint and "MTTQ-TEST" if certificate else None,
            note="",
            outside=False,
            **values,  # type: ignore[arg-type]
        )
        scanner_checks.take_over(scanner, [made], round(now.timestamp() * 1000), now)


def raised(world: World) -> list[tuple[str, int]]:
    with world.app.app_context():
        db.session.rollback()
        return [(row.kind, row.count) for row in db.session.query(Alert).order_by(Alert.id)]


def test_one_paper_at_two_posts_too_soon(world: World) -> None:
    certificate_id = world.issued()
    here, there = phone(world), phone(world)
    check(world, here, certificate_id, 30)
    check(world, there, certificate_id, 28)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]
    check(world, there, certificate_id, 2)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]  # half an hour later is soon enough


def test_posts_on_the_map_are_measured(world: World) -> None:
    certificate_id = world.issued()
    posts = [world.checkpoint(), world.checkpoint()]
    with world.app.app_context(), transaction() as session:
        for post, longitude in zip(posts, (108.0, 109.0), strict=True):
            row = session.get_one(Checkpoint, post)
            row.latitude, row.longitude = 11.8, longitude  # 109 km
    here, there = (phone(world, post) for post in posts)
    check(world, here, certificate_id, 120)
    check(world, there, certificate_id, 60)
    assert raised(world) == [(AlertKind.TOO_FAR, 2)]


def test_checks_handed_over_late_find_the_same(world: World) -> None:
    certificate_id = world.issued()
    here, there = phone(world), phone(world)
    check(world, here, certificate_id, 10, direction="in")
    check(world, there, certificate_id, 600, direction="in")
    assert raised(world) == [(AlertKind.TWICE_IN, 2)]
    check(world, there, certificate_id, 300, direction="out")  # so it had been out all the same
    with world.app.app_context():
        assert alerts.count_open(world.office_id) == 0
        (alert,) = alerts.newest(user(world.clerk), is_open=False)
        assert (alert.closed_by, alert.reason, alert.checks) == (None, None, [])


def test_a_paper_that_moves_after_its_revocation_whatever_the_phone_said(world: World) -> None:
    certificate_id = world.issued()
    scanner_id = phone(world)
    check(world, scanner_id, certificate_id, 5)
    verdicts.taken_back(world, certificate_id, "revoke")
    assert raised(world) == []
    check(world, scanner_id, certificate_id, 0)  # by a list from before
    assert raised(world) == [(AlertKind.REVOKED_MOVES, 1)]


def test_many_forged_papers_at_one_post_are_one_alert(world: World) -> None:
    scanner_id, other = phone(world), phone(world)
    for minute in range(4):
        check(world, scanner_id, None, 40 - minute, verdict="FORGED", reason="signature")
    check(world, other, None, 30, verdict="FORGED", reason="signature")
    assert raised(world) == [(AlertKind.FORGED_MANY, 4)]


def test_closed_with_a_reason_and_not_raised_again_by_the_same_checks(world: World) -> None:
    certificate_id = world.issued()
    scanner_id = phone(world)
    check(world, scanner_id, certificate_id, 90, direction="in")
    check(world, scanner_id, certificate_id, 30, direction="in")
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
    check(world, scanner_id, certificate_id, 20)  # which is not odd
    assert raised(world) == [(AlertKind.TWICE_IN, 2)]
    check(world, scanner_id, certificate_id, 5, direction="in")
    assert raised(world) == [(AlertKind.TWICE_IN, 2), (AlertKind.TWICE_IN, 2)]


def test_the_office_sets_its_own_thresholds(world: World) -> None:
    with world.app.app_context():
        alerts.set_thresholds(user(world.clerk), Thresholds(often=1), world.now)
        with pytest.raises(Invalid):
            alerts.set_thresholds(user(world.clerk), Thresholds(often=0), world.now)
    certificate_id, scanner_id = world.issued(), phone(world)
    for minute in (3, 2):
        check(world, scanner_id, certificate_id, minute)
    assert raised(world) == [(AlertKind.OFTEN, 2)]


def test_the_clerk_sees_it_live_and_closes_it(world: World) -> None:
    certificate_id, scanner_id = world.issued(), phone(world)
    with served(world) as address, closing(Browser(address)) as browser:
        browser.sign_in(world.clerk)
        assert "Không có cảnh báo nào" in browser.get("/office/alerts").text
        heard: list[str] = []
        ready = threading.Event()

        def listen() -> None:
            with httpx.stream(
                "GET", f"{address}/office/alerts/stream", cookies=browser.cookies, timeout=PATIENCE
            ) as stream:
                assert stream.headers["Content-Type"].startswith("text/event-stream")
                for line in stream.iter_lines():
                    ready.set()
                    if line.startswith("data:"):
                        heard.append(line)
                        return

        listener = threading.Thread(target=listen)
        listener.start()
        assert ready.wait(PATIENCE)
        check(world, scanner_id, certificate_id, 9, direction="in")
        check(world, scanner_id, certificate_id, 1, direction="in")
        listener.join(PATIENCE)
        assert heard == ["data: 1"]
        page = browser.get("/office/alerts")
        assert "Vào hai lần mà không ra" in page.text
        with world.app.app_context():
            (alert,) = alerts.newest(user(world.clerk), is_open=True)
            form = f"/office/alerts/{alert.id}/close"
        browser.post(
            form,
            data={"csrf_token": browser.hidden("/office/alerts")["csrf_token"], "reason": "Đã gọi chốt"},
        )
        assert "Đã gọi chốt" in browser.get("/office/alerts").text
        assert raised(world) == [(AlertKind.TWICE_IN, 2)]


def test_only_the_clerk_listens(address: str, office: World, browse: Callable[[], Browser]) -> None:
    for person in (office.official(), office.guard()):
        browser = browse()
        browser.sign_in(person)
        assert browser.get("/office/alerts/stream").status_code == 403
        assert browser.get("/office/alerts").status_code == 403
