"""How the terminal speaks: its language, the help texts of its commands, and what it says of errors.

It speaks Vietnamese unless the setting `lang` says otherwise. The system's LANG does not decide: on most
servers it is English, whoever sits there.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from gettext import NullTranslations
from typing import IO, Any, TypeVar

import click
from babel.support import Translations
from flask import has_app_context
from flask.cli import AppGroup, ScriptInfo
from flask_babel import force_locale, gettext
from sqlalchemy.exc import SQLAlchemyError

from certapp.config import ROOT, terminal_language
from certapp.credential.errors import CertappError
from certapp.registry.availability import is_passing
from certapp.sentences import field_sentence, sentence
from certapp.workflow.errors import Invalid

Function = TypeVar("Function", bound=Callable[..., Any])
_CATALOGUES = ROOT / "certapp" / "translations"


def say(key: str, **facts: object) -> str:
    """Return the sentence of a key, in the terminal's language."""
    with force_locale(terminal_language()):
        return str(gettext(key, **facts))


def tell(error: CertappError) -> str:
    """Return the sentence of an error, in the terminal's language; also when there is no application."""
    if has_app_context():
        with force_locale(terminal_language()):
            return "\n".join([sentence(error), *_fields(error)])
    catalogue: NullTranslations = Translations.load(str(_CATALOGUES), [terminal_language()], domain="error")
    return catalogue.gettext(f"error.{error.code}") % error.details


def _fields(error: CertappError) -> Iterator[str]:
    if isinstance(error, Invalid):
        for name, code in error.fields.items():
            yield f"  {field_name(name)}: {field_sentence(code, error.facts.get(name))}"


def field_name(name: str) -> str:
    """Return what a field is called at the terminal."""
    return say(f"cli.field.{name}")


class Misuse(CertappError):
    """A command that was given in a way that cannot be meant; ends it with exit status 2."""


class Refused(click.ClickException):
    """What ends a command: a sentence on stderr and exit status 1."""

    def __init__(self, error: CertappError) -> None:
        super().__init__(tell(error))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is."""
        click.echo(self.message, file=file, err=True)


class Misused(Refused):
    """The same with exit status 2."""

    exit_code = 2


def database_fault(error: SQLAlchemyError) -> CertappError:
    """Return what to tell of an error of the database: its text may hold what was to be stored."""
    if is_passing(error):
        return CertappError("database_busy")
    return CertappError("database_failed", kind=type(error).__name__)


@contextmanager
def refusals() -> Iterator[None]:
    """End the running command with a sentence instead of a trace; outside of one errors pass as they are."""
    try:
        yield
    except CertappError as error:
        if click.get_current_context(silent=True) is None:
            raise
        raise (Misused if isinstance(error, Misuse) else Refused)(error) from error
    except SQLAlchemyError as error:
        if click.get_current_context(silent=True) is None:
            raise
        raise Refused(database_fault(error)) from error


def _application(ctx: click.Context) -> AbstractContextManager[object]:
    """Return the application's context, where Flask has not entered it yet."""
    return nullcontext() if has_app_context() else ctx.ensure_object(ScriptInfo).load_app().app_context()


class _Sentence:
    """The `help` of a command or option: written as a catalogue key, read as its sentence."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_key"

    def __get__(self, instance: object, owner: type | None = None) -> str | None:
        key: str | None = getattr(instance, self._name, None)
        return say(key) if key else key

    def __set__(self, instance: object, key: str | None) -> None:
        setattr(instance, self._name, key)


class Option(click.Option):
    """An option whose help is a catalogue key."""

    help = _Sentence()


class Command(click.Command):
    """A command whose help is a catalogue key and whose errors are sentences."""

    help = _Sentence()

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the whole first line: Vietnamese words are short and many."""
        return super().get_short_help_str(max(limit, 80))

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, in the application and in the terminal's language."""
        with _application(ctx), force_locale(terminal_language()), refusals():
            return super().invoke(ctx)


class Group(AppGroup):
    """A group of such commands."""

    help = _Sentence()
    command_class = Command


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:
    """Return the decorator of an option whose help is a catalogue key."""
    return click.option(*names, cls=Option, **settings)
