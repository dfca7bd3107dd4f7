"""The page of the office's paper: the picture follows the keys, fields come by a tap, defaults come back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.workflow import wording_templates
from tests.world import Person, World

PICTURE = "#preview-page img"
CLOSING = "textarea[name=closing]"


def test_the_paper_is_worded_while_looking_at_it(
    office: World, signed_in: Callable[[Person], Page], shoot: Callable[[Page, str], None]
) -> None:
    page = signed_in(office.clerk)
    page.goto("/office/paper")
    expect(page.locator(PICTURE)).to_be_visible()
    shoot(page, "paper")
    before = page.get_attribute(PICTURE, "src")
    page.fill(CLOSING, "Giấy này cấp cho ")
    page.locator(CLOSING).press("End")
    page.get_by_role("button", name="họ tên", exact=True).click()
    expect(page.locator(CLOSING)).to_have_value("Giấy này cấp cho {{ họ_tên }}")
    expect(page.locator(PICTURE)).not_to_have_attribute("src", before or "")
    shoot(page, "paper-field")

    page.fill(CLOSING, "Cấp cho {{ tên_chồng }}")
    expect(page.locator("#preview-faults")).to_contain_text("Không có trường “tên_chồng”")
    expect(page.locator(PICTURE)).to_be_visible()  # the last good one
    page.get_by_role("button", name="Xem thử").click()
    shoot(page, "paper-refused")
    page.get_by_role("button", name="Lấy lại câu mẫu: Câu kết").click()
    expect(page.locator(CLOSING)).to_have_value(wording_templates.default("closing"))
    expect(page.locator("#preview-faults")).to_be_empty()

    page.fill("textarea[name=subject]", "Về việc đi lại của cán bộ, công chức {{ đơn_vị }}")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("Đã lưu mẫu giấy")
    with office.app.app_context():
        row = db.session.get_one(Office, office.office_id)
        assert row.wording == {"subject": "Về việc đi lại của cán bộ, công chức {{ đơn_vị }}"}
        with transaction():
            row.wording = {}
