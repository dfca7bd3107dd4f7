"""Issued certificates over HTTP, in the approver's and in the clerk's room."""

import re
import secrets
from collections.abc import Callable

import pytest

from certapp.credential import VerdictCode
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import scan
from tests.browsing import Browser
from tests.world import Person, World

Browse = Callable[[], Browser]
ROOMS = {"approver": "/review/certificates", "clerk": "/office/certificates"}
HOLDER = "Đặng Thùy Mỹ Duyên"


@pytest.fixture
def unit_id(office: World) -> int:
    """A unit of this test alone."""
    return office.unit(f"Xã thử {secrets.token_hex(4)}")


@pytest.fixture
def approver(office: World, unit_id: int) -> Person:
    return office.approver(unit_id, also_official=True)


@pytest.fixture
def made(office: World, unit_id: int, approver: Person) -> int:
    """A certificate; its id."""
    official = office.official(unit_id)
    return office.signed(approver, office.submitted(official, unit_id=unit_id, holder=HOLDER))


@pytest.fixture(params=list(ROOMS))
def room(
    request: pytest.FixtureRequest, office: World, approver: Person, browse: Browse
) -> tuple[str, Browser]:
    """The address of the certificates in a room, and a browser that is signed in to it."""
    person = approver if request.param == "approver" else office.clerk
    return ROOMS[request.param], browse().sign_in(person)


def state(office: World, certificate_id: int) -> tuple[str, str | None]:
    with office.app.app_context():
        certificate = db.session.get_one(Certificate, certificate_id)
        return certificate.state, certificate.reason


def number_of(office: World, certificate_id: int) -> str:
    with office.app.app_context():
        return db.session.get_one(Certificate, certificate_id).number


def verdict(office: World, certificate_id: int) -> VerdictCode:
    text = office.qr_text(certificate_id)
    with office.app.app_context():
        return scan.judge(text, office.now).code


def test_a_certificate_is_found_read_and_downloaded(
    office: World, made: int, room: tuple[str, Browser]
) -> None:
    path, browser = room
    number = number_of(office, made)
    for query in ("", f"?text={number}", "?text=đặng thùy", "?standing=valid"):
        assert f'href="{path}/{made}"' in browser.get(path + query).text
    for query in (
        "?text=không có ai",
        "?standing=revoked&text=" + number,
        "?standing=expired&text=" + number,
    ):
        assert f'href="{path}/{made}"' not in browser.get(path + query).text
    page = browser.get(f"{path}/{made}").text
    assert number in page
    assert HOLDER in page
    assert "PAdES B-B, không có dấu thời gian" in page
    paper = browser.get(f"{path}/{made}/paper.pdf")
    assert paper.content.startswith(b"%PDF")
    assert re.fullmatch(
        r"attachment; filename=giay-xac-nhan-\d+-\d{4}\.pdf", paper.headers["Content-Disposition"]
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("standing=x", 422),
        ("page=" + "9" * 50, 200),
        ("page=-3", 200),
        ("text=" + "%25" * 2000, 200),
        ("text=%00", 200),
    ],
)
def test_a_bad_filter_gets_a_page(room: tuple[str, Browser], query: str, status: int) -> None:
    path, browser = room
    assert browser.get(f"{path}?{query}").status_code == status


def test_suspend_reinstate_revoke(office: World, made: int, room: tuple[str, Browser]) -> None:
    path, browser = room
    changes = [
        ("suspend", "suspended", VerdictCode.SUSPENDED),
        ("reinstate", "valid", VerdictCode.VALID),
        ("revoke", "revoked", VerdictCode.REVOKED),
    ]
    for verb, now, code in changes:
        page = f"{path}/{made}/{verb}"
        assert browser.get(page).status_code == 200
        assert state(office, made)[0] != now
        changed = browser.submit(page, {"reason": f"Lý do của {verb}"})
        assert (changed.status_code, changed.headers["Location"]) == (303, f"{path}/{made}")
        assert state(office, made) == (now, f"Lý do của {verb}")
        assert verdict(office, made) is code
    page = browser.get(f"{path}/{made}").text
    assert "Lý do của suspend" in page  # the history keeps every reason
    assert f"{path}/{made}/suspend" not in page


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "a\x08b"])
def test_without_a_good_reason_nothing_changes(
    office: World, made: int, room: tuple[str, Browser], reason: str
) -> None:
    path, browser = room
    for verb in ("suspend", "revoke"):
        refused = browser.submit(f"{path}/{made}/{verb}", {"reason": reason})
        assert refused.status_code == 422
        assert "field-error" in refused.text
    assert state(office, made) == ("valid", None)


def test_what_is_revoked_stays_so(office: World, made: int, room: tuple[str, Browser]) -> None:
    path, browser = room
    form = browser.hidden(f"{path}/{made}/suspend")
    browser.submit(f"{path}/{made}/revoke", {"reason": "Mượn giấy"})
    for verb in ("suspend", "reinstate", "revoke"):
        assert browser.get(f"{path}/{made}/{verb}").status_code == 409
        late = browser.post(f"{path}/{made}/{verb}", data={**form, "reason": "Muộn"})
        assert late.status_code == 409
    assert state(office, made) == ("revoked", "Mượn giấy")


def test_no_other_address_and_no_other_verb(office: World, made: int, room: tuple[str, Browser]) -> None:
    path, browser = room
    form = browser.hidden(f"{path}/{made}/suspend")
    for number in (0, 2**31 - 1, 10**25):
        assert browser.get(f"{path}/{number}").status_code == 404
        assert browser.get(f"{path}/{number}/paper.pdf").status_code == 404
        assert browser.post(f"{path}/{number}/revoke", data={**form, "reason": "x"}).status_code == 404
    for verb in ("issue", "void", "delete"):
        assert browser.post(f"{path}/{made}/{verb}", data={**form, "reason": "x"}).status_code == 404
    assert browser.post(f"{path}/{made}/revoke", data={"reason": "x"}).status_code == 400  # no CSRF token
    assert state(office, made) == ("valid", None)


def test_an_approver_reaches_no_other_unit(office: World, made: int, browse: Browse) -> None:
    path, browser = ROOMS["approver"], browse().sign_in(office.approver())
    number = number_of(office, made)
    assert f"{path}/{made}" not in browser.get(f"{path}?text={number}").text
    for page in ("", "/paper.pdf", "/revoke"):
        assert browser.get(f"{path}/{made}{page}").status_code == 404
    form = {**browser.hidden(path), "reason": "x"}
    assert browser.post(f"{path}/{made}/revoke", data=form).status_code == 404
    assert state(office, made) == ("valid", None)


def test_nobody_reinstates_their_own(office: World, unit_id: int, approver: Person, browse: Browse) -> None:
    own = office.submitted(approver, unit_id=unit_id)
    made = office.signed(office.approver(unit_id), own)
    path, browser = f"{ROOMS['approver']}/{made}", browse().sign_in(approver)
    form = browser.hidden(f"{path}/suspend")
    assert browser.submit(f"{path}/suspend", {"reason": "Mất giấy"}).status_code == 303
    assert f"{path}/reinstate" not in browser.get(path).text
    assert browser.post(f"{path}/reinstate", data={**form, "reason": "Thấy lại"}).status_code == 403
    assert state(office, made) == ("suspended", "Mất giấy")
