"""Asking at the terminal: texts, secrets, and a yes."""

import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from pathlib import Path

import click

from certapp.cli.speech import Misuse, say, tell
from certapp.keystore import pkcs8
from certapp.keystore.errors import KeyStoreError

Fault = Callable[[str], str | None]  # the sentence of what is wrong with an answer, or None


class AskingError(Misuse):
    """An answer that was not given, or a file that was to give it."""


def line(question: str, fault: Fault, default: str = "") -> str:
    """Ask for one line until it is right.

    :param default: what an empty answer means.
    :raises AskingError: `answer_none`, the input has ended.
    """
    click.echo(question)
    while True:
        answer = _read(f"  [{default}] > " if default else "  > ").strip() or default
        wrong = fault(answer)
        if wrong is None:
            return answer
        click.echo(f"  {wrong}", err=True)


def lines(
    question: str, fault: Callable[[Sequence[str]], str | None], default: Sequence[str] = ()
) -> Sequence[str]:
    """Ask for lines until an empty one; none at all means `default`.

    :raises AskingError: `answer_none`, the input has ended.
    """
    click.echo(f"{question} {say('cli.ask.lines')}")
    for text in default:
        click.echo(f"  [{text}]")
    while True:
        answers = list(iter(lambda: _read("  > ").strip(), "")) or default
        wrong = fault(answers)
        if wrong is None:
            return answers
        click.echo(f"  {wrong}", err=True)


def secret(question: str) -> str:
    """Ask for a secret without showing it; from a pipe it is read as any other line.

    :raises AskingError: `answer_none`, the input has ended.
    """
    if not sys.stdin.isatty():
        return _read(f"{question}: ")
    try:
        return getpass(f"{question}: ")
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(err=True)
        raise AskingError("answer_none") from error


def secret_from(file: Path | None, question: str) -> str:
    """Return the secret in the file, or ask for it where none was named; see the two above.

    :raises AskingError: `file_unreadable` or `answer_none`.
    """
    return secret_in(file) if file else secret(question)


def root_passphrase(file: Path | None) -> str:
    """Return the passphrase of the office root; see :func:`secret_from`."""
    return secret_from(file, say("cli.ask.root_passphrase"))


def new_secret(question: str, fault: Fault) -> str:
    """Ask for a new secret twice, until it is good enough and both are the same.

    :raises AskingError: `answer_none`, the input has ended.
    """
    while True:
        first = secret(question)
        wrong = fault(first)
        if wrong is None and first:
            wrong = None if secret(say("cli.ask.again")) == first else say("cli.ask.different")
        if wrong is None:
            return first
        click.echo(f"  {wrong}", err=True)


def new_passphrase(file: Path | None, question: str) -> str:
    """Return what shall protect a private key: what is in the file, or asked for as :func:`new_secret` does.

    :raises AskingError: `file_unreadable` or `answer_none`.
    """
    return secret_in(file) if file else new_secret(question, _passphrase_fault)


def is_yes(question: str) -> bool:
    """Ask for a yes; anything else is a no."""
    return _read(f"{question} {say('cli.ask.yes_no')} ").strip().lower() in ("c", "có", "co", "y", "yes")


def secret_in(file: Path) -> str:
    """Return the secret that stands in a file, without the end of its line.

    :raises AskingError: `file_unreadable`.
    """
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AskingError("file_unreadable", file=str(file)) from error


def _passphrase_fault(passphrase: str) -> str | None:
    try:
        pkcs8.check_passphrase(passphrase)
    except KeyStoreError as error:
        return tell(error)
    return None


def _read(prompt: str) -> str:
    click.echo(prompt, nl=False)
    try:
        found = sys.stdin.readline()
    except KeyboardInterrupt as error:
        raise AskingError("answer_none") from error
    if not found:
        click.echo(err=True)
        raise AskingError("answer_none")
    return found.rstrip("\r\n")
