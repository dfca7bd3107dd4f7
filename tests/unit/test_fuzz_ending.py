"""How a run of the fuzzer ends: an interruption is no finding, and a finding is never taken for one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import watched
from tests.fuzz.watched import What

# Stands where the fuzzer does: lets the process that watches it be interrupted, and ends as libFuzzer would.
STAND_IN = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
os.kill(os.getppid(), int(sys.argv[1]))
signal.sigwait({signal.SIGTERM})
sys.exit(72)
"""
WATCHING = """
import sys
from pathlib import Path
from tests.fuzz import watched
folder = Path(sys.argv[3])
end = watched.run([sys.executable, "-c", sys.argv[1], sys.argv[2]], folder / "log", folder)
print(end.what.value, end.status)
sys.exit(end.exit_status)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_interrupts_a_run_ends_the_fuzzer_and_is_told_of_no_finding(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-c", WATCHING, STAND_IN, str(int(number)), str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("interrupted 72\n", 130), done.stderr


@pytest.mark.parametrize(
    ("status", "left", "what", "exit_status"),
    [
        (0, None, What.DONE, 0),
        (0, "slow-unit-01", What.DONE, 0),
        (72, None, What.INTERRUPTED, 130),
        (77, "crash-01", What.FINDING, 1),
        (70, "timeout-01", What.FINDING, 1),
        (71, "oom-01", What.FINDING, 1),
        (72, "crash-01", What.FINDING, 1),
        (1, None, What.FAILURE, 2),
        (77, None, What.FAILURE, 2),
    ],
)
def test_what_the_end_of_a_run_means(
    tmp_path: Path, status: int, left: str | None, what: What, exit_status: int
) -> None:
    if left is not None:
        (tmp_path / left).touch()
    end = watched.run([sys.executable, "-c", f"raise SystemExit({status})"], tmp_path / "log", tmp_path)
    assert (end.what, end.status, end.exit_status) == (what, status, exit_status)


@pytest.mark.parametrize(("number", "what"), [("SIGTERM", What.INTERRUPTED), ("SIGKILL", What.FAILURE)])
def test_a_fuzzer_that_is_ended_from_outside(tmp_path: Path, number: str, what: What) -> None:
    program = f"import os, signal; os.kill(os.getpid(), signal.{number})"
    assert watched.run([sys.executable, "-c", program], tmp_path / "log", tmp_path).what is what
