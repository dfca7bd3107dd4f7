"""How the terminal speaks: help, errors and languages."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest
from flask import Flask

from certapp.cli import speech
from certapp.config import LANGUAGES
from tests.unit.cli.conftest import terminal
from tests.world import World

COMMAND = (sys.executable, "-m", "flask", "--app", "certapp")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command of ours below a group, as its words."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        if isinstance(command, (speech.Command, speech.Group)):
            found.append((*path, name))
        if isinstance(command, speech.Group):
            found += commands(command, (*path, name))
    return found


def flask(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    folders = {"CERTAPP_INSTANCE": str(tmp_path / "i"), "CERTAPP_KEYS": str(tmp_path / "k")}
    environment = {**os.environ, **folders, **variables}
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def test_every_command_explains_itself_in_both_languages(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = commands(office.app.cli)
    assert {("office", "init"), ("keys", "certify"), ("serve",), ("tasks", "run")} <= set(found)
    for language in LANGUAGES:
        monkeypatch.setenv("CERTAPP_LANG", language)
        with office.app.app_context():
            texts = [terminal(office.app)(*words, "--help").stdout for words in found]
        assert [words for words, text in zip(found, texts, strict=True) if "cli." in text] == []
        assert all("Usage:" in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listing_of_commands_cuts_no_sentence_off(
    office: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("CERTAPP_LANG", language)
    for group in ((), ("keys",), ("office",), ("keys", "export"), ("tasks",)):
        listing = terminal(office.app)(*group, "--help").stdout.split("Commands:")[1]
        assert "..." not in listing, listing


def test_it_speaks_vietnamese_unless_asked_for_english(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = terminal(world.app)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for value, sentence in (
        ("", "Không có khóa nào đang chờ"),
        ("vi", "Không có khóa nào đang chờ"),
        ("en", "No key is waiting"),
    ):
        monkeypatch.setenv("CERTAPP_LANG", value)
        assert sentence in run("keys", "certify").stdout


@pytest.mark.parametrize(
    "command",
    [("keys", "list"), ("keys", "certify"), ("keys", "root"), ("tasks", "once"), ("office", "password", "x")],
)
def test_an_empty_database_is_told(empty: Flask, command: tuple[str, ...]) -> None:
    result = terminal(empty)(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Cơ sở dữ liệu còn trống")


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    for language, sentence in (
        ("", "Thiết lập CERTAPP_THREADS không đúng."),
        ("en", "The setting CERTAPP_THREADS"),
    ):
        result = flask(tmp_path, "keys", "list", CERTAPP_THREADS="many", CERTAPP_LANG=language)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith(sentence)
        assert len(result.stderr.splitlines()) == 1


def test_a_language_it_does_not_speak_is_refused_in_vietnamese(tmp_path: Path) -> None:
    result = flask(tmp_path, "keys", "list", CERTAPP_LANG="fr")
    assert (result.returncode, result.stderr) == (1, "Thiết lập CERTAPP_LANG không đúng.\n")


def test_a_busy_database_is_one_sentence(tmp_path: Path) -> None:
    world = World(tmp_path, lock_wait=20)
    with closing(sqlite3.connect(world.settings.instance / "certapp.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        result = terminal(world.app)("office", "password", world.clerk.username, "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Cơ sở dữ liệu đang bận")


def test_a_database_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "certapp.db").write_bytes(b"not a database" * 100)
    result = flask(tmp_path, "keys", "list")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_office_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = flask(tmp_path, "serve", CERTAPP_INSTANCE=str(file / "instance"))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert str(file) in result.stderr


def test_errors_outside_a_command_pass_as_they_are() -> None:
    with pytest.raises(ValueError, match="as it is"), speech.refusals():
        raise ValueError("as it is")
