"""Fixtures of the integration tests."""

from pathlib import Path

import pytest

from tests.tokens import CONFIGURATION, Reader


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """An empty card reader, seen by this process and by those it starts from now on."""
    reader = Reader(tmp_path / "reader")
    monkeypatch.setenv(CONFIGURATION, str(reader.configuration))
    return reader
