"""How a test asks other people's libraries: as another program, in an environment of its own."""

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parents[1] / ".venv-outside" / "bin" / "python"


def ask(*requests: dict[str, Any]) -> list[dict[str, Any]]:
    """Let peer.py answer these requests, in one run."""
    assert PYTHON.exists(), "run: make setup"
    run = subprocess.run(
        [PYTHON, "-I", HERE / "peer.py"],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    assert len(answers) == len(requests)
    return answers
