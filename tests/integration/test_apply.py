"""Applying over HTTP: from the blank form to an application that waits for its approver."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import content, offices, review
from tests.browsing import Browser
from tests.integration.application_form import NEW, faults, sent, value
from tests.patience import PATIENCE
from tests.world import Person, World


@pytest.fixture
def official(office: World) -> Person:
    """An official who has not applied yet."""
    return office.official()


@pytest.fixture
def browser(browse: Callable[[], Browser], official: Person) -> Browser:
    """The browser in which that official is signed in."""
    return browse().sign_in(official)


def stored(office: World, official: Person) -> list[tuple[int, str, content.Content]]:
    """Id, state and content of all applications of an official."""
    with office.app.app_context():
        rows = db.session.query(Application).filter_by(applicant_id=official.id).order_by(Application.id)
        return [(row.id, row.state, content.of(row)) for row in rows]


def test_the_blank_form_knows_the_person(office: World, browser: Browser) -> None:
    page = browser.get(NEW).text
    assert value(page, "holder") == "Trần Thị Mai"
    assert value(page, "position") == "Công chức"
    assert value(page, "unit_id") == str(office.unit_id)
    assert [value(page, f"destinations-{row}") for row in range(4)] == ["", "", "", ""]
    assert "12 chữ số (CCCD) hoặc 9 chữ số (CMND)" in page
    assert faults(page) == {}


def test_what_is_handed_in_is_stored_as_it_was_told(
    office: World, official: Person, browser: Browser
) -> None:
    told = office.content(
        hours_from=22 * 60, hours_until=24 * 60, destinations=("Xã Phước Đại", "Xã Phước Tân")
    )
    answer = browser.submit(NEW, sent(told, "submit"))
    [(application_id, state, kept)] = stored(office, official)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{application_id}")
    assert state == "submitted"
    assert kept == told
    page = browser.get(answer.headers["Location"]).text
    assert "Đã gửi đơn." in page
    assert "22:00 – 24:00" in page


def test_the_same_form_sent_twice_is_one_application(
    office: World, official: Person, browser: Browser
) -> None:
    fields = {**browser.hidden(NEW), **sent(office.content(), "submit")}
    first, second = browser.post(NEW, data=fields), browser.post(NEW, data=fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(office, official)) == 1
    changed = browser.post(NEW, data={**fields, "purpose": "Việc khác"})
    assert changed.status_code == 409
    assert "Đã gửi, chờ duyệt" in changed.text
    assert stored(office, official)[0][2] == office.content()


def test_two_submits_at_the_same_moment_are_one_application(
    office: World, official: Person, browser: Browser, address: str
) -> None:
    fields = {**browser.hidden(NEW), **sent(office.content(), "submit")}
    cookies = dict(browser.cookies)

    def submit(_number: int) -> tuple[int, str]:
        answer = httpx.post(address + NEW, data=fields, cookies=cookies, timeout=PATIENCE)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(6) as crowd:
        answers = set(crowd.map(submit, range(6)))
    [(application_id, _, _)] = stored(office, official)
    assert answers == {(303, f"/applications/{application_id}")}


def test_a_unit_that_ended_meanwhile_is_chosen_anew(
    office: World, official: Person, browser: Browser
) -> None:
    unit_id = office.unit(f"Xã {official.username}")
    told = office.content(unit_id=unit_id)
    edit = browser.submit(NEW, sent(told, "save")).headers["Location"]
    assert value(browser.get(edit).text, "unit_id") == str(unit_id)
    with office.app.app_context():
        clerk = db.session.get_one(User, office.clerk.id)
        offices.end_unit(clerk, unit_id, office.today - timedelta(days=1), office.now)
    assert value(browser.get(edit).text, "unit_id") is None
    answer = browser.submit(edit, sent(told, "submit"))
    assert (answer.status_code, set(faults(answer.text))) == (422, {"unit_id"})


def test_a_draft_is_completed_later(office: World, official: Person, browser: Browser) -> None:
    saved = browser.submit(NEW, sent(content.Content(), "save", purpose=" Họp  giao ban "))
    [(application_id, state, kept)] = stored(office, official)
    assert (state, kept.purpose) == ("draft", "Họp giao ban")
    edit = f"/applications/{application_id}/edit"
    assert saved.headers["Location"] == edit
    assert value(browser.get(edit).text, "purpose") == "Họp giao ban"
    answer = browser.submit(edit, sent(office.content(), "submit"))
    assert answer.headers["Location"] == f"/applications/{application_id}"
    assert stored(office, official) == [(application_id, "submitted", office.content())]


def test_a_preview_shows_what_will_be_printed_and_hands_it_in(
    office: World, official: Person, browser: Browser
) -> None:
    answer = browser.submit(NEW, sent(office.content(), "preview"))
    [(application_id, state, _)] = stored(office, official)
    preview = f"/applications/{application_id}/preview"
    assert (state, answer.headers["Location"]) == ("draft", preview)
    page = browser.get(preview).text
    for printed in ("4 số cuối là 1234", "Phường Mỹ Hải", "hết ngày", "Từ 05:00 đến 19:00 hằng ngày"):
        assert printed in page
    assert "Họ tên khác với tên của tài khoản" in page
    specimen = browser.get(f"/applications/{application_id}/specimen.pdf")
    assert specimen.headers["Content-Type"] == "application/pdf"
    assert specimen.headers["Content-Disposition"].startswith("inline")
    assert specimen.content.startswith(b"%PDF-")
    handed_in = browser.submit(preview, {})
    assert handed_in.headers["Location"] == f"/applications/{application_id}"
    assert stored(office, official)[0][1] == "submitted"
    assert browser.submit(NEW, {}, to=preview).headers["Location"] == f"/applications/{application_id}"
    assert browser.get(preview).status_code == 409


def test_a_draft_that_lacks_something_is_sent_back_to_its_form(
    office: World, official: Person, browser: Browser
) -> None:
    browser.submit(NEW, sent(office.content(purpose=None), "save"))
    [(application_id, _, _)] = stored(office, official)
    for path in ("preview", "specimen.pdf"):
        answer = browser.get(f"/applications/{application_id}/{path}")
        assert answer.headers["Location"] == f"/applications/{application_id}/edit?check=1"
    page = browser.get(answer.headers["Location"])
    assert (page.status_code, faults(page.text)) == (422, {"purpose": "Chưa điền mục này."})
    sent_anyway = browser.submit(NEW, {}, to=f"/applications/{application_id}/preview")
    assert sent_anyway.headers["Location"] == f"/applications/{application_id}/edit?check=1"
    assert stored(office, official)[0][1] == "draft"


def test_the_next_application_starts_from_the_last(office: World, browser: Browser) -> None:
    browser.submit(NEW, sent(office.content(holder="Trần Thị Mai"), "submit"))
    page = browser.get(NEW).text
    assert value(page, "id_number") == "058188001234"
    assert value(page, "birth_date") == "1988-04-12"
    assert value(page, "sex") == "female"
    assert value(page, "province") == "Tỉnh Ninh Thuận"
    assert (value(page, "purpose"), value(page, "start_date")) == ("", "")


def test_applying_again_and_extending_fill_the_form_in(
    office: World, official: Person, browser: Browser
) -> None:
    application_id = office.submitted(official)
    again = browser.get(f"{NEW}?again={application_id}").text
    assert (value(again, "purpose"), value(again, "start_date")) == (office.content().purpose, "")
    assert browser.get(f"{NEW}?extend={application_id}").status_code == 409
    office.signed(office.approver(), application_id)
    path = f"{NEW}?extend={application_id}"
    page = browser.get(path).text
    start, end = office.today + timedelta(days=7), office.today + timedelta(days=9)
    assert (value(page, "start_date"), value(page, "end_date")) == (start.isoformat(), "")
    longer = office.content(start_date=start, end_date=end)
    answer = browser.submit(path, sent(longer, "submit"))
    new_id = int(answer.headers["Location"].rsplit("/")[-1])
    with office.app.app_context():
        assert db.session.get_one(Application, new_id).extends_id == application_id


def test_what_was_returned_is_corrected_and_sent_again(
    office: World, official: Person, browser: Browser
) -> None:
    application_id, approver = office.submitted(official), office.approver(with_key=False)
    with office.app.app_context():
        version = db.session.get_one(Application, application_id).version
        actor = db.session.get_one(User, approver.id)
        review.return_(actor, application_id, version, "Ghi rõ nơi đến.", office.now)
    page = browser.get(f"/applications/{application_id}").text
    assert "Ghi rõ nơi đến." in page
    assert re.search(r'aria-current="step">\s*<p class="timeline-what">Sửa đơn và gửi lại', page)
    edit = f"/applications/{application_id}/edit"
    assert "Ghi rõ nơi đến." in browser.get(edit).text
    answer = browser.submit(edit, sent(office.content(destinations=("Xã Phước Bình",)), "submit"))
    assert answer.headers["Location"] == f"/applications/{application_id}"
    assert stored(office, official)[0][1:] == ("submitted", office.content(destinations=("Xã Phước Bình",)))
    assert browser.get(edit).status_code == 409
