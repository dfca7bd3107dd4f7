"""Recording a check: once, by whom it was shown to, with the verdict of that moment."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from certapp.credential import VerdictCode
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from tests.browsing import Browser, hidden_fields
from tests.scanning import check, checks_of, record, verdict_in
from tests.verdicts import qr_texts, taken_back
from tests.world import Person, World

Browse = Callable[[], Browser]


@pytest.fixture(scope="module")
def texts(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return qr_texts(office)


@pytest.fixture
def guard(office: World) -> Person:
    """Somebody at a post of their own."""
    return office.guard()


@pytest.fixture
def browser(browse: Browse, guard: Person) -> Browser:
    """The guard's browser."""
    return browse().sign_in(guard)


@pytest.mark.parametrize("code", VerdictCode)
def test_every_verdict_is_shown_and_recorded(
    code: VerdictCode, office: World, texts: dict[VerdictCode, str], browser: Browser, guard: Person
) -> None:
    page = check(browser, texts[code])
    assert verdict_in(page) == code
    assert checks_of(office, guard) == []  # looking is not recording
    assert record(browser, page, direction="out", note=" Đi  bộ ")[0] == 303
    (row,) = checks_of(office, guard)
    assert row[:3] == (code, "out", "Đi bộ")
    known = code not in (VerdictCode.UNKNOWN_SIGNER, VerdictCode.FORGED, VerdictCode.UNREADABLE)
    assert (row[3] is not None) is known


def test_one_form_records_one_check(
    office: World, texts: dict[VerdictCode, str], browser: Browser, guard: Person
) -> None:
    page = check(browser, texts[VerdictCode.VALID])
    for _ in range(3):
        assert record(browser, page)[0] == 303
    assert len(checks_of(office, guard)) == 1
    with office.app.app_context():
        records = select(func.count()).select_from(AuditRecord).where(AuditRecord.actor_id == guard.id)
        assert db.session.scalar(records.where(AuditRecord.verb == "check")) == 1


def test_nobody_records_with_anothers_form(
    office: World, texts: dict[VerdictCode, str], browse: Browse, browser: Browser, guard: Person
) -> None:
    page = check(browser, texts[VerdictCode.VALID])
    form_id = hidden_fields(page)["form_id"]
    record(browser, page)
    other = office.guard()
    browser_of_other = browse().sign_in(other)
    own_page = check(browser_of_other, texts[VerdictCode.VALID])
    assert record(browser_of_other, own_page, form_id=form_id)[0] == 409
    assert checks_of(office, other) == []
    assert len(checks_of(office, guard)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": ""},
        {"direction": "up"},
        {"direction": "IN"},
        {"note": "x" * 201},
        {"note": "a\u0000b"},
        {"note": "a\u202eb"},
        {"form_id": ""},
        {"form_id": "1"},
        {"form_id": "x" * 5_000},
    ],
    ids=repr,
)
def test_a_bad_record_is_refused_and_the_verdict_stays_in_view(
    fields: dict[str, str], office: World, texts: dict[VerdictCode, str], browser: Browser, guard: Person
) -> None:
    status, page = record(browser, check(browser, texts[VerdictCode.VALID]), **fields)
    assert (status, verdict_in(page)) == (422, VerdictCode.VALID)
    assert "error-summary" in page
    assert checks_of(office, guard) == []


def test_what_is_recorded_is_the_verdict_of_that_moment(
    office: World, browser: Browser, guard: Person
) -> None:
    certificate = office.issued()
    page = check(browser, office.qr_text(certificate))
    assert verdict_in(page) == VerdictCode.VALID
    taken_back(office, certificate, "revoke")
    record(browser, page)
    assert checks_of(office, guard)[0][0] == VerdictCode.REVOKED


def test_the_list_shows_the_checks_of_this_post_only(
    office: World, texts: dict[VerdictCode, str], browse: Browse
) -> None:
    post = office.checkpoint()
    one, colleague, elsewhere = office.guard(post), office.guard(post), office.guard()
    browser = browse().sign_in(one)
    record(browser, check(browser, texts[VerdictCode.REVOKED]), note="Ghi chú của chốt")
    assert "Ghi chú của chốt" in browse().sign_in(colleague).get("/checkpoint").text
    assert "Ghi chú của chốt" not in browse().sign_in(elsewhere).get("/checkpoint").text


def test_no_address_holds_a_token(texts: dict[VerdictCode, str], browser: Browser) -> None:
    token = texts[VerdictCode.VALID].partition("/V/")[2]
    page = check(browser, texts[VerdictCode.VALID])
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert addresses
    assert not [address for address in addresses if token in address]
    answer = browser.post("/checkpoint/record", data={**hidden_fields(page), "direction": "in"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/checkpoint")


def test_a_form_without_its_token_is_refused(
    office: World, texts: dict[VerdictCode, str], browser: Browser, guard: Person
) -> None:
    page = check(browser, texts[VerdictCode.VALID])
    fields = {**hidden_fields(page), "direction": "in", "csrf_token": ""}
    for path in ("/checkpoint", "/checkpoint/picture", "/checkpoint/record"):
        assert browser.post(path, data=fields).status_code == 400
    assert checks_of(office, guard) == []
