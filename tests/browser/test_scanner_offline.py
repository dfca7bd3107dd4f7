"""The scanner started without a network, as after a reboot in flight mode: it reads, judges and speaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from certapp.credential import VerdictCode
from tests import film, phones, scanner, verdicts
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
    scanner.enter(started, "https://khac.example/scan#join=" + ".".join(["A" * 26] * 2))
    expect(started.locator("[data-note=join]")).to_contain_text("Mã này của một địa chỉ khác")
    expect(started.locator(".scan-hint")).to_contain_text("không có máy ảnh")
    started.get_by_role("button", name="English").click()
    expect(started.locator(".scan-hint")).to_contain_text("no camera")
    expect(started.locator("[data-note=join]")).to_contain_text("of another address")
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


def test_a_scanner_in_the_hand_types_wherever_the_focus_is(started: Page, papers: Papers) -> None:
    dialog = started.locator("dialog.check")
    started.keyboard.type(papers[VerdictCode.VALID] + "\n")
    expect(dialog).to_have_attribute("data-verdict", "VALID")
    started.keyboard.type(papers[VerdictCode.REVOKED] + "\n")  # the next paper sends this verdict away
    expect(dialog).to_have_attribute("data-verdict", "REVOKED")
    expect(dialog).to_have_count(1)
    started.locator(".check-next").click()
    scanner.enter(started, papers[VerdictCode.VALID])
    started.locator(".check-card").click()
    started.keyboard.type("058090123456||Nguyễn Văn Khác|01021990|Nam|Phước Đại|01012022\n")
    expect(dialog).to_have_attribute("data-state", "OTHER_PERSON")


def test_alerts_are_known_without_a_network(world: World, phone: Phone) -> None:
    certificate_id, post = world.issued(), phones.joined(world)
    for minute in (30, 9):
        phones.hand_over(world, post, certificate_id, minute, direction="in")
    with served(world) as address:
        page = scanner.joined(phone(address), scanner.invitation(world, address))
    page.reload()
    page.locator("#app[data-ready]").wait_for()
    scanner.enter(page, world.qr_text(certificate_id))
    expect(page.locator(".check-watch")).to_contain_text("vào hai lần")
