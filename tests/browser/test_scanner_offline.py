"""The scanner started without a network, as after a reboot in flight mode: it reads, judges and speaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from certapp.credential import VerdictCode
from tests import film, scanner, verdicts
from tests.serving import served
from tests.sheets import USUAL
from tests.world import World

Phone = Callable[[str], Page]
Papers = dict[VerdictCode, str]


@pytest.fixture
def papers(world: World) -> Papers:
    """The QR text of a paper of each verdict."""
    return verdicts.qr_texts(world)


@pytest.fixture
def started(world: World, papers: Papers, phone: Phone) -> Page:
    """A joined phone whose browser is started again after the server has gone."""
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
    context = page.context
    page.close()  # and with it the decoder's worker
    page = context.new_page()
    page.goto("/scan")
    page.locator("#app[data-ready]").wait_for()
    expect(page.locator(".scan-lamp")).to_have_attribute("data-network", "offline")
    return page


def test_a_picture_is_decoded(started: Page, papers: Papers, tmp_path: Path) -> None:
    picture = tmp_path / "giay.png"
    Image.fromarray(film.page(replace(USUAL, qr_text=papers[VerdictCode.VALID]))).save(picture)
    started.set_input_files("#scan-file", picture)
    expect(started.locator("dialog.check")).to_have_attribute("data-verdict", "VALID")


def test_it_speaks_the_language_that_is_chosen_and_goes_on_speaking_it(started: Page) -> None:
    started.locator(".scan-about summary").click()
    expect(started.locator(".scan-hint")).to_contain_text("không có máy ảnh")
    started.get_by_role("button", name="English").click()
    expect(started.locator(".scan-hint")).to_contain_text("no camera")
    expect(started.locator(".scan-about summary")).to_have_text("What this phone is connected to")
    started.reload()
    expect(started.locator("html")).to_have_attribute("lang", "en")
    started.goto("/scan?lang=vi")
    expect(started.locator("html")).to_have_attribute("lang", "vi")


def test_lists_that_get_old_are_no_yes_any_more(world: World, started: Page, papers: Papers) -> None:
    started.clock.set_system_time(world.now + timedelta(seconds=world.settings.status_lifetime + 600))
    found = {
        code: scanner.verdict(started, papers[code]) for code in (VerdictCode.VALID, VerdictCode.REVOKED)
    }
    assert found == {VerdictCode.VALID: "STATUS_UNKNOWN", VerdictCode.REVOKED: "REVOKED"}
    scanner.enter(started, papers[VerdictCode.VALID])
    expect(started.locator("dialog.check")).to_have_attribute("data-tone", "hold")
