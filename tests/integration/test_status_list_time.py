"""A status list over HTTP: published with its change, kept no longer than it is good, found again later."""

from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from certapp.credential import Status, StatusList, statuslist
from certapp.credential.statuslist import MEDIA_TYPE
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import trust_list
from tests.browsing import Browser
from tests.patience import PATIENCE
from tests.verdicts import ADDRESS, taken_back
from tests.world import World

LIST = "/s/1"


def read(world: World, answer: httpx.Response | object) -> StatusList:
    data = answer.content if isinstance(answer, httpx.Response) else answer.data  # type: ignore[attr-defined]
    with world.app.app_context():
        return statuslist.open_signed(data, trust_list.current(world.office_id), uri=ADDRESS + LIST)


def entry(world: World, certificate_id: int) -> int:
    with world.app.app_context():
        return db.session.get_one(Certificate, certificate_id).status_index


def test_a_revocation_on_the_page_is_in_the_list_when_the_page_answers(office: World, address: str) -> None:
    made = office.issued()
    with httpx.Client(base_url=address, timeout=PATIENCE) as checkpoint, Browser(address) as browser:
        before = checkpoint.get(LIST)
        browser.sign_in(office.clerk)
        page = f"/office/certificates/{made}/revoke"
        assert browser.submit(page, {"reason": "Khai sai nơi đến"}).status_code == 303
        after = checkpoint.get(LIST, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["Content-Type"]) == (200, MEDIA_TYPE)
    assert after.headers["Cache-Control"] == "public, max-age=300"
    assert after.headers["ETag"] != before.headers["ETag"]
    old, new = read(office, before), read(office, after)
    assert (old.status(entry(office, made)), new.status(entry(office, made))) == (
        Status.VALID,
        Status.INVALID,
    )
    assert new.issued_at > old.issued_at


def test_an_office_that_keeps_no_past_lists(office: World, address: str) -> None:
    office.issued()
    with httpx.Client(base_url=address, timeout=PATIENCE) as web:
        answer = web.get(LIST, params={"time": int(office.now.timestamp())})
        assert (answer.status_code, answer.headers["Content-Type"]) == (501, "text/plain; charset=utf-8")
        assert answer.text
        assert web.get(LIST).status_code == 200
        for wrong in ("", "now", "-1", "1.5", "1e9", "9" * 12, "٣", " 1"):
            assert web.get(LIST, params={"time": wrong}).status_code == 400


@pytest.mark.parametrize(("left", "max_age"), [(3600, 300), (120, 120), (0, 0), (-3600, 0)])
def test_no_cache_keeps_a_list_beyond_its_end(world: World, left: int, max_age: int) -> None:
    world.issued()
    with world.app.app_context(), transaction() as session:
        end = world.now + timedelta(seconds=left)
        session.execute(StatusListRecord.__table__.update().values(expires=end))
    answer = world.app.test_client().get(LIST)
    assert answer.status_code == 200
    assert min(max_age, 1) <= (answer.cache_control.max_age or 0) <= max_age


@pytest.fixture
def keeping(tmp_path: Path) -> World:
    """An office whose law wants past lists."""
    return World(tmp_path, status_history_days=30)


def test_the_list_of_a_past_moment(keeping: World) -> None:
    made = keeping.issued(at=keeping.now - timedelta(hours=1))
    at = issued_at(keeping)
    taken_back(keeping, made, "revoke")
    web = keeping.app.test_client()

    def status(moment: datetime) -> int:
        answer = web.get(LIST, query_string={"time": int(moment.timestamp())})
        assert (answer.status_code, answer.content_type) == (200, MEDIA_TYPE)
        assert answer.cache_control.max_age == 0
        again = web.get(
            LIST,
            query_string={"time": int(moment.timestamp())},
            headers={"If-None-Match": answer.headers["ETag"]},
        )
        assert again.status_code == 304
        found = read(keeping, answer)
        assert found.issued_at <= moment.timestamp() < found.expires
        return found.status(entry(keeping, made))

    assert status(at) == Status.VALID
    assert status(keeping.now) == Status.INVALID
    for moment in (keeping.now + timedelta(days=1), keeping.now - timedelta(days=500)):
        assert web.get(LIST, query_string={"time": int(moment.timestamp())}).status_code == 404
    assert web.get("/s/2", query_string={"time": int(at.timestamp())}).status_code == 404


def issued_at(world: World) -> datetime:
    with world.app.app_context():
        db.session.rollback()
        return db.session.scalars(select(StatusListRecord.issued_at)).one()
