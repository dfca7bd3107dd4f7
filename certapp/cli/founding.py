"""What `flask office init` has to know: each fact from its flag, else asked for until it is right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from certapp.cli import asking
from certapp.cli.speech import field_name
from certapp.cli.speech import say as _
from certapp.registry.people import Role
from certapp.sentences import field_sentence
from certapp.workflow import office_facts, passwords, people
from certapp.workflow.errors import Invalid
from certapp.workflow.office_facts import OfficeFacts
from certapp.workflow.people import NewPerson

_NO_FACTS = OfficeFacts(
    code="", name="", parent_lines=(), body_lines=(), place="", number_form="", authority_lines=(),
    recipients=(), home_district="", home_province="", public_url="", max_days=0,
)  # fmt: skip
_NOBODY = NewPerson(username="", name="", title="", roles=frozenset({Role.CLERK}))
_DEFAULTS = {"number_form": "{number}/GXN", "max_days": "30"}
_ADMINISTRATOR = ("username", "name", "title")


def facts(given: Mapping[str, Any]) -> OfficeFacts:
    """Return the office's facts.

    :param given: by field, as the flags gave them; None, or an empty tuple, is asked for.
    :raises Invalid: a flag gave a fact that breaks a rule; nothing was asked then.
    """
    known = office_facts.cleaned(
        replace(_NO_FACTS, **{name: value for name, value in given.items() if value})
    )
    _require_good({name for name in given if given[name]}, lambda: office_facts.require_good(known))
    for field in fields(OfficeFacts):
        if field.name not in given or given[field.name]:  # given, or for the page of the paper later
            continue
        if isinstance(getattr(_NO_FACTS, field.name), tuple):
            known = _asked_lines(known, field.name)
        else:
            known = _asked_fact(known, field.name)
    return known


def administrator(given: Mapping[str, str | None], password: Callable[[str], str]) -> NewPerson:
    """Return the first administrator.

    :param given: `username`, `name` and `title` as the flags gave them; None is asked for.
    :param password: returns the password of a username.
    :raises Invalid: as :func:`facts`; the fields are named `admin_…`.
    """
    changes: dict[str, Any] = {name: value for name, value in given.items() if value}
    known = replace(_NOBODY, **changes)
    _require_good({f"admin_{name}" for name in given if given[name]}, lambda: _check_person(known))
    for name in _ADMINISTRATOR:
        if not given[name]:
            known = _asked_person(known, name)
    return replace(known, password=password(known.username))


def password_from(file: Path | None, generate: bool) -> Callable[[str], str]:
    """Return how the administrator's password is come by: a file, made at random, or asked for.

    An empty answer makes one at random.
    """
    if file is not None:
        return lambda _username: asking.secret_in(file)
    if generate:
        return lambda _username: passwords.new_password()
    return lambda username: (
        asking.new_secret(_("cli.ask.password"), lambda answer: _password_fault(answer, username))
        or passwords.new_password()
    )


def root_passphrase(file: Path | None) -> str:
    """Return the new root's passphrase, from a file or asked for twice."""
    if file is None:
        click.echo(_("cli.ask.root_explained"))
    return asking.new_passphrase(file, _("cli.ask.root_passphrase"))


def _asked_fact(known: OfficeFacts, name: str) -> OfficeFacts:
    answer = asking.line(
        _question(name),
        lambda answer: _fault_of(name, lambda: office_facts.require_good(_with(known, name, answer))),
        _DEFAULTS.get(name, ""),
    )
    return _with(known, name, answer)


def _asked_lines(known: OfficeFacts, name: str) -> OfficeFacts:
    answers = asking.lines(
        _question(name),
        lambda answers: _fault_of(name, lambda: office_facts.require_good(_with(known, name, answers))),
        _("cli.default.recipients").splitlines() if name == "recipients" else (),
    )
    return _with(known, name, answers)


def _with(known: OfficeFacts, name: str, answer: str | Sequence[str]) -> OfficeFacts:
    """Return the facts with one more; a number that is none is 0, which breaks the rule for it."""
    value: Any = answer if isinstance(answer, str) else tuple(answer)
    if name == "max_days":
        value = int(value) if len(value) < 6 and value.isdecimal() else 0
    return office_facts.cleaned(replace(known, **{name: value}))


def _asked_person(known: NewPerson, name: str) -> NewPerson:
    def put(answer: str) -> NewPerson:
        changes: dict[str, Any] = {name: answer}
        return replace(known, **changes)

    field = f"admin_{name}"
    answer = asking.line(
        _question(field), lambda answer: _fault_of(field, lambda: _check_person(put(answer)))
    )
    return put(answer)


def _question(name: str) -> str:
    return f"\n{field_name(name)}\n  {_('cli.office.' + name)}"


def _check_person(person: NewPerson) -> None:
    """As `people.check_new`, with the administrator's own names of the fields."""
    try:
        people.check_new(person)
    except Invalid as error:
        raise Invalid(
            {f"admin_{name}": code for name, code in error.fields.items()},
            facts={f"admin_{name}": values for name, values in error.facts.items()},
        ) from error


def _require_good(names: set[str], check: Callable[[], None]) -> None:
    """Refuse what is wrong with these fields; the others are still to come."""
    try:
        check()
    except Invalid as error:
        if found := {name: code for name, code in error.fields.items() if name in names}:
            raise Invalid(found, facts=error.facts) from error


def _fault_of(name: str, check: Callable[[], None]) -> str | None:
    try:
        check()
    except Invalid as error:
        if name in error.fields:
            return field_sentence(error.fields[name], error.facts.get(name))
    return None


def _password_fault(answer: str, username: str) -> str | None:
    code = passwords.fault(answer, username) if answer else None
    return field_sentence(code) if code else None
