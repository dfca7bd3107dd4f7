"""A web server on this machine that answers each path as a test says, which no honest server would."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat

from certapp.credential import statuslist, trustlist

Answer = Iterable[bytes]  # the pieces of a whole answer, head and all; perhaps without end
TRUST_LIST = "/api/v1/trust-list"


@dataclass
class Hostile:
    """The running server: what it answers, what it was asked, and how many bytes it got rid of."""

    port: int
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    sent: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def a_list(body: bytes, media_type: str = statuslist.MEDIA_TYPE, *headers: str) -> Answer:
    """Answer with a list."""
    return answer("200 OK", body, f"Content-Type: {media_type}", *headers)


def a_trust_list(body: bytes, *headers: str) -> Answer:
    """Answer with a trust list."""
    return a_list(body, trustlist.MEDIA_TYPE, *headers)


def answer(status: str, body: bytes = b"", *headers: str) -> Answer:
    """Answer with a body of the length it says."""
    return [head(status, f"Content-Length: {len(body)}", *headers), body]


def head(status: str, *headers: str) -> bytes:
    """Return the head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""]).encode()


def endless(first: bytes, piece: bytes) -> Answer:
    """Answer with a beginning, and then with the same piece for ever."""
    yield first
    yield from repeat(piece)


@contextmanager
def hostile_server(answers: dict[str, Answer] | None = None) -> Iterator[Hostile]:
    """Serve until the end of the block; a path without an answer is a 404."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Hostile(listener.getsockname()[1], answers or {})
        over = threading.Event()
        thread = threading.Thread(target=_accept, args=(listener, server, over.is_set), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _accept(listener: socket.socket, server: Hostile, is_over: Callable[[], bool]) -> None:
    while not is_over():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, server, is_over), daemon=True).start()


def _serve(connection: socket.socket, server: Hostile, is_over: Callable[[], bool]) -> None:
    with connection, suppress(OSError):
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(4096)
            if not piece:
                return
            request += piece
        path = request.split(b" ", 2)[1].decode()
        server.heads.append(request.decode())
        server.asked.append(path)
        for piece in server.answers.get(path, answer("404 Not Found")):
            if is_over():
                return
            connection.sendall(piece)
            server.sent += len(piece)
