"""A first password: asked to be changed before anything else, on a page of its own."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from certapp.workflow import accounts
from tests.world import Person, World, user

NEW = "một câu dài dễ nhớ 2026"


def test_a_first_password_is_changed_before_anything_else(
    office: World, signed_in: Callable[[Person], Page], shoot: Callable[[Page, str], None]
) -> None:
    someone = office.official()
    with office.app.app_context():
        password = accounts.reset_password(user(office.clerk), someone.id, office.now)
    page = signed_in(Person(id=someone.id, username=someone.username, password=password))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đặt mật khẩu của riêng bạn")
    expect(page.locator(".rooms-list a")).to_have_count(0)
    shoot(page, "first-password")
    page.goto("/applications/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đặt mật khẩu của riêng bạn")
    page.fill("input[name=old]", password)
    page.fill("input[name=new]", "ngắn")
    page.fill("input[name=repeat]", "ngắn")
    page.click("main button[type=submit]")
    expect(page.locator(".field-error").first).to_be_visible()
    shoot(page, "first-password-refused")
    for name, text in (("old", password), ("new", NEW), ("repeat", NEW)):
        page.fill(f"input[name={name}]", text)
    page.click("main button[type=submit]")
    page.wait_for_url("**/applications/new")
    expect(page.locator(".notice")).to_contain_text("Đã đổi mật khẩu")
