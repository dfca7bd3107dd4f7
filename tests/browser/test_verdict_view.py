"""The verdict screen of the phone: every verdict, in both languages, by day and by night, at 360 pixels."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from certapp.credential import VerdictCode
from tests.browser.conftest import SHOTS
from tests.patience import PATIENCE
from tests.stage import ROOT, messages, stage

NOW = 1_795_590_000  # 25 November 2026, 14:00 in Vietnam
DAY = 86_400
TRAVEL = {
    "number": "07/GXN-MTTQ-BTT",
    "holder": "Nguyễn Trần Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ",
    "birthYear": 1988,
    "idLast4": "1234",
    "unit": "Trung tâm Dịch vụ việc làm và Giáo dục nghề nghiệp liên huyện Bác Ái, Ninh Sơn",
    "position": "Công chức",
    "residence": "Phường Mỹ Hải, Thành phố Phan Rang - Tháp Chàm",
    "destinations": ["Xã Phước Đại", "Xã Phước Trung"],
    "purpose": "Đi làm việc",
    "plate": "85B1-123.45",
    "hours": [300, 1140],
}
CLAIMS = {"issuedAt": NOW - DAY, "notBefore": NOW - DAY, "expires": NOW + 6 * DAY, "travel": TRAVEL}
REASONS = {
    VerdictCode.VALID: "genuine",
    VerdictCode.NOT_YET_VALID: "before_start",
    VerdictCode.EXPIRED: "after_end",
    VerdictCode.REVOKED: "revoked",
    VerdictCode.SUSPENDED: "suspended",
    VerdictCode.UNKNOWN_SIGNER: "key_unknown",
    VerdictCode.FORGED: "signature",
    VerdictCode.UNREADABLE: "not_qr_text",
    VerdictCode.STATUS_UNKNOWN: "list_expired",
}
UNPROVEN = {VerdictCode.UNKNOWN_SIGNER, VerdictCode.FORGED, VerdictCode.UNREADABLE}
SHOW = "([verdict, more]) => { window.view = window.show(verdict, more); }"
WIDER = (
    "() => [...document.querySelectorAll('dialog, dialog *')].filter((each) => each.scrollWidth > 360).length"
)
AXE = (
    "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
    ".then((found) => found.violations.map((each) => each.id + ': ' + each.nodes[0].html))"
)


def verdict(code: VerdictCode) -> dict[str, Any]:
    claims = None if code in UNPROVEN else CLAIMS
    return {"code": code, "reason": REASONS[code], "claims": claims, "signer": None, "statusAge": 3 * DAY}


@pytest.fixture(scope="module")
def at() -> Iterator[str]:
    with stage(now=NOW) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, at: str, scheme: str, language: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=at,
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(f"/?lang={language}")
    opened.wait_for_function("window.ready")
    yield opened
    context.close()
    assert faults == []


def test_each_verdict_fits_is_accessible_and_says_its_word(page: Page, scheme: str, language: str) -> None:
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    SHOTS.mkdir(exist_ok=True)
    for code in VerdictCode:
        page.evaluate(SHOW, [verdict(code), {}])
        expect(page.locator("h1")).to_have_text(messages(language)[f"verdict.{code}.word"])
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator(".check-next")).to_be_in_viewport(ratio=1)
        page.screenshot(path=SHOTS / f"scan-{code.lower()}-{language}-{scheme}.png")
        page.locator("summary").click()
        assert page.evaluate(AXE) == [], code
        assert page.evaluate(WIDER) == 0, code
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light"], indirect=True)
@pytest.mark.parametrize("language", ["vi"], indirect=True)
class TestHow:
    """What the screen does, whatever the language."""

    def test_it_goes_back_by_itself(self, page: Page) -> None:
        page.evaluate(SHOW, [verdict(VerdictCode.VALID), {"backAfter": 1}])
        expect(page.locator("dialog")).to_have_count(0)

    def test_a_touch_keeps_it(self, page: Page) -> None:
        page.clock.install()
        page.evaluate(SHOW, [verdict(VerdictCode.VALID), {"backAfter": 5}])
        page.locator("h1").click()
        page.clock.run_for(60_000)
        expect(page.locator("dialog")).to_have_count(1)

    def test_a_forgery_has_no_way_in(self, page: Page) -> None:
        page.evaluate(SHOW, [verdict(VerdictCode.FORGED), {}])
        expect(page.locator("[data-direction]")).to_have_count(0)
        expect(page.locator(".check-facts")).to_have_count(0)

    def test_direction_and_note_are_told_once(self, page: Page) -> None:
        page.evaluate(SHOW, [verdict(VerdictCode.VALID), {}])
        page.fill("#check-note", "  đi cùng hai người ")
        page.locator("[data-direction=out]").dblclick()
        expect(page.locator("dialog")).to_have_count(0)
        assert page.evaluate("window.directions") == [
            {"direction": "out", "note": "đi cùng hai người", "person": None}
        ]

    def test_the_age_of_the_list_is_said(self, page: Page) -> None:
        page.evaluate(SHOW, [verdict(VerdictCode.STATUS_UNKNOWN), {}])
        expect(page.locator(".check-cause")).to_contain_text("3 ngày")

    def test_outside_the_hours_is_not_called_forged(self, page: Page) -> None:
        page.evaluate(SHOW, [verdict(VerdictCode.VALID), {"outside": {"hours": True, "places": False}}])
        expect(page.locator("h1")).to_have_text("NGOÀI GIỜ")
        expect(page.locator(".check-cause")).to_contain_text("14:00")
        expect(page.locator("dialog")).to_have_attribute("data-verdict", "VALID")
