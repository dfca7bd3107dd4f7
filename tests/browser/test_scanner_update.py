"""A newer scanner: it is fetched beside the old one, waits for the guard, and then takes over whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from playwright.sync_api import Page, expect

from tests import scanner
from tests.patience import PATIENCE
from tests.small_server import pages

Phone = Callable[[str], Page]


@contextmanager
def newer(address: str, title: list[str]) -> Iterator[str]:
    """Serve what is at the address, its page under another title; yields where.

    :param title: none in it for the page's own.
    """

    def answer(path: str) -> tuple[int, dict[str, str], bytes]:
        found = httpx.get(address + path, timeout=PATIENCE)
        body = found.content
        if title and path == "/scan":
            body = body.replace(b"</body>", f'<p id="edition">{title[0]}</p></body>'.encode())
        if title and path == "/scan/sw.js":
            body = body.replace(b'VERSION = "', f'VERSION = "{title[0]}'.encode())
        kept = ("Content-Type", "Content-Security-Policy", "Service-Worker-Allowed")
        return 200, {name: found.headers[name] for name in kept if name in found.headers}, body

    with pages(answer) as there:
        yield there


def test_a_newer_one_waits_until_the_guard_takes_it(address: str, phone: Phone) -> None:
    title: list[str] = []
    with newer(address, title) as there:
        page = scanner.opened(phone(there))
        page.reload()
        page.locator("#app[data-ready]").wait_for()
        title.append("second")
        page.evaluate(
            "navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => 0)"
        )
        note = page.locator("[data-note=newer]")
        expect(note).to_contain_text("Có bản mới của máy quét")
        page.reload()
        expect(note).to_be_visible()
        assert page.locator("#edition").count() == 0
        note.get_by_role("button").click()
        expect(page.locator("#edition")).to_have_text("second")
        page.locator("#app[data-ready]").wait_for()
        assert note.count() == 0
        assert len(page.evaluate("caches.keys()")) == 1
