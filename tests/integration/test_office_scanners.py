"""The clerk's pages of the checkpoints' phones and of their checks."""

import re
from collections.abc import Callable
from contextlib import closing

import pytest

from certapp.registry.database import transaction
from certapp.registry.office import Checkpoint
from certapp.registry.scanner import Scanner
from tests.browsing import Browser
from tests.neighbour import another_office, first
from tests.phones import BUNDLE, ENROL, Phone
from tests.serving import served
from tests.world import World, stored_certificate

SCANNERS = "/office/scanners"


@pytest.fixture
def clerk(office: World, browse: Callable[[], Browser]) -> Browser:
    """A browser in which the clerk is signed in."""
    return browse().sign_in(office.clerk)


def test_a_clerk_makes_a_code_that_is_shown_once_and_lets_one_phone_in(
    office: World, clerk: Browser, browse: Callable[[], Browser]
) -> None:
    post = office.checkpoint("Chốt Ngã ba Xóm Bằng")
    offered = clerk.submit(SCANNERS, {"checkpoint_id": str(post), "label": "Máy ca sáng"})
    assert offered.status_code == 200
    assert offered.headers["Cache-Control"] == "no-store"
    code = re.search(r"/scan#join=([A-Z2-7]{26})\.[A-Z2-7]{26}", offered.text)
    assert code
    waiting = clerk.get(SCANNERS).text
    assert "Máy ca sáng" in waiting
    assert "Chờ quét mã" in waiting
    assert code[1] not in waiting
    phone = browse()
    assert phone.post(ENROL, json={"code": code[1]}).json()["checkpoint"]["name"] == "Chốt Ngã ba Xóm Bằng"
    assert phone.post(ENROL, json={"code": code[1]}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"label": ""}, "has-error"), ({"label": "x" * 61}, "has-error"), ({"checkpoint_id": "0"}, "has-error")],
)
def test_what_cannot_be_offered_is_told_beside_its_field(
    office: World, clerk: Browser, fields: dict[str, str], sentence: str
) -> None:
    post = office.checkpoint()
    answer = clerk.submit(SCANNERS, {"checkpoint_id": str(post), "label": "Máy", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "#join=" not in answer.text


def test_a_lost_phone_is_removed(office: World, address: str, clerk: Browser) -> None:
    with closing(Phone(office, address)) as phone:
        page = f"{SCANNERS}/{phone.id}/remove"
        assert "Máy của bài thử" in clerk.get(page).text
        assert phone.get(BUNDLE).status_code == 200, "looking removes nothing"
        assert clerk.submit(page, {}).status_code == 303
        assert phone.get(BUNDLE).json()["code"] == "scanner_removed"
        assert f"{SCANNERS}/{phone.id}/remove" not in clerk.get(SCANNERS).text


def test_a_phone_with_a_wrong_clock_is_told_of(office: World, address: str, clerk: Browser) -> None:
    with closing(Phone(office, address)) as phone:
        phone.behind = -7 * 60_000
        phone.hand_over([])
        assert "Đồng hồ lệch 7 phút" in clerk.get(SCANNERS).text


def test_checks_appear_as_phones_hand_them_over(office: World, address: str, clerk: Browser) -> None:
    certificate_id, post = office.issued(), office.checkpoint("Chốt Đèo Ngoạn Mục")
    with office.app.app_context():
        certificate = stored_certificate(certificate_id)
        cti, number = certificate.cti.hex(), certificate.number
        holder = certificate.application.holder
    with closing(Phone(office, address, post)) as phone:
        phone.hand_over(
            [
                phone.check(cti=cti, outside=True, note="xe tải chở lúa"),
                phone.check(cti="ab" * 8, issuer="MTTQ-KHAC", direction=None),
                phone.check(verdict="FORGED", reason="signature", cti=None, issuer=None),
            ]
        )
    page = clerk.get("/office/checks", params={"checkpoint_id": post}).text
    for part in (number, f"/office/certificates/{certificate_id}", "Ngoài giờ", "xe tải chở lúa"):
        assert part in page
    assert "MTTQ-KHAC" in page
    assert "ab" * 8 in page
    assert holder not in page
    forged = clerk.get("/office/checks", params={"checkpoint_id": post, "verdict": "FORGED"}).text
    assert number not in forged
    assert clerk.get("/office/checks", params={"verdict": "GOOD"}).status_code == 422


def test_another_offices_phones_and_checkpoints_are_not_there(world: World) -> None:
    with world.app.app_context():
        neighbour = another_office()
        post = first(Checkpoint, neighbour)
        with transaction() as session:
            scanner = Scanner(
                office_id=neighbour.id,
                checkpoint_id=post,
                public_id="another's",
                label="Máy khác",
                offered_at=world.now,
                code_expires=world.now,
                enrolled_at=world.now,
            )
            session.add(scanner)
            session.flush()
            theirs = scanner.id
    with served(world) as url, Browser(url) as browser:
        browser.sign_in(world.clerk)
        world.checkpoint()
        fields = {"csrf_token": browser.hidden(SCANNERS)["csrf_token"], "label": "Máy"}
        for method in ("GET", "POST"):
            assert browser.request(method, f"{SCANNERS}/{theirs}/remove", data=fields).status_code == 404
        assert browser.post(SCANNERS, data={**fields, "checkpoint_id": str(post)}).status_code == 422
        assert "Máy khác" not in browser.get(SCANNERS).text
