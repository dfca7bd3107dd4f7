"""How the terminal speaks: help, errors and languages."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest
from flask import Flask

from certapp.cli import speech
from certapp.config import LANGUAGES
from tests.unit.cli.conftest import terminal
from tests.world import World


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command of ours below a group, as its words."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        if isinstance(command, (speech.Command, speech.Group)):
            found.append((*path, name))
        if isinstance(command, speech.Group):
            found += commands(command, (*path, name))
    return found


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


def test_a_busy_database_is_one_sentence(tmp_path: Path) -> None:
    world = World(tmp_path, lock_wait=20)
    with closing(sqlite3.connect(world.settings.instance / "certapp.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        result = terminal(world.app)("office", "password", world.clerk.username, "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Cơ sở dữ liệu đang bận")


def test_errors_outside_a_command_pass_as_they_are() -> None:
    with pytest.raises(ValueError, match="as it is"), speech.refusals():
        raise ValueError("as it is")
