"""Alerts on the clerk's page: there as soon as a phone hands over, without disturbing who works on one."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.phones import hand_over, joined
from tests.world import Person, World

SignedIn = Callable[[Person], Page]
Shoot = Callable[[Page, str], None]


def test_an_alert_comes_while_the_page_is_open_and_is_closed_with_a_reason(
    office: World, signed_in: SignedIn, shoot: Shoot
) -> None:
    certificate_id, name = office.issued(), f"Chốt cầu Tân Mỹ {office.now.timestamp()}"
    scanner_id, other = joined(office, office.checkpoint(name)), joined(office)
    page = signed_in(office.clerk)
    page.goto("/office/alerts")
    mine = page.locator(".alert.sheet").filter(has_text=name).filter(has_text="Vào hai lần mà không ra")
    expect(mine).to_have_count(0)
    for minute in (30, 9):
        hand_over(office, scanner_id, certificate_id, minute, direction="in")
    expect(mine).to_be_visible()  # nobody has touched the page
    mine.locator("summary").click()
    expect(mine.locator("tbody tr")).to_have_count(2)
    shoot(page, "office-alerts-open")

    hand_over(office, other, certificate_id, 7)
    news = page.get_by_role("status")
    expect(news).to_contain_text("Có cảnh báo mới.")  # and what is open stays open
    expect(mine.locator("tbody tr")).to_have_count(2)
    news.get_by_role("link", name="Xem").click()
    expect(page.locator(".alert.sheet").filter(has_text="Một giấy ở hai chốt").first).to_be_visible()

    mine.get_by_label("Đã xem xét thế nào").fill("Lượt ra không được ghi: đã gọi chốt")
    mine.get_by_role("button", name="Đóng cảnh báo").click()
    expect(page.get_by_text("Đã đóng cảnh báo.")).to_be_visible()
    expect(mine).to_have_count(0)
    expect(page.get_by_text("Lượt ra không được ghi: đã gọi chốt")).not_to_have_count(0)
    shoot(page, "office-alerts-closed")
    page.goto("/office")
    expect(page.get_by_role("link", name="Cảnh báo đang mở")).to_be_visible()
    page.goto("/office/alerts/settings")
    shoot(page, "office-alerts-settings")


def test_the_page_works_without_scripts(office: World, address: str, chromium, size: str) -> None:  # type: ignore[no-untyped-def]
    certificate_id, scanner_id = office.issued(), joined(office)
    for minute in (30, 9):
        hand_over(office, scanner_id, certificate_id, minute, direction="in")
    context = chromium.new_context(base_url=address, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=username]", office.clerk.username)
    page.fill("input[name=password]", office.clerk.password)
    page.click("main button[type=submit]")
    page.goto("/office/alerts")
    alert = page.locator(".alert.sheet").first
    number = alert.get_attribute("id")
    alert.get_by_label("Đã xem xét thế nào").fill("Không có gì")
    alert.get_by_role("button", name="Đóng cảnh báo").click()
    expect(page.locator(f"#{number}")).to_have_count(0)
    context.close()
