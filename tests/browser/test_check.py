"""Anybody drops a paper's PDF and reads what its three parts say, on a phone and on a desk."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pdf.disagreeing import foreign_page_signed
from tests.pdf.kit import Kit, kit_of
from tests.world import World

_DROP = """(field, data) => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], "giay.pdf", {type: "application/pdf"}));
  field.files = held.files;
}"""


@pytest.fixture(scope="module")
def kit(office: World) -> Kit:
    """A paper with all that an attacker may have."""
    return kit_of(office)


def test_a_pdf_is_dropped_and_its_parts_are_read(
    kit: Kit, open_page: Callable[[], Page], shoot: Callable[[Page, str], None]
) -> None:
    page = open_page()
    page.goto("/")
    page.click("a[href^='/check']")
    shoot(page, "check-ask")
    for name, data, verdict in (("good", kit.paper, "VALID"), ("bad", foreign_page_signed(kit), "FORGED")):
        field = page.locator("input[type=file]")
        field.evaluate(_DROP, base64.b64encode(data).decode())  # what the browser does with a dropped file
        page.click("main button[type=submit]")
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", verdict)
        expect(page.locator(".verdict-parts li")).to_have_count(3)
        shoot(page, f"check-{name}")
    assert page.context.cookies() == []
    page.set_input_files(
        "input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no"}
    )
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_be_visible()
    shoot(page, "check-refused")
