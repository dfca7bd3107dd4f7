"""The corpus in the tree: few small inputs that together reach all that a long run reached.

`python -m tests.fuzz.corpus_files FOLDER` takes what a run has found in and keeps the smallest set.
"""

import hashlib
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from certapp import credential
from tests.fuzz import mutation
from tests.fuzz.judge import judge

FOLDER = Path(__file__).parent / "corpus"
MOST = 200
_WATCHED = str(Path(credential.__file__).parent)


def outcome_of(file: Path) -> str:
    """Return what the input in this file must lead to: its name says so, before the hyphen and the hash."""
    return file.name.rpartition("-")[0]


def smallest_set(inputs: set[bytes]) -> dict[bytes, str]:
    """Return inputs that reach every line after line and every outcome that all reach, with their outcomes.

    Greedy: the one that adds most, and of several the shortest. The order of what is given does not matter.
    """
    reached = {data: _reached(data) for data in sorted(inputs, key=lambda data: (len(data), data))}
    missing: set[Any] = set().union(*(found for _, found in reached.values()))
    kept = {}
    while missing:
        best = max(reached, key=lambda data: len(reached[data][1] & missing))
        kept[best] = reached[best][0]
        missing -= reached[best][1]
    return kept


def _reached(data: bytes) -> tuple[str, set[Any]]:
    """Judge an input; returns the outcome, and that with every step from one line to the next."""
    steps: set[Any] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(_WATCHED):
            return None
        last = 0

        def within(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            steps.add((name, last, frame.f_lineno, event))
            last = frame.f_lineno
            return within

        return within

    sys.settrace(trace)
    try:
        outcome = judge(data)
    finally:
        sys.settrace(None)
    return outcome, steps | {outcome}


def keep(found: Path) -> int:
    """Put the smallest set of the tree's inputs, the genuine ones and those in `found` into the tree.

    :returns: how many there are now.
    """
    FOLDER.mkdir(exist_ok=True)
    files = [*FOLDER.iterdir(), *found.iterdir()]
    chosen = smallest_set({file.read_bytes() for file in files} | set(mutation.seeds()))
    for file in FOLDER.iterdir():
        file.unlink()
    for data, outcome in chosen.items():
        (FOLDER / f"{outcome}-{hashlib.sha256(data).hexdigest()[:8]}").write_bytes(data)
    return len(chosen)


if __name__ == "__main__":
    sys.stdout.write(f"{keep(Path(sys.argv[1]))} inputs in {FOLDER.name}/\n")
