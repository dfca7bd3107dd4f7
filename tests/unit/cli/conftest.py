"""A terminal for tests: the application's commands, and what they answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from certapp import create_app
from certapp.config import Settings
from tests.world import ROOT_PASSPHRASE

Terminal = Callable[..., Result]


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have chosen English."""
    monkeypatch.delenv("CERTAPP_LANG", raising=False)


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An installation that was never used."""
    return create_app(Settings(instance=tmp_path / "instance", keys=tmp_path / "keys"))


@pytest.fixture
def root_file(tmp_path: Path) -> str:
    """A file with the root passphrase of the test office."""
    file = tmp_path / "root-passphrase"
    file.write_text(ROOT_PASSPHRASE + "\n")
    return str(file)


def terminal(app: Flask) -> Terminal:
    """Return what runs a command: `run("keys", "list", input="…")`."""

    def run(*arguments: str, input: str | None = None) -> Result:
        return app.test_cli_runner().invoke(args=list(arguments), input=input, catch_exceptions=False)

    return run
