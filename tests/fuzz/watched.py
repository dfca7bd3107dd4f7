"""The fuzzing process, watched until its end: done, interrupted, ended by a finding, or failed by itself."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import FrameType

_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_INTERRUPTED = 72  # libFuzzer's status after SIGINT or SIGTERM; 77 is a crash, 70 a time-out, 71 no memory
_INPUTS = ("crash-*", "leak-*", "timeout-*", "oom-*")  # what it writes at a finding; slow-unit-* is none


class What(Enum):
    """What the end of a run means."""

    DONE = "done"
    INTERRUPTED = "interrupted"
    FINDING = "finding"
    FAILURE = "failure"


@dataclass(frozen=True)
class End:
    """How a run ended.

    :param status: of the process; negative for the signal that killed it.
    """

    what: What
    status: int

    @property
    def exit_status(self) -> int:
        """Status for the shell; 130 for an interruption, as shells have it."""
        return {What.DONE: 0, What.INTERRUPTED: 130, What.FINDING: 1, What.FAILURE: 2}[self.what]


def run(command: list[str], log: Path, findings: Path) -> End:
    """Run the fuzzer to its end; whoever interrupts this process interrupts it, and waits for it.

    :param log: where its output goes.
    :param findings: the folder into which it writes the input of a finding.
    """
    with log.open("w") as output, _passing_on() as passing:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
        passing.to(process)
        status = process.wait()
    return End(_meaning(status, findings, is_interrupted=passing.is_interrupted), status)


def _meaning(status: int, findings: Path, *, is_interrupted: bool) -> What:
    """A finding leaves its input: an interruption does not, nor does a fuzzer that did not even start."""
    if any(next(findings.glob(pattern), None) for pattern in _INPUTS):
        return What.FINDING
    if is_interrupted or status == _INTERRUPTED or -status in _INTERRUPTIONS:
        return What.INTERRUPTED
    return What.DONE if status == 0 else What.FAILURE


class _Passing:
    """Passes the signals that would end this process on to another."""

    def __init__(self) -> None:
        self.is_interrupted = False
        self._process: subprocess.Popen[bytes] | None = None

    def to(self, process: subprocess.Popen[bytes]) -> None:
        """Begin; a signal that came before is passed on now."""
        self._process = process
        if self.is_interrupted:
            process.terminate()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.is_interrupted = True
        if self._process is not None:
            self._process.terminate()  # once more than a terminal's Ctrl-C, which reaches both


@contextmanager
def _passing_on() -> Iterator[_Passing]:
    passing = _Passing()
    before = {number: signal.signal(number, passing) for number in _INTERRUPTIONS}
    try:
        yield passing
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
