"""Signing over HTTP: the passphrase, the certificate that comes of it, and everything that refuses."""

import re
from collections.abc import Callable

import pytest

from certapp.credential import VerdictCode
from certapp.registry.application import Application
from certapp.registry.database import db
from certapp.workflow import progress, scan
from tests.browsing import Browser
from tests.world import Person, World

Browse = Callable[[], Browser]


@pytest.fixture
def approver(office: World) -> Person:
    return office.approver()


@pytest.fixture
def browser(browse: Browse, approver: Person) -> Browser:
    return browse().sign_in(approver)


def path_of(office: World, **changes: object) -> str:
    return f"/review/{office.submitted(office.official(), **changes)}"  # type: ignore[arg-type]


def application(path: str) -> Application:
    db.session.rollback()  # reads what others have committed
    return db.session.get_one(Application, int(path.rsplit("/", 1)[1]))


def is_untouched(office: World, path: str) -> bool:
    with office.app.app_context():
        found = application(path)
        return (found.state, found.version, found.certificates) == ("submitted", 2, [])


def test_a_signature_ends_in_a_paper_that_checkpoints_pass(
    office: World, browser: Browser, approver: Person
) -> None:
    path = path_of(office)
    answer = browser.submit(path, {"passphrase": approver.passphrase}, to=f"{path}/sign")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/done")
    done = browser.get(f"{path}/done")
    assert done.status_code == 200
    with office.app.app_context():
        certificate = progress.certificate_of(application(path))
        assert certificate is not None
        assert certificate.number in done.text
        assert f"/review/certificates/{certificate.id}/paper.pdf" in done.text
        paper = browser.get(f"/review/certificates/{certificate.id}/paper.pdf")
        assert paper.headers["Content-Type"] == "application/pdf"
        examined = scan.judge_upload(paper.content, office.now)
        assert examined.verdict.code is VerdictCode.VALID
    verdict = re.search(r'href="(/V/[A-Z2-7]+)"', done.text)
    assert verdict is not None
    assert 'data-verdict="VALID"' in browser.get(verdict[1]).text


def test_after_one_comes_the_next_oldest(office: World, browse: Browse) -> None:
    unit_id = office.unit("Xã có hai đơn")
    person = office.approver(unit_id, also_official=True)
    first, second = (path_of(office, unit_id=unit_id) for _ in range(2))
    own = f"/review/{office.submitted(person, unit_id=unit_id)}"
    browser = browse().sign_in(person)
    passphrase = {"passphrase": person.passphrase}
    browser.submit(first, passphrase, to=f"{first}/sign")
    assert f'href="{second}"' in browser.get(f"{first}/done").text
    browser.submit(second, passphrase, to=f"{second}/sign")
    assert f'href="{own}"' not in browser.get(f"{second}/done").text
    assert "Không còn đơn nào chờ bạn" in browser.get(f"{second}/done").text


def test_a_wrong_passphrase_changes_nothing_and_is_not_echoed(office: World, browser: Browser) -> None:
    path = path_of(office)
    for wrong in ("một cụm từ sai bét", "", "x" * 5000, "\x00"):
        answer = browser.submit(path, {"passphrase": wrong}, to=f"{path}/sign")
        assert answer.status_code == 422
        assert "field-error" in answer.text
        assert not wrong or wrong not in answer.text
    assert is_untouched(office, path)


def test_guessing_is_slowed(office: World, browser: Browser, approver: Person) -> None:
    path = path_of(office)
    for _ in range(office.settings.sign_in_tries):
        assert browser.submit(path, {"passphrase": "wrong"}, to=f"{path}/sign").status_code == 422
    slowed = browser.submit(path, {"passphrase": approver.passphrase}, to=f"{path}/sign")
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert is_untouched(office, path)


def test_the_field_keeps_no_passphrase(office: World, browser: Browser) -> None:
    [field] = re.findall(r'<input[^>]*name="passphrase"[^>]*>', browser.get(path_of(office)).text)
    assert 'type="password"' in field
    assert 'autocomplete="off"' in field
    assert "value=" not in field.replace('value=""', "")


def test_without_a_key_the_page_leads_to_it(office: World, browse: Browse) -> None:
    person = office.approver(with_key=False)
    browser, path = browse().sign_in(person), path_of(office)
    assert 'name="passphrase"' not in browser.get(path).text
    assert 'href="/keys"' in browser.get(path).text
    answer = browser.submit(path, {"passphrase": "any passphrase"}, to=f"{path}/sign")
    assert answer.status_code == 409
    assert "/keys" in answer.text
    assert is_untouched(office, path)


def test_what_is_signed_shows_its_certificate(office: World, browser: Browser, approver: Person) -> None:
    path = path_of(office)
    browser.submit(path, {"passphrase": approver.passphrase}, to=f"{path}/sign")
    page = browser.get(path).text
    assert 'name="passphrase"' not in page
    assert "/review/certificates/" in page
    assert "Ký và cấp giấy" in page
    again = browser.submit(path, {"passphrase": approver.passphrase, "version": "2"}, to=f"{path}/sign")
    assert again.status_code == 409
    with office.app.app_context():
        assert len(application(path).certificates) == 1


def test_an_earlier_certificate_is_shown_beside_a_new_application(
    office: World, browser: Browser, approver: Person
) -> None:
    official = office.official()
    certificate_id = office.signed(approver, office.submitted(official))
    page = browser.get(f"/review/{office.submitted(official)}").text
    assert f'href="/review/certificates/{certificate_id}"' in page
    assert "trùng ngày" in page


def test_before_it_is_signed_there_is_nothing_done(office: World, browser: Browser) -> None:
    path = path_of(office)
    answer = browser.get(f"{path}/done")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
