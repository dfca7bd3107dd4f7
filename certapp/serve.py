"""The running office: the web server and the timer of the background jobs, two processes under this one."""

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

from certapp.config import COUNTERS_FOLDER, Settings
from certapp.credential.errors import CertappError

TIMER_COMMAND = (sys.executable, "-m", "flask", "--app", "certapp", "tasks", "run")
SERVER_COMMAND = (sys.executable, "-m", "granian", "certapp:create_app", "--factory", "--interface", "wsgi")

LOOK_SECONDS = 0.25  # how often this process looks after the two
RESTART_SECONDS = 5.0  # before a timer that ended by itself is started again
STOP_SECONDS = 15.0  # for what is under way to end, before a process is killed

_log = logging.getLogger(__name__)


class ServeError(CertappError):
    """The office cannot be served here; the details say which port, address or folder is the cause."""


def require_free_port(port: int, address: str = "127.0.0.1") -> None:
    """Make sure that a server may listen at this port.

    :raises ServeError: `port_invalid` (not 1 to 65535), `port_taken`, `port_forbidden` (kept for root by the
        system), `address_unusable` (not an address of this machine).
    """
    if not 1 <= port <= 65535:
        raise ServeError("port_invalid", port=port)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            probe.bind(place)
            probe.listen()
    except PermissionError as error:
        raise ServeError("port_forbidden", port=port) from error
    except socket.gaierror as error:
        raise ServeError("address_unusable", address=address) from error
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise ServeError("port_taken" if taken else "address_unusable", port=port, address=address) from error


def require_writable(folder: Path) -> None:
    """Make sure that files can be made in a folder, which is itself made when there is none.

    :raises ServeError: `folder_unwritable` with the folder and the system's reason.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ServeError("folder_unwritable", folder=str(folder), reason=error.strerror) from error


def serve(port: int, address: str = "127.0.0.1", settings: Settings | None = None) -> int:
    """Serve the office until Ctrl-C, SIGTERM or the end of the terminal.

    :param settings: None reads them from the environment, as the two processes started here do.
    :returns: 0, the exit status after a wanted end.
    :raises ServeError: as `require_free_port` and `require_writable` say, before anything is started;
        `server_ended` when the web server ended by itself.
    """
    settings = settings or Settings.from_environment()
    require_free_port(port, address)
    require_writable(settings.instance)
    require_writable(settings.keys)
    with _end_wanted() as end, ExitStack() as running:
        counters = _counters(settings.instance, port)
        server = running.enter_context(
            _process(_server_command(port, address, settings), {COUNTERS_FOLDER: str(counters)})
        )
        timer_stack = running.enter_context(ExitStack())
        timer = timer_stack.enter_context(_process(TIMER_COMMAND))
        while not end.wait(LOOK_SECONDS):
            if (status := server.poll()) is not None:
                raise ServeError("server_ended", status=status)
            _forget_dead_workers(counters)
            if (status := timer.poll()) is not None:
                _log.error(
                    "the timer ended with status %d; it starts again in %.0f s", status, RESTART_SECONDS
                )
                timer_stack.close()
                end.wait(RESTART_SECONDS)
                timer = timer_stack.enter_context(_process(TIMER_COMMAND))
    return 0


def _server_command(port: int, address: str, settings: Settings) -> list[str]:
    return [
        *SERVER_COMMAND,
        *("--host", address, "--port", str(port)),
        *("--workers", str(settings.workers), "--blocking-threads", str(settings.threads)),
        *("--http", "1", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"),
        *("--log-level", "error", "--no-access-log"),  # an access log holds URLs, and a URL may hold a token
    ]


def _counters(instance: Path, port: int) -> Path:
    """Return the folder in which the workers of this server count, emptied; each port has one of its own.

    :raises ServeError: `folder_unwritable`.
    """
    folder = instance / "metrics" / str(port)
    require_writable(folder)
    for file in folder.iterdir():
        file.unlink()
    return folder


def _forget_dead_workers(counters: Path) -> None:
    """Take what holds for living workers only out of the sums; what dead ones have counted stays in them."""
    for file in counters.glob("gauge_live*_*.db"):
        worker = int(file.stem.rsplit("_", 1)[1])
        try:
            os.kill(worker, 0)  # asks only whether it is there, kill(2)
        except (ProcessLookupError, PermissionError):  # gone, or its number is now somebody else's
            mark_process_dead(worker, str(counters))  # type: ignore[no-untyped-call]


@contextmanager
def _end_wanted() -> Iterator[threading.Event]:
    """Turn the signals that end a program into an event, within the block."""
    end = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # as nohup ignores the end of the terminal
            signal.signal(number, lambda _number, _frame: end.set())
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _process(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program within the block, in a session of its own: Ctrl-C is for this process to pass on.

    :param environment: what it shall find in its environment beside what is in this process' own.
    """
    process = subprocess.Popen(  # noqa: S603 - the two commands above
        command,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        preexec_fn=_end_with_parent(),
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what did not end, and what a killed program left behind
        process.wait()


def _end_with_parent() -> Callable[[], object] | None:
    """Return what makes a new process end when this one is killed outright; only Linux knows how."""
    if sys.platform != "linux":
        return None
    parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
    return partial(ctypes.CDLL(None).prctl, parent_death_signal, signal.SIGTERM)
