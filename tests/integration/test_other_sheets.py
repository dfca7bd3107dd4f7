"""Pocket card, phone picture and labels over HTTP: for whom, under which names, with which verdict."""

import re
import secrets
from collections.abc import Callable

import pytest

from certapp.credential import VerdictCode
from certapp.paper.labels import Stock
from certapp.paper.reader import read_qr_texts
from certapp.workflow import excerpts, scan
from certapp.workflow.errors import Conflict
from certapp.workflow.pdf_check import TextPart
from tests.browsing import Browser
from tests.world import Person, World, stored_certificate, user

Browse = Callable[[], Browser]
HOLDER = "Đặng Thùy Mỹ Duyên"
FILES = {
    "card.pdf": (b"%PDF", "application/pdf", r"the-bo-tui-\d+-\d{4}\.pdf"),
    "phone.png": (b"\x89PNG", "image/png", r"anh-xac-nhan-\d+-\d{4}\.png"),
}
STOCKS = ("2x4", "3x7")


@pytest.fixture
def unit_id(office: World) -> int:
    return office.unit(f"Xã thử {secrets.token_hex(4)}")


@pytest.fixture
def official(office: World, unit_id: int) -> Person:
    return office.official(unit_id)


@pytest.fixture
def approver(office: World, unit_id: int) -> Person:
    return office.approver(unit_id)


@pytest.fixture
def asked(office: World, official: Person, unit_id: int) -> int:
    """An application; its id."""
    return office.submitted(official, unit_id=unit_id, holder=HOLDER)


@pytest.fixture
def made(office: World, approver: Person, asked: int) -> int:
    """The certificate that came of it; its id."""
    return office.signed(approver, asked)


def verdict(office: World, file: bytes) -> VerdictCode:
    [text] = read_qr_texts(file)
    with office.app.app_context():
        return scan.judge(text, office.now).code


@pytest.mark.parametrize("name", FILES)
def test_everyone_who_may_have_the_paper_gets_a_valid_sheet(
    name: str, office: World, official: Person, approver: Person, asked: int, made: int, browse: Browse
) -> None:
    start, kind, pattern = FILES[name]
    for person, path in (
        (official, f"/applications/{asked}"),
        (approver, f"/review/certificates/{made}"),
        (office.clerk, f"/office/certificates/{made}"),
    ):
        browser = browse().sign_in(person)
        assert f'href="{path}/{name}"' in browser.get(path).text
        response = browser.get(f"{path}/{name}")
        assert response.status_code == 200
        assert response.content.startswith(start)
        assert response.headers["Content-Type"] == kind
        assert response.headers["Cache-Control"] == "no-store"
        said = response.headers["Content-Disposition"]
        assert re.fullmatch(f"attachment; filename={pattern}", said), said
        assert verdict(office, response.content) is VerdictCode.VALID
        head = browser.head(f"{path}/{name}")
        assert (head.status_code, head.content) == (200, b"")
        assert browser.post(f"{path}/{name}", data=browser.hidden(path)).status_code == 405


def test_a_card_and_a_picture_may_be_checked_like_a_paper(office: World, made: int) -> None:
    """Text and QR of the unsigned PDF agree, on both cards."""
    with office.app.app_context():
        certificate = stored_certificate(made)
        found = scan.judge_upload(excerpts.card_of(certificate), office.now)
        assert (found.verdict.code, found.parts and found.parts.text) == (VerdictCode.VALID, TextPart.AGREES)
        picture = scan.judge_upload(excerpts.phone_picture_of(certificate), office.now)
        assert picture.verdict.code is VerdictCode.VALID


@pytest.mark.parametrize("name", FILES)
def test_the_sheet_of_a_revoked_certificate_is_worth_what_the_paper_is(
    name: str, office: World, made: int, browse: Browse
) -> None:
    browser = browse().sign_in(office.clerk)
    path = f"/office/certificates/{made}"
    assert browser.submit(f"{path}/revoke", {"reason": "Mượn giấy"}).status_code == 303
    assert verdict(office, browser.get(f"{path}/{name}").content) is VerdictCode.REVOKED


