"""The office of a test, served by the production server in a process of its own."""

import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from tests.patience import PATIENCE
from tests.world import World

_BELOW = range(20_000, 32_000)  # the ports from which connections begin, of other tests too, lie above


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses, nor is likely to use before a server has begun to."""
    while True:
        port = random.SystemRandom().choice(_BELOW)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def timer(world: World, **variables: str) -> subprocess.Popen[str]:
    """Start the timer of the office's background jobs; what it says on stderr is kept."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "certapp", "tasks", "run"],
        env={**os.environ, **world.environment(), **variables},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(
    world: World,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    said: IO[str] | None = None,
) -> Iterator[str]:
    """Serve the office with the production server; yields its address.

    :param port: None for one that is free.
    :param environment: None for the office's own.
    :param said: where its output goes; None for where that of the tests goes.
    """
    port = free_port() if port is None else port
    command = [sys.executable, "-m", "flask", "--app", "certapp", "serve", "--port", str(port)]
    environment = environment or world.environment()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
    ) as process:
        try:
            _await_answer(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; a server that ended instead is an error."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.05)  # between two looks at a server that is starting
    raise TimeoutError("the server did not answer")
