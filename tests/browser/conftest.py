"""A real Chromium on the served office, on a phone and on a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.patience import PATIENCE
from tests.world import Person

expect.set_options(timeout=PATIENCE * 1000)
CHROMIUM = "/usr/bin/chromium"
SIZES = {"phone": (360, 740), "desk": (1280, 900)}
SHOTS = Path(__file__).parent / "shots"  # the last run's screenshots, to be looked at; not kept in git
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, one for the tests of a file: Playwright's event loop must not outlive them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Run the test on a phone's screen and on a desk's."""
    return str(request.param)


@pytest.fixture
def open_page(chromium: Browser, address: str, size: str) -> Iterator[Callable[[], Page]]:
    """Make pages, each a person with cookies of their own; a script's error fails the test."""
    width, height = SIZES[size]
    faults: list[str] = []
    contexts = []

    def page() -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda message: _note(message, faults))
        return opened

    yield page
    for context in contexts:
        context.close()
    assert faults == []


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    # A page that answers 4xx on purpose is logged by Chromium as a resource that failed to load.
    if message.type == "error" and "Failed to load resource" not in message.text:
        faults.append(message.text)


@pytest.fixture
def signed_in(open_page: Callable[[], Page]) -> Callable[[Person], Page]:
    """Open a page and sign in through the form."""

    def page(person: Person) -> Page:
        opened = open_page()
        opened.goto("/sign-in")
        opened.fill("input[name=username]", person.username)
        opened.fill("input[name=password]", person.password)
        opened.click("main button[type=submit]")
        opened.wait_for_url(lambda url: "/sign-in" not in url)
        return opened

    return page


@pytest.fixture
def shoot(request: pytest.FixtureRequest, size: str) -> Callable[[Page, str], None]:
    """Keep a screenshot, and see that nothing is wider than the screen."""

    def keep(page: Page, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}-{size}.png", full_page=True)
        overflow = page.evaluate(_OVERFLOW)
        assert overflow <= 0, f"{name} is {overflow} px wider than the {size}"

    return keep


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Make phones at an address; a script's error fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(address: str) -> Page:
        size = {"width": 360, "height": 740}
        context = chromium.new_context(base_url=address, viewport=size, locale="vi-VN")
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []
