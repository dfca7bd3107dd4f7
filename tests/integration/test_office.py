"""The clerk's room over HTTP: its first page, units, checkpoints, keys, certificates, and who may enter."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509

from certapp.keystore.signing import fingerprint
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Checkpoint, Unit
from certapp.registry.people import User
from certapp.workflow import keys
from tests.browsing import Browser
from tests.neighbour import another_office, first
from tests.serving import served
from tests.world import World, user

PAGES = (
    "/office",
    "/office/certificates",
    "/office/people",
    "/office/people/new",
    "/office/people/1",
    "/office/units",
    "/office/units/1/end",
    "/office/checkpoints",
    "/office/scanners",
    "/office/checks",
    "/office/keys",
    "/office/about",
    "/office/paper",
    "/office/about/root.pem",
)


@pytest.fixture
def clerk(office: World, browse: Callable[[], Browser]) -> Browser:
    """A browser in which the clerk is signed in."""
    return browse().sign_in(office.clerk)


def units(office: World) -> dict[str, Unit]:
    with office.app.app_context():
        return {unit.name: unit for unit in db.session.query(Unit)}


def test_every_page_opens_in_both_languages(clerk: Browser) -> None:
    for page in PAGES:
        for language in ("vi", "en"):
            answer = clerk.get(f"{page}?lang={language}")
            assert answer.status_code == 200, page
            assert not re.search(r"(office(?!\.css)|scanners|checks)\.[a-z]", answer.text), "a bare key"


def test_strangers_are_sent_to_sign_in_and_others_are_refused(
    office: World, browse: Callable[[], Browser]
) -> None:
    stranger = browse()
    for page in PAGES:
        assert stranger.get(page).headers["Location"].startswith("/sign-in?next=/office")
    for person in (office.official(), office.approver(with_key=False), office.guard()):
        browser = browse().sign_in(person)
        for page in PAGES:
            assert browser.get(page).status_code == 403, page
        token = browser.hidden("/account")["csrf_token"]
        for path in (
            "paper",
            "units",
            "checkpoints",
            "scanners",
            "scanners/1/remove",
            "people/new",
            "people/1",
            "people/1/password",
            "people/1/close",
        ):
            answer = browser.post(f"/office/{path}", data={"csrf_token": token, "name": "X", "place": "Y"})
            assert answer.status_code == 403, path


def test_the_first_page_tells_what_waits_and_what_to_run(office: World, clerk: Browser) -> None:
    approver, lonely = office.approver(with_key=False), office.unit("Xã chưa có người ký")
    assert lonely
    assert "Xã chưa có người ký" in clerk.get("/office").text
    with office.app.app_context():
        row = keys.request(user(approver), approver.passphrase, office.now)
        key_id, print_ = row.id, keys.fingerprint(row)
    for page in ("/office", "/office/keys"):
        text = clerk.get(page).text
        assert print_ in text
        assert f".venv/bin/flask --app certapp keys certify {key_id}</code>" in text


def test_a_unit_is_added_and_ended(office: World, clerk: Browser) -> None:
    answer = clerk.submit("/office/units", {"name": " Xã  Phước Hòa", "since": "2026-01-01"})
    assert answer.status_code == 303
    unit = units(office)["Xã Phước Hòa"]
    assert "Đã thêm đơn vị Xã Phước Hòa." in clerk.get("/office/units").text
    path = f"/office/units/{unit.id}/end"
    for until, sentence in (
        ("", "Chưa điền"),
        ("2025-12-31", "trước ngày đầu"),
        ("31/12", "Ngày không đúng"),
    ):
        answer = clerk.submit(path, {"until": until})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert clerk.submit(path, {"until": "2026-06-30"}).status_code == 303
    assert "30/06/2026" in clerk.get("/office/units").text


@pytest.mark.parametrize(
    ("name", "since", "sentence"),
    [
        ("", "", "Chưa điền mục này."),
        ("x" * 5000, "", "Nội dung dài quá"),
        ("a\u202eb", "", "ký tự không nhìn thấy được"),
        ("Xã 人", "", "Không in được ký tự “人”"),
        ("Xã mới tinh", "0001-01-01", "sớm quá"),
        ("Xã mới tinh", "2026-02-30", "Ngày không đúng"),
        ("Xã mới tinh", "99999-01-01", "Ngày không đúng"),
        ("xã phước ĐẠI", "", "Tên này đã có."),
    ],
)
def test_a_unit_that_is_refused(office: World, clerk: Browser, name: str, since: str, sentence: str) -> None:
    before = set(units(office))
    answer = clerk.submit("/office/units", {"name": name, "since": since})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert set(units(office)) == before


def test_a_checkpoint_is_added_once(office: World, clerk: Browser) -> None:
    sent = {"name": "Chốt cầu Phước Tân", "place": "Tỉnh lộ 705"}
    assert clerk.submit("/office/checkpoints", sent).status_code == 303
    assert "Tỉnh lộ 705" in clerk.get("/office/checkpoints").text
    for bad in (sent, {"name": "", "place": ""}, {"name": "a", "place": "b" * 5000}, {}):
        assert clerk.submit("/office/checkpoints", bad).status_code == 422
    with office.app.app_context():
        assert db.session.query(Checkpoint).filter_by(name=sent["name"]).count() == 1


def test_the_root_is_handed_out_with_its_fingerprint(clerk: Browser) -> None:
    answer = clerk.get("/office/about/root.pem")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mttq-test-root.pem"'
    shown = clerk.get("/office/about").text.replace("<wbr>", "")
    assert fingerprint(x509.load_pem_x509_certificate(answer.content)) in shown


def test_a_certificate_is_found_downloaded_suspended_and_revoked(office: World, clerk: Browser) -> None:
    certificate_id = office.issued(holder="Cao Thị Thanh Vân")
    path = f"/office/certificates/{certificate_id}"
    assert path in clerk.get("/office").text
    assert "Cao Thị Thanh Vân" in clerk.get("/office/certificates?text=thanh vân").text
    paper = clerk.get(f"{path}/paper.pdf")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert clerk.submit(f"{path}/suspend", {"reason": ""}).status_code == 422
    for verb, after in (("suspend", "suspended"), ("reinstate", "valid"), ("revoke", "revoked")):
        assert clerk.submit(f"{path}/{verb}", {"reason": "Theo báo cáo của chốt"}).status_code == 303
        with office.app.app_context():
            assert db.session.get_one(Certificate, certificate_id).state == after
    assert clerk.submit(f"{path}/reinstate", {"reason": "Nhầm"}).status_code == 409


def test_another_office_is_out_of_reach(world: World) -> None:
    """In a register of its own: a neighbour must not disturb the office that other tests share."""
    with world.app.app_context():
        neighbour = another_office()
        person, unit = first(User, neighbour), first(Unit, neighbour)
    with served(world) as url, Browser(url) as browser:
        browser.sign_in(world.clerk)
        token = browser.hidden("/office/units")["csrf_token"]
        for path in (f"people/{person}", f"units/{unit}/end"):
            assert browser.get(f"/office/{path}").status_code == 404
        sent = {"csrf_token": token, "until": str(world.today + timedelta(days=1)), "name": "X", "title": "Y"}
        for path in (
            f"people/{person}",
            f"people/{person}/password",
            f"people/{person}/close",
            f"people/{person}/reopen",
            f"units/{unit}/end",
        ):
            assert browser.post(f"/office/{path}", data=sent).status_code == 404, path
        for page in ("people", "units", "checkpoints", "keys", "people/new"):
            text = browser.get(f"/office/{page}").text
            assert "Xã khác" not in text
            assert "Chốt khác" not in text
            assert "Người khác" not in text
        with world.app.app_context():
            untouched = db.session.get_one(User, person)
            assert (untouched.password_hash, untouched.is_active) == ("-", True)
            assert db.session.get_one(Unit, unit).until is None
