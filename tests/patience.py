"""How long a test waits for what has to come about: so long that only a fault makes it wait in vain."""

import subprocess
import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds; a busy machine is many times slower than the one a test was written on


def until(fulfilled: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until it is fulfilled.

    :param process: what has to go on running meanwhile, if anything.
    """
    end = time.monotonic() + PATIENCE
    while not fulfilled():
        if process is not None:
            assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < end, "this did not come about in time"
        time.sleep(0.05)  # between two looks