@pytest.mark.parametrize("name", FILES)
def test_an_application_that_is_not_signed_has_none(
    name: str, official: Person, asked: int, browse: Browse
) -> None:
    browser = browse().sign_in(official)
    assert name not in browser.get(f"/applications/{asked}").text
    assert browser.get(f"/applications/{asked}/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_nobody_else_gets_one(
    name: str, office: World, official: Person, asked: int, made: int, browse: Browse
) -> None:
    own, review, clerk = (
        f"/applications/{asked}/{name}",
        f"/review/certificates/{made}/{name}",
        f"/office/certificates/{made}/{name}",
    )
    other_official, other_approver = office.official(), office.approver()
    assert browse().sign_in(other_official).get(own).status_code == 404
    assert browse().sign_in(other_approver).get(review).status_code == 404
    for person, path in (
        (official, review),
        (official, clerk),
        (other_approver, clerk),
        (office.guard(), own),
    ):
        assert browse().sign_in(person).get(path).status_code == 403
    for path in (own, review, clerk):
        response = browse().get(path)
        assert (response.status_code, response.headers["Location"][:8]) == (303, "/sign-in")


def test_labels_are_for_what_the_list_shows(
    office: World, official: Person, approver: Person, unit_id: int, made: int, browse: Browse
) -> None:
    other = office.signed(
        approver, office.submitted(office.official(unit_id), unit_id=unit_id, holder="Trần An")
    )
    browser = browse().sign_in(approver)
    page = browser.get("/review/certificates?text=đặng thùy").text
    for stock in STOCKS:
        [link] = re.findall(rf'href="(/review/certificates/labels-{stock}\.pdf[^"]*)"', page)
        response = browser.get(link.replace("&amp;", "&"))
        assert response.status_code == 200
        assert response.headers["Content-Disposition"] == f"attachment; filename=nhan-{stock}.pdf"
        assert browser.head(link).status_code == 200
        if stock == "2x4":
            assert read_qr_texts(response.content) == [office.qr_text(made)]
            assert verdict(office, response.content) is VerdictCode.VALID
    both = browser.get("/review/certificates/labels-2x4.pdf").content
    assert set(read_qr_texts(both)) == {office.qr_text(made), office.qr_text(other)}


def test_labels_of_nothing_and_labels_of_nonsense(approver: Person, made: int, browse: Browse) -> None:
    browser = browse().sign_in(approver)
    path = "/review/certificates/labels-2x4.pdf"
    assert browser.get(f"{path}?text=không có ai").status_code == 409
    assert browser.get(f"{path}?standing=void").status_code == 409
    assert browser.get(f"{path}?standing=x").status_code == 422
    assert browser.get("/review/certificates/labels-9x9.pdf").status_code == 404
    assert browser.post(path, data=browser.hidden("/review/certificates")).status_code == 405


def test_labels_are_of_ones_own_units(office: World, official: Person, made: int, browse: Browse) -> None:
    assert (
        browse()
        .sign_in(office.approver(office.unit(secrets.token_hex(4))))
        .get("/review/certificates/labels-2x4.pdf")
        .status_code
        == 409
    )
    for path in ("/review/certificates/labels-2x4.pdf", "/office/certificates/labels-2x4.pdf"):
        assert browse().sign_in(official).get(path).status_code == 403
        assert browse().get(path).status_code == 303


def test_labels_have_a_bound(
    office: World, approver: Person, unit_id: int, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.signed(approver, office.submitted(office.official(unit_id), unit_id=unit_id))
    with office.app.app_context():
        assert excerpts.labels_for(user(approver), office.now, Stock.ENVELOPES)
        monkeypatch.setattr(excerpts, "MAX_LABELS", 1)
        with pytest.raises(Conflict) as refused:
            excerpts.labels_for(user(approver), office.now, Stock.ENVELOPES)
    assert (refused.value.code, refused.value.details) == ("labels_too_many", {"limit": 1})
