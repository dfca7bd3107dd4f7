"""The approver's key over HTTP: made step by step, certified, protected anew, replaced."""

import re
from collections.abc import Callable

import pytest

from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import User
from certapp.registry.signer_key import SignerKey
from certapp.workflow import keys
from tests.browsing import Browser
from tests.world import ROOT_PASSPHRASE, Person, World

Browse = Callable[[], Browser]
NEW = "một cụm từ hoàn toàn khác"


@pytest.fixture
def approver(office: World) -> Person:
    return office.approver(with_key=False)


@pytest.fixture
def browser(browse: Browse, approver: Person) -> Browser:
    return browse().sign_in(approver)


def make(browser: Browser, person: Person, **changes: str) -> tuple[int, str]:
    fields = {"passphrase": person.passphrase, "again": person.passphrase, **changes}
    answer = browser.submit("/keys", fields)
    return answer.status_code, answer.text


def certify(office: World, person: Person) -> None:
    """What the administrator does on the command line."""
    with office.app.app_context():
        the_office = db.session.get_one(Office, office.office_id)
        for row in keys.requests(office.office_id):
            if row.user_id == person.id:
                keys.certify(the_office, row.id, ROOT_PASSPHRASE, office.now)


def own(office: World, person: Person) -> list[SignerKey]:
    with office.app.app_context():
        return list(keys.keys_of(db.session.get_one(User, person.id)))


def opens(office: World, person: Person, passphrase: str) -> bool:
    with office.app.app_context():
        row = keys.active_key(db.session.get_one(User, person.id))
        assert row is not None
        try:
            office.key_folder.open_private(row.file_name, passphrase)
        except keys.pkcs8.WrongPassphrase:
            return False
        return True


def test_the_way_to_a_key(office: World, approver: Person, browser: Browser) -> None:
    page = browser.get("/keys").text
    assert 'name="again"' in page
    assert "flask --app certapp keys certify" in page
    assert "Bạn chưa có khóa ký" in browser.get("/review").text
    assert make(browser, approver)[0] == 303
    [row] = own(office, approver)
    page = browser.get("/keys").text
    assert keys.fingerprint(row) in page
    assert 'name="again"' not in page
    certify(office, approver)
    page = browser.get("/keys").text
    assert "Sẵn sàng ký" in page
    assert 'name="old"' in page
    assert "Bạn chưa có khóa ký" not in browser.get("/review").text
    path = f"/review/{office.submitted(office.official())}"
    signed = browser.submit(path, {"passphrase": approver.passphrase}, to=f"{path}/sign")
    assert signed.status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"passphrase": "", "again": ""},
        {"passphrase": "ngắn", "again": "ngắn"},
        {"passphrase": "x" * 300, "again": "x" * 300},
        {"again": ""},
        {"again": "một cụm từ khác hẳn"},
    ],
)
def test_a_passphrase_that_will_not_do(
    office: World, approver: Person, browser: Browser, changes: dict[str, str]
) -> None:
    status, page = make(browser, approver, **changes)
    assert status == 422
    assert "field-error" in page
    assert approver.passphrase not in page
    assert own(office, approver) == []


def test_a_second_request_waits_for_the_first(office: World, approver: Person, browser: Browser) -> None:
    form = browser.hidden("/keys")
    fields = {**form, "passphrase": approver.passphrase, "again": approver.passphrase}
    for _ in range(2):
        assert browser.post("/keys", data=fields).status_code == 303
    assert len(own(office, approver)) == 1


def test_a_waiting_key_can_be_dropped(
    office: World, approver: Person, browse: Browse, browser: Browser
) -> None:
    make(browser, approver)
    [row] = own(office, approver)
    other = browse().sign_in(office.approver(with_key=False))
    assert other.submit("/keys", {}, to=f"/keys/{row.id}/withdraw").status_code == 404
    assert browser.submit("/keys", {}, to=f"/keys/{row.id}/withdraw").status_code == 303
    assert 'name="again"' in browser.get("/keys").text
    assert browser.submit("/keys", {}, to=f"/keys/{row.id}/withdraw").status_code == 404
    certify(office, approver)
    assert [key.state for key in own(office, approver)] == ["retired"]


def test_another_passphrase_for_the_key(office: World, browse: Browse) -> None:
    person = office.approver()
    browser = browse().sign_in(person)
    right = {"old": person.passphrase, "new": NEW, "new_again": NEW}
    for changes in ({"old": "sai"}, {"old": ""}, {"new": "ngắn", "new_again": "ngắn"}, {"new_again": "khác"}):
        answer = browser.submit("/keys", {**right, **changes}, to="/keys/passphrase")
        assert answer.status_code == 422
        assert "field-error" in answer.text
        assert NEW not in answer.text
    assert opens(office, person, person.passphrase)
    assert browser.submit("/keys", right, to="/keys/passphrase").status_code == 303
    assert opens(office, person, NEW)
    assert not opens(office, person, person.passphrase)


def test_no_passphrase_to_change_without_a_key(browser: Browser, approver: Person) -> None:
    fields = {"old": approver.passphrase, "new": NEW, "new_again": NEW}
    assert browser.submit("/keys", fields, to="/keys/passphrase").status_code == 409


def test_guessing_is_slowed(office: World, browse: Browse) -> None:
    browser = browse().sign_in(office.approver())
    fields = {"old": "wrong", "new": NEW, "new_again": NEW}
    answers = [
        browser.submit("/keys", fields, to="/keys/passphrase").status_code
        for _ in range(office.settings.sign_in_tries + 1)
    ]
    assert answers == [422] * office.settings.sign_in_tries + [429]


def test_a_new_key_takes_the_place_of_the_old(office: World, browse: Browse) -> None:
    person = office.approver()
    browser = browse().sign_in(person)
    assert make(browser, person, passphrase=NEW, again=NEW)[0] == 303
    assert [key.state for key in own(office, person)] == ["requested", "active"]
    path = f"/review/{office.submitted(office.official())}"
    assert browser.submit(path, {"passphrase": person.passphrase}, to=f"{path}/sign").status_code == 303
    certify(office, person)
    assert [key.state for key in own(office, person)] == ["active", "retired"]
    page = browser.get("/keys").text
    assert len(re.findall(r"<code>(?:[0-9A-F]{4} ){4}[0-9A-F]{4}</code>", page)) == 2
    path = f"/review/{office.submitted(office.official())}"
    assert browser.submit(path, {"passphrase": person.passphrase}, to=f"{path}/sign").status_code == 422
    assert browser.submit(path, {"passphrase": NEW}, to=f"{path}/sign").status_code == 303
