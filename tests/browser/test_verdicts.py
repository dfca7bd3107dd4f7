"""Each of the nine verdicts, on the public page and on the checkpoint's, on a phone and on a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from certapp.credential import VerdictCode
from tests.verdicts import qr_texts
from tests.world import Person, World

WORDS = {
    VerdictCode.VALID: "HỢP LỆ",
    VerdictCode.NOT_YET_VALID: "CHƯA CÓ HIỆU LỰC",
    VerdictCode.EXPIRED: "HẾT HẠN",
    VerdictCode.REVOKED: "ĐÃ THU HỒI",
    VerdictCode.SUSPENDED: "TẠM ĐÌNH CHỈ",
    VerdictCode.UNKNOWN_SIGNER: "KHÔNG RÕ NGƯỜI KÝ",
    VerdictCode.FORGED: "GIẢ MẠO",
    VerdictCode.UNREADABLE: "KHÔNG ĐỌC ĐƯỢC",
    VerdictCode.STATUS_UNKNOWN: "CHƯA RÕ TÌNH TRẠNG",
}


@pytest.fixture(scope="session")
def texts(office: World) -> dict[VerdictCode, str]:
    """A QR text for each verdict."""
    return qr_texts(office)


@pytest.fixture(scope="session")
def guard(office: World) -> Person:
    """A member of a checkpoint's staff."""
    return office.guard()


@pytest.mark.parametrize("code", VerdictCode)
def test_a_phone_camera_opens_the_verdict(
    code: VerdictCode,
    texts: dict[VerdictCode, str],
    open_page: Callable[[], Page],
    shoot: Callable[[Page, str], None],
) -> None:
    page = open_page()
    response = page.goto("/V/" + texts[code].split("/V/")[1])
    assert response is not None
    assert response.status == 200
    verdict = page.locator("[data-verdict]")
    assert verdict.get_attribute("data-verdict") == code
    expect(verdict.locator("h1")).to_have_text(WORDS[code])
    expect(verdict.locator("svg.verdict-sign")).to_be_visible()
    assert page.context.cookies() == []
    shoot(page, f"verdict-{code.lower()}")


@pytest.mark.parametrize("code", VerdictCode)
def test_a_hand_scanner_types_the_verdict(
    code: VerdictCode,
    texts: dict[VerdictCode, str],
    guard: Person,
    signed_in: Callable[[Person], Page],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in(guard)
    page.goto("/checkpoint")
    expect(page.locator("input[name=text]")).to_be_focused()
    page.keyboard.insert_text(texts[code])
    page.keyboard.press("Enter")
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", code)
    shoot(page, f"scan-{code.lower()}")
    page.click("button[name=direction][value=in]")
    expect(page.locator("table")).to_be_visible()
