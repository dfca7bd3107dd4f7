"""The whole trip: apply, return, correct, sign, download, check, revoke, check again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.filling import fill_in
from tests.world import World


def test_one_certificate_from_web_form_to_verdict(  # noqa: PLR0915 - one trip, told in its order
    office: World,
    signed_in: Callable[..., Page],
    open_page: Callable[[], Page],
    shoot: Callable[[Page, str], None],
    size: str,
    tmp_path: Path,
) -> None:
    unit_id = office.unit(f"Xã Trung, {size}")
    official = signed_in(office.official(unit_id))
    approver_account = office.approver(unit_id)
    approver = signed_in(approver_account)
    last = office.today + timedelta(days=6)

    # The official applies, and sees the page before handing it in.
    official.goto("/applications/new")
    shoot(official, "apply-empty")
    fill_in(official, office.today, last)
    official.click("button[value=preview]")
    expect(official.locator("main")).to_contain_text("Nguyễn Thị Hồng Nhung")
    shoot(official, "apply-preview")
    official.click("main form button[type=submit]")
    official.wait_for_url("**/applications/*")
    shoot(official, "application-submitted")
    application = official.url

    # The approver sends it back; the official corrects it.
    approver.goto("/review")
    shoot(approver, "review-queue")
    approver.click("main table a")
    shoot(approver, "review-application")
    approver.locator("summary").first.click()
    approver.fill("#return-reason", "Ghi rõ nơi đến.")
    approver.locator("form", has=approver.locator("#return-reason")).locator("button").click()
    official.goto(application)
    expect(official.locator("main")).to_contain_text("Ghi rõ nơi đến.")
    shoot(official, "application-returned")
    official.click("a[href$='/edit']")
    official.fill("[name=destinations-1]", "Xã Phước Chính")
    official.click("button[value=submit]")
    official.wait_for_url(application)

    # A wrong passphrase changes nothing; the right one signs.
    approver.goto("/review")
    approver.click("main table a")
    approver.fill("input[name=passphrase]", "khong phai cum tu nay")
    approver.locator("form", has=approver.locator("input[name=passphrase]")).locator("button").click()
    expect(approver.locator(".field-error")).to_be_visible()
    shoot(approver, "review-wrong-passphrase")
    official.goto(application)
    expect(official.locator("a[href$='/certificate.pdf']")).to_have_count(0)
    approver.fill("input[name=passphrase]", approver_account.passphrase)
    approver.locator("form", has=approver.locator("input[name=passphrase]")).locator("button").click()
    approver.wait_for_url("**/done*")
    shoot(approver, "review-signed")

    # The official downloads the paper.
    official.goto(application)
    shoot(official, "application-issued")
    with official.expect_download() as downloading:
        official.click("a[href$='/certificate.pdf']")
    paper = tmp_path / "giay.pdf"
    downloading.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF-")

    # The checkpoint reads the paper itself.
    guard = signed_in(office.guard())
    guard.goto("/checkpoint")
    guard.set_input_files("input[name=picture]", paper)
    guard.locator("form", has=guard.locator("input[name=picture]")).locator("button").click()
    expect(guard.locator("[data-verdict]")).to_have_attribute("data-verdict", "VALID")
    expect(guard.locator("[data-verdict]")).to_contain_text("Nguyễn Thị Hồng Nhung")
    guard.fill("input[name=note]", "Đi một mình")
    guard.click("button[name=direction][value=in]")
    expect(guard.locator("table")).to_contain_text("Đi một mình")
    shoot(guard, "scan-latest")

    # The clerk revokes it, and the next check says so.
    clerk = signed_in(office.clerk)
    clerk.goto("/office/certificates")
    shoot(clerk, "office-certificates")
    clerk.click("main table a")
    shoot(clerk, "office-certificate")
    clerk.click("main a[href*='/revoke']")
    shoot(clerk, "office-revoke")
    clerk.fill("textarea[name=reason]", "Chuyển công tác")
    clerk.locator("form", has=clerk.locator("textarea[name=reason]")).locator("button").click()
    expect(clerk.locator("main")).to_contain_text("Chuyển công tác")
    official.goto(application)
    official.click("a[href*='/V/']")
    expect(official.locator("[data-verdict]")).to_have_attribute("data-verdict", "REVOKED")
    shoot(official, "verdict-after-revocation")
