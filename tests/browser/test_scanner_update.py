"""A newer scanner: it is fetched beside the old one, waits for the guard, and then takes over whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
from playwright.sync_api import Page, expect

from tests import scanner
from tests.patience import PATIENCE

Phone = Callable[[str], Page]


@contextmanager
def newer(address: str, title: list[str]) -> Iterator[str]:
    """Serve what is at the address, its page under another title; yields where.

    :param title: none in it for the page's own.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = httpx.get(address + self.path, timeout=PATIENCE)
            body, headers = answer.content, answer.headers
            if title and self.path == "/scan":
                body = body.replace(b"</body>", f'<p id="edition">{title[0]}</p></body>'.encode())
            if title and self.path == "/scan/sw.js":
                body = body.replace(b'VERSION = "', f'VERSION = "{title[0]}'.encode())
            self.send_response(200)
            for name in ("Content-Type", "Content-Security-Policy", "Service-Worker-Allowed"):
                if name in headers:
                    self.send_header(name, headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


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
