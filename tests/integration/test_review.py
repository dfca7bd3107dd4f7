"""The approver's queue and one application, over HTTP."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest

from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.workflow import paging
from tests.browsing import Browser
from tests.world import Person, World

Browse = Callable[[], Browser]


@pytest.fixture
def unit_id(office: World) -> int:
    """A unit of this test alone."""
    return office.unit(f"Xã thử {secrets.token_hex(4)}")


@pytest.fixture
def approver(office: World, unit_id: int) -> Person:
    return office.approver(unit_id, also_official=True)


@pytest.fixture
def browser(browse: Browse, approver: Person) -> Browser:
    return browse().sign_in(approver)


def stored(office: World, application_id: int) -> tuple[str, str | None, int]:
    with office.app.app_context():
        application = db.session.get_one(Application, application_id)
        return application.state, application.reason, application.version


def listed(browser: Browser, query: str = "") -> list[int]:
    page = browser.get(f"/review{query}")
    assert page.status_code == 200
    return [int(found) for found in re.findall(r'<th scope="row"[^>]*><a href="/review/(\d+)"', page.text)]


def submitted(office: World, unit_id: int, **changes: object) -> int:
    return office.submitted(office.official(unit_id), unit_id=unit_id, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/review", "/review/1", "/keys", "/review/certificates"])
def test_only_approvers_come_in(office: World, browse: Browse, path: str) -> None:
    stranger = browse().get(path)
    assert (stranger.status_code, stranger.headers["Location"].split("?")[0]) == (303, "/sign-in")
    for person in (office.official(), office.guard(), office.clerk):
        assert browse().sign_in(person).get(path).status_code == 403


def test_the_queue_shows_the_oldest_first_and_how_long_it_waits(
    office: World, unit_id: int, browser: Browser
) -> None:
    later = submitted(office, unit_id, at=office.now - timedelta(minutes=70))
    first = submitted(office, unit_id, at=office.now - timedelta(hours=51))
    submitted(office, office.unit_id)  # of another unit
    assert listed(browser) == [first, later]
    page = browser.get("/review").text
    assert "2 ngày 3 giờ" in page
    assert re.search("1 giờ 1[0-9] phút", page)  # however long it took to get here
    assert "Nguyễn Thị Hồng Nhung" in page


def test_the_queue_is_filtered(office: World, unit_id: int, browser: Browser, approver: Person) -> None:
    one = submitted(office, unit_id, holder="Đặng Thùy Mỹ Duyên")
    two = submitted(office, unit_id)
    browser.submit(f"/review/{two}", {"reason": "Không đủ"}, to=f"/review/{two}/reject")
    assert listed(browser) == listed(browser, "?name=đặng") == listed(browser, f"?unit={unit_id}") == [one]
    assert listed(browser, "?name=Nhung") == listed(browser, "?state=issued") == []
    assert listed(browser, "?state=rejected") == [two]
    assert listed(browser, "?page=7") == listed(browser, "?page=-1") == listed(browser, "?page=x") == [one]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("state=draft", 422),
        ("state=x", 422),
        ("unit=1;2", 422),
        ("unit=999999999999999999999999", 422),
        ("page=" + "9" * 60, 200),
        ("name=" + "x" * 5000, 200),
        ("name=%00%ff", 200),
        ("name='--", 200),
        ("lang=xx", 200),
    ],
)
def test_a_bad_filter_gets_a_page(browser: Browser, query: str, status: int) -> None:
    page = browser.get(f"/review?{query}")
    assert page.status_code == status
    assert ("field-error" in page.text) == (status == 422)


def test_the_queue_comes_in_pages(office: World, unit_id: int, browser: Browser, approver: Person) -> None:
    official, count = office.official(unit_id), paging.SIZE + 1
    made = [
        office.submitted(official, unit_id=unit_id, at=office.now - timedelta(minutes=count - number))
        for number in range(count)
    ]
    assert listed(browser) == made[: paging.SIZE]
    following = re.search(r'href="([^"]+)" rel="next"', browser.get("/review?name=Nhung").text)
    assert following is not None
    assert "name=Nhung" in following[1]
    assert listed(browser, "?" + following[1].split("?")[1].replace("&amp;", "&")) == made[paging.SIZE :]


def test_an_application_shows_what_the_decision_needs(office: World, unit_id: int, browser: Browser) -> None:
    page = browser.get(f"/review/{submitted(office, unit_id)}").text
    for fact in (
        "Nguyễn Thị Hồng Nhung",
        "12/04/1988",
        "058188001234",
        "12 đường 16 Tháng 4, Phường Mỹ Hải, Thành phố Phan Rang - Tháp Chàm, Tỉnh Ninh Thuận",
        "Công chức Văn phòng",
        "Đi làm việc tại cơ quan",
        "Quốc lộ 27B",
        "85B1-123.45",
        "05:00 – 19:00",
        "7 ngày (cơ quan cho phép nhiều nhất 30 ngày)",
        "Họ tên trong đơn khác với chủ tài khoản gửi đơn.",
    ):
        assert fact in page
    english = browser.get("/review?lang=en").text
    assert "Applications to decide" in english


def test_the_specimen_is_a_pdf_marked_as_such(office: World, unit_id: int, browser: Browser) -> None:
    answer = browser.get(f"/review/{submitted(office, unit_id)}/specimen.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_the_own_application_is_marked_and_cannot_be_decided(
    office: World, unit_id: int, browser: Browser, approver: Person
) -> None:
    own = office.submitted(approver, unit_id=unit_id)
    assert listed(browser) == [own]
    assert "Đơn của chính bạn" in browser.get("/review").text
    page = browser.get(f"/review/{own}").text
    assert "Đơn của chính bạn" in page
    assert "passphrase" not in page
    fields = {**browser.hidden(f"/review/{own}"), "version": "2", "reason": "x"}
    fields["passphrase"] = approver.passphrase
    for verb in ("sign", "return", "reject", "release"):
        answer = browser.post(f"/review/{own}/{verb}", data=fields)
        assert answer.status_code == 403
        assert "đơn của chính mình" in answer.text
    assert stored(office, own) == ("submitted", None, 2)


@pytest.mark.parametrize("verb", ["sign", "return", "reject", "release"])
def test_what_is_not_the_approvers_is_not_found(office: World, browser: Browser, verb: str) -> None:
    foreign = submitted(office, office.unit_id)
    fields = {**browser.hidden("/review"), "version": "2", "reason": "x", "passphrase": "x"}
    for number in (foreign, 2**31 - 1, 2**31, 10**30, 0):
        assert browser.get(f"/review/{number}").status_code == 404
        assert browser.post(f"/review/{number}/{verb}", data=fields).status_code == 404
    assert stored(office, foreign) == ("submitted", None, 2)


@pytest.mark.parametrize(
    ("verb", "state", "told"),
    [("return", "returned", "Đã trả lại đơn"), ("reject", "rejected", "Đã từ chối đơn")],
)
def test_a_decision_with_its_reason(
    office: World, unit_id: int, browser: Browser, verb: str, state: str, told: str
) -> None:
    made = submitted(office, unit_id)
    path = f"/review/{made}"
    for reason in ("", "   ", "x" * 301, "a\x07b"):
        refused = browser.submit(path, {"reason": reason}, to=f"{path}/{verb}")
        assert refused.status_code == 422
        assert "field-error" in refused.text
    assert "x" * 301 in browser.submit(path, {"reason": "x" * 301}, to=f"{path}/{verb}").text
    assert stored(office, made) == ("submitted", None, 2)
    done = browser.submit(path, {"reason": "Ghi rõ nơi đến."}, to=f"{path}/{verb}", follow_redirects=True)
    assert told in done.text
    assert stored(office, made) == (state, "Ghi rõ nơi đến.", 3)
    assert "Ghi rõ nơi đến." in browser.get(path).text


def test_who_comes_second_reads_who_was_faster(
    office: World, unit_id: int, browse: Browse, browser: Browser
) -> None:
    made = submitted(office, unit_id)
    path = f"/review/{made}"
    slow = browser.hidden(path)
    colleague = browse().sign_in(office.approver(unit_id))
    colleague.submit(path, {"reason": "Sửa ngày đi"}, to=f"{path}/return")
    for verb, fields in (("reject", {"reason": "Không"}), ("sign", {"passphrase": "x"}), ("release", {})):
        answer = browser.post(f"{path}/{verb}", data={**slow, **fields})
        assert answer.status_code == 409
        assert "Nguyễn Văn Bền: Trả lại để sửa, lúc" in answer.text
        assert "Sửa ngày đi" in answer.text
        assert "Trả lại để sửa" in answer.text
    assert stored(office, made) == ("returned", "Sửa ngày đi", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "1e9", "9" * 400, "²", "2.0"])
def test_a_version_nobody_saw_decides_nothing(
    office: World, unit_id: int, browser: Browser, version: str
) -> None:
    made = submitted(office, unit_id)
    fields = {"version": version, "reason": "Không đủ"}
    assert browser.submit(f"/review/{made}", fields, to=f"/review/{made}/reject").status_code == 409
    assert stored(office, made) == ("submitted", None, 2)


def test_without_its_token_no_form_is_taken(office: World, unit_id: int, browser: Browser) -> None:
    made = submitted(office, unit_id)
    for verb in ("sign", "return", "reject", "release"):
        assert browser.post(f"/review/{made}/{verb}", data={"version": "2", "reason": "x"}).status_code == 400
        assert browser.get(f"/review/{made}/{verb}").headers["Location"] == f"/review/{made}"
    assert stored(office, made) == ("submitted", None, 2)
