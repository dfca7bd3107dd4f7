"""The served office as a program: what it says when it cannot start, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from certapp.serve import require_free_port
from tests.patience import PATIENCE, until
from tests.serving import free_port, served
from tests.world import World


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    return free_port()


@pytest.fixture
def start(office: World, port: int, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `flask serve` for the office; what it prints goes to `said` in the test's folder."""
    started: list[subprocess.Popen[str]] = []

    def begin(**environment: str) -> subprocess.Popen[str]:
        with (tmp_path / "said").open("w") as said:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "flask", "--app", "certapp", "serve", "--port", str(port)],
                    env={**office.environment(), **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    text=True,
                )
            )
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_nothing_was_written_down(
    start: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path, number: signal.Signals
) -> None:
    """Not what people asked for either: a URL may hold a token, and a token holds a name."""
    process = start()
    until(lambda: _answers(port))
    for path in ("/V/ABCDEFGH", "/v/%ff%00", "/s/99999", "/nowhere/ABCDEFGH?id=058"):
        assert httpx.get(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE).status_code < 500
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert (tmp_path / "said").read_text() == ""
    require_free_port(port)


def test_a_request_under_way_is_answered_before_it_ends(
    start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    process = start()
    until(lambda: _answers(port))
    with socket.create_connection(("127.0.0.1", port)) as client:
        head = ("POST /api/v1/verify HTTP/1.1", "Host: h", "Content-Length: 9", "Connection: close")
        client.sendall("\r\n".join([*head, "Expect: 100-continue", "", ""]).encode())
        assert client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"  # it waits for the content
        process.terminate()
        client.sendall(b'{"qr": 1}')
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert process.wait(PATIENCE) == 0


def test_an_early_answer_is_heard_though_the_request_comes_in_pieces(address: str) -> None:
    """As a phone on a slow network sends it; the same connection then serves the next request."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
    for path, status in (("/nowhere", 404), ("/sign-in", 400), ("/api/v1/trust-list", 405)):
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", "200000")
        connection.endheaders()
        for _ in range(4):
            connection.send(b"x" * 50_000)
            time.sleep(0.02)  # so that they are pieces
        answer = connection.getresponse()
        assert (answer.status, answer.will_close) == (status, False)
        answer.read()
        assert connection.sock is not None  # as it was; a closed one would be opened anew
        connection.auto_open = 0
    connection.close()


def test_nothing_lives_on_when_it_is_killed_outright(
    start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    process = start()
    until(lambda: _answers(port))
    process.kill()
    until(lambda: _is_free(port))


def test_it_says_so_when_its_web_server_is_killed(
    start: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    process = start(CERTAPP_LANG="en")
    until(lambda: _answers(port))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    server = next(child for child in children if b"granian" in Path(f"/proc/{child}/cmdline").read_bytes())
    os.kill(int(server), signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    assert (tmp_path / "said").read_text().count("\n") == 1
    assert "ended by itself" in (tmp_path / "said").read_text()
    until(lambda: _is_free(port))


def test_a_taken_port_gets_one_sentence(
    start: Callable[..., subprocess.Popen[str]], office: World, port: int, tmp_path: Path
) -> None:
    with served(office, port):
        assert start(CERTAPP_LANG="en").wait(PATIENCE) == 1
        assert (tmp_path / "said").read_text() == (
            f"Another program is using port {port} of 127.0.0.1; stop it or choose another port, "
            "for example make run PORT=8080.\n"
        )


def test_an_unwritable_folder_gets_one_sentence(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    assert start(CERTAPP_LANG="en", CERTAPP_KEYS="/proc/sys").wait(PATIENCE) == 1
    said = (tmp_path / "said").read_text()
    assert said.startswith("certapp cannot write into the folder /proc/sys (")
    assert said.count("\n") == 1
