"""Following an own application over HTTP, its certificate, and whose eyes see it."""

import re
from collections.abc import Callable

import httpx
import pytest

from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import revoke
from tests.browsing import Browser
from tests.integration.application_form import NEW, sent
from tests.world import Person, World


@pytest.fixture
def official(office: World) -> Person:
    """An official who has not applied yet."""
    return office.official()


@pytest.fixture
def browser(browse: Callable[[], Browser], official: Person) -> Browser:
    """The browser in which that official is signed in."""
    return browse().sign_in(official)


def current_step(page: str) -> str:
    found = re.search(r'aria-current="step">(.*?)</li>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_the_list_is_newest_first_with_states_and_what_is_next(
    office: World, official: Person, browser: Browser
) -> None:
    assert "Bạn chưa có đơn nào" in browser.get("/applications/").text
    first = office.submitted(official, destinations=("Xã Phước Tân",))
    office.submitted(official, destinations=("Xã Phước Hòa",))
    office.signed(office.approver(), first)
    page = browser.get("/applications/").text
    rows = re.findall(r'<tr>\s*<th scope="row".*?</tr>', page, re.DOTALL)
    assert len(rows) == 2
    assert "Xã Phước Hòa" in rows[0]
    assert "Đã gửi, chờ duyệt" in rows[0]
    assert "Chờ người ký xem xét" in rows[0]
    assert "Có hiệu lực" in rows[1]
    assert f"/applications/{first}/certificate.pdf" in rows[1]


def test_the_list_has_pages(office: World, official: Person, browser: Browser) -> None:
    for _ in range(26):
        browser.submit(NEW, sent(office.content(), "save"))
    assert "Trang 1/2 · 26 mục" in browser.get("/applications/").text
    for number in ("2", "99"):
        assert "Trang 2/2" in browser.get(f"/applications/?page={number}").text
    for number in ("0", "-1", "x", "9" * 5000):
        assert "Trang 1/2" in browser.get(f"/applications/?page={number}").text


def test_the_timeline_says_who_has_it(office: World, official: Person, browser: Browser) -> None:
    unit_id = office.unit(f"Xã {official.username}")
    application_id = office.submitted(official, unit_id=unit_id)
    path = f"/applications/{application_id}"
    assert current_step(browser.get(path).text).startswith("Chờ người ký xem xét Đơn vị này chưa có người ký")
    approver = office.approver(unit_id)
    assert current_step(browser.get(path).text) == "Chờ người ký xem xét Nguyễn Văn Bền"
    office.signed(approver, application_id)
    page = browser.get(path).text
    assert current_step(page) == ""
    assert "Ký và cấp giấy" in page


def test_withdrawing_is_asked_first_and_done_once(office: World, official: Person, browser: Browser) -> None:
    application_id = office.submitted(official)
    path = f"/applications/{application_id}/withdraw"
    assert "Rút đơn?" in browser.get(path).text
    assert "Đã gửi, chờ duyệt" in browser.get(f"/applications/{application_id}").text
    fields = browser.hidden(path)
    answer = browser.post(path, data=fields)
    assert answer.headers["Location"] == f"/applications/{application_id}"
    assert "Đã rút đơn." in browser.get(answer.headers["Location"]).text
    assert browser.post(path, data=fields).status_code == 409
    assert browser.get(path).status_code == 409


def test_the_certificate_is_downloaded_under_its_number(
    office: World, official: Person, browser: Browser
) -> None:
    application_id = office.submitted(official)
    path = f"/applications/{application_id}/certificate.pdf"
    assert browser.get(path).status_code == 404
    certificate_id = office.signed(office.approver(), application_id)
    paper = browser.get(path)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert re.fullmatch(
        r"attachment; filename=giay-xac-nhan-\d{2,}-\d{4}\.pdf", paper.headers["Content-Disposition"]
    )
    assert paper.headers["Cache-Control"] == "no-store"
    assert paper.content.startswith(b"%PDF-")
    assert b"/ByteRange" in paper.content
    page = browser.get(f"/applications/{application_id}").text
    verdict = re.search(r'href="(/V/[A-Z2-7]+)', page)
    assert verdict
    assert office.qr_text(certificate_id).endswith(verdict[1])
    assert 'data-verdict="VALID"' in browser.get(verdict[1]).text


def test_a_certificate_that_was_taken_back_says_so_and_why(
    office: World, official: Person, browser: Browser
) -> None:
    application_id = office.submitted(official)
    certificate_id = office.signed(office.approver(), application_id)
    path = f"/applications/{application_id}"
    assert f"{NEW}?extend={application_id}" in browser.get(path).text
    for verb, word in ((revoke.suspend, "Tạm đình chỉ"), (revoke.revoke, "Đã thu hồi")):
        with office.app.app_context():
            verb(db.session.get_one(User, office.clerk.id), certificate_id, f"Lý do {word}", office.now)
        page = browser.get(path).text
        assert word in page
        assert f"Lý do {word}" in page
        assert "?extend=" not in page
        assert browser.get(f"{NEW}?extend={application_id}").status_code == 409
    assert browser.get(f"{path}/certificate.pdf").status_code == 200


PAGES = ("", "/edit", "/preview", "/specimen.pdf", "/withdraw", "/certificate.pdf")


def visits(browser: Browser, application_id: int) -> list[httpx.Response]:
    """Every page and every form of an application, visited by somebody."""
    path = f"/applications/{application_id}"
    token = browser.hidden("/account").get("csrf_token", "")
    answers = [browser.get(path + page) for page in PAGES]
    answers += [browser.get(f"{NEW}?again={application_id}"), browser.get(f"{NEW}?extend={application_id}")]
    for page, do in (("/edit", "save"), ("/edit", "submit"), ("/preview", ""), ("/withdraw", "")):
        answers.append(browser.post(path + page, data={"csrf_token": token, "do": do}))
    return answers


def test_anothers_application_is_not_found(
    office: World, browse: Callable[[], Browser], browser: Browser
) -> None:
    theirs = office.submitted(office.official())
    assert {answer.status_code for answer in visits(browser, theirs)} == {404}
    assert {answer.status_code for answer in visits(browser, 2**31 - 1)} == {404}
    assert {
        browser.get(f"/applications/{number}").status_code for number in ("2147483648", "9" * 300, "-1")
    } == {404}


def test_a_stranger_is_sent_to_the_sign_in_page(office: World, browse: Callable[[], Browser]) -> None:
    application_id = office.submitted(office.official())
    path = f"/applications/{application_id}"
    for page in (path, f"{path}/certificate.pdf", "/applications/", NEW):
        answer = browse().get(page)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("kind", ["approver", "guard", "clerk"])
def test_other_roles_have_no_business_here(office: World, browse: Callable[[], Browser], kind: str) -> None:
    application_id = office.submitted(office.official())
    person = office.clerk if kind == "clerk" else getattr(office, kind)()
    answers = [*visits(browse().sign_in(person), application_id)]
    assert {answer.status_code for answer in answers} == {403}


def test_the_room_speaks_english(office: World, official: Person, browser: Browser) -> None:
    application_id = office.submitted(official)
    for path, word in (
        ("/applications/", "My applications"),
        (NEW, "Apply for a travel certificate"),
        (f"/applications/{application_id}", "With the approver"),
    ):
        page = browser.get(f"{path}?lang=en").text
        assert word in page
        assert "applicant." not in page
