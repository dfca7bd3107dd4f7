"""A whole checkpoint: a phone joins, the server dies, each verdict passes its camera, the clerk hears it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import film, scanner, verdicts
from tests.browser.conftest import CHROMIUM, SHOTS
from tests.patience import PATIENCE
from tests.serving import free_port, served
from tests.sheets import USUAL
from tests.world import World


@pytest.fixture
def papers(world: World) -> dict[str, str]:
    """A good paper and a bad one of every kind: the verdict of each, by its QR text."""
    return {text: str(code) for code, text in verdicts.qr_texts(world).items()}


@pytest.fixture
def camera(papers: dict[str, str], tmp_path: Path) -> Iterator[Browser]:
    """A Chromium before whose camera these papers pass, again and again."""
    reel = film.write(tmp_path / "papers.y4m", [film.page(replace(USUAL, qr_text=text)) for text in papers])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *film.arguments(reel)]
        )
        yield browser
        browser.close()


def test_every_verdict_offline_and_then_the_clerks_page(
    world: World, papers: dict[str, str], camera: Browser
) -> None:
    port = free_port()
    context = camera.new_context(
        base_url=f"http://127.0.0.1:{port}", viewport={"width": 360, "height": 740}, locale="vi-VN"
    )
    context.set_default_timeout(PATIENCE * 1000)
    phone = context.new_page()
    with served(world, port) as address:
        link = scanner.invitation(world, address)
        phone.goto(link.removeprefix(address))  # as the phone's own camera app opens it
        expect(phone.locator(".scan-lamp")).to_have_attribute("data-network", "online")
        phone.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    found = scanned(phone, papers)
    assert found == set(papers.values())
    phone.evaluate("document.querySelector('video').srcObject.getTracks().forEach((each) => each.stop())")
    assert scanner.owing(phone) >= len(papers)
    with served(world, port) as address:
        phone.locator(".scan-about summary").click()
        phone.get_by_role("button", name="Gửi và cập nhật ngay").click()
        expect(phone.locator("[data-fact=waiting]")).to_have_text("0")
        clerk = camera.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
        clerk.goto("/sign-in")
        clerk.fill("input[name=username]", world.clerk.username)
        clerk.fill("input[name=password]", world.clerk.password)
        clerk.press("input[name=password]", "Enter")
        clerk.wait_for_url("**/office")
        clerk.goto("/office/checks")
        expect(clerk.locator("tbody tr")).to_have_count(len(scanner.stored(world)))
        clerk.screenshot(path=SHOTS / "office-checks.png", full_page=True)
        clerk.goto("/office/alerts")
        expect(clerk.locator(".alert-kind")).to_contain_text(["Giấy đã thu hồi hoặc tạm dừng vẫn được dùng"])
        clerk.screenshot(path=SHOTS / "office-alerts.png", full_page=True)
    assert {verdict for verdict, _, _ in scanner.stored(world)} == set(papers.values())


def scanned(phone: Page, papers: dict[str, str]) -> set[str]:
    """Let the film run until each of its papers has had its verdict; returns the verdicts."""
    found: set[str] = set()
    for _ in range(10 * len(papers)):
        shown = phone.wait_for_selector("dialog.check")
        assert shown is not None
        found.add(shown.get_attribute("data-verdict") or "")
        phone.locator(".check-next").click()
        shown.wait_for_element_state("hidden")  # of this one: the next paper may be there at once
        if found == set(papers.values()):
            break
    return found
