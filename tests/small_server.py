"""An HTTP server inside the test's own process, for what is not the office."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.patience import PATIENCE

Answer = Callable[[str], tuple[int, dict[str, str], bytes]]
"""From a path, with its query, to status, headers and body."""

_LOOK = 0.05  # seconds between two looks whether the block has ended


@contextmanager
def answering(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[int]:
    """Run a server until the end of the block; yields its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(_LOOK,), daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join(PATIENCE)


@contextmanager
def pages(answer: Answer) -> Iterator[str]:
    """Answer every GET by a function; yields the address."""
    with answering(partial(_Pages, answer)) as port:
        yield f"http://127.0.0.1:{port}"


class _Pages(BaseHTTPRequestHandler):
    def __init__(self, answer: Answer, *args: object) -> None:
        self._answer = answer
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        status, headers, body = self._answer(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
