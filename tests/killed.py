"""A command of the terminal in a process that dies: `python -m tests.killed PLACE NTH ARGUMENTS…`.

PLACE is `module.function` or `module.Class.method` below certapp; the process is killed by SIGKILL where it
would be called for the NTH time. With `-` as PLACE nothing dies.
"""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask.cli import cli

if TYPE_CHECKING:  # what this would import must be planted before it is imported
    from tests.world import World


def run(world: "World", place: str, nth: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the office's terminal, in English, in a process that dies at this place."""
    return subprocess.run(
        [sys.executable, "-m", "tests.killed", place, str(nth), *arguments],
        env={**world.environment(), "CERTAPP_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


def main(place: str, nth: str, *arguments: str) -> None:
    """Run the command."""
    if place != "-":
        _plant(place.split("."), int(nth))
    cli.main(prog_name="flask", args=["--app", "certapp", *arguments])


def _plant(path: list[str], nth: int) -> None:
    holder: object = importlib.import_module("certapp." + ".".join(path[:2]))
    for name in path[2:-1]:
        holder = getattr(holder, name)
    setattr(holder, path[-1], _deadly(getattr(holder, path[-1]), nth))


def _deadly(function: Callable[..., object], nth: int) -> Callable[..., object]:
    calls = 0

    def counted(*positional: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*positional, **named)

    return counted


if __name__ == "__main__":
    main(*sys.argv[1:])
