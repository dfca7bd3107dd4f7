"""What an office tells of itself, and the rules its facts must keep."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from string import Formatter
from typing import Any

from certapp.registry.office import Office
from certapp.workflow import printable, texts, wording_templates

LONGEST_STAY = 366  # days
# Longest text of a field, or of one of its lines, and most lines: what the page and the token have room for.
TEXTS = {"name": 100, "place": 40, "footer": 150, "home_district": 60, "home_province": 60}
LINES = {"parent_lines": (3, 60), "body_lines": (3, 60), "authority_lines": (2, 60), "recipients": (6, 60)}
MAY_BE_EMPTY = frozenset({"parent_lines", "authority_lines", "footer"})  # some have none
MAX_URL = 80
MAX_NUMBER_FORM = 32
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,31}")
# The QR writes the address in capitals and in its alphanumeric mode: no letter, path or user name that would
# then not be the same.
_HOST = r"(?=.{1,60}(?::|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_PORT = r"(?::[1-9][0-9]{0,3}|:[1-5][0-9]{4}|:6[0-4][0-9]{3}|:65[0-4][0-9]{2}|:655[0-2][0-9]|:6553[0-5])?"
_URL = re.compile(rf"https://{_HOST}{_PORT}|http://(?:127\.0\.0\.1|localhost){_PORT}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What an office must tell of itself. The header lines stand on its paper as they are.

    :param code: upper-case letters, digits and hyphens; the issuer named in every token.
    :param number_form: form of the document number, with `{number}` where the number goes.
    :param authority_lines: above the signer's office, such as "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH".
    :param public_url: scheme and host under which phones reach it; https unless it is this machine.
    :param max_days: longest stay that one certificate may allow, days.
    :param footer: a line at the foot of the page, such as the office's address and telephone.
    :param wording: templates in place of the defaults, by part.
    """

    code: str
    name: str
    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    place: str
    number_form: str
    authority_lines: tuple[str, ...]
    recipients: tuple[str, ...]
    home_district: str
    home_province: str
    public_url: str
    max_days: int = 30
    footer: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)


_NAMES = tuple(each.name for each in fields(OfficeFacts))


def of(office: Office) -> OfficeFacts:
    """Return what an office tells of itself."""
    values: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(office, name)
        values[name] = tuple(value) if isinstance(value, list) else value
    return OfficeFacts(**values)


def columns(facts: OfficeFacts) -> dict[str, Any]:
    """Return the facts as the register holds them."""
    values = {name: getattr(facts, name) for name in _NAMES}
    values["wording"] = dict(facts.wording)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def cleaned(facts: OfficeFacts) -> OfficeFacts:
    """Return the facts with every text in NFC, blanks folded, empty lines and default wordings left out."""
    values: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(facts, name)
        if isinstance(value, str):
            values[name] = texts.clean(value)
        elif isinstance(value, tuple):
            values[name] = tuple(line for line in map(texts.clean, value) if line)
    values["public_url"] = values["public_url"].rstrip("/").lower()
    values["wording"] = wording_templates.own(
        {part: wording_templates.cleaned(part, text) for part, text in facts.wording.items()}
    )
    return replace(facts, **values)


def require_good(facts: OfficeFacts) -> None:
    """Refuse cleaned facts that break a rule.

    :raises Invalid: with the fields at fault; a part of the wording is a field, too.
    """
    unprinted = ("public_url", "max_days", "wording")
    printed = {name: _joined(getattr(facts, name)) for name in _NAMES if name not in unprinted}
    printed |= {part: text.replace("\n", " ") for part, text in facts.wording.items()}
    wrong = {part: wording_templates.fault(part, text) for part, text in facts.wording.items()}
    found = {part: each for part, each in wrong.items() if each}
    codes = faults(facts) | {part: code for part, (code, _) in found.items()}
    printable.require(printed, codes, {part: mentioned for part, (_, mentioned) in found.items()})


def faults(facts: OfficeFacts) -> dict[str, str]:
    """Return the code of what is wrong with cleaned facts other than the wording, by field."""
    found: dict[str, str | None] = {
        name: texts.fault(getattr(facts, name), limit) for name, limit in TEXTS.items()
    }
    found |= {name: _lines_fault(getattr(facts, name), *limits) for name, limits in LINES.items()}
    found |= {name: None for name in MAY_BE_EMPTY if not getattr(facts, name)}
    found["code"] = None if _CODE.fullmatch(facts.code) else "office_code"
    found["number_form"] = None if _is_number_form(facts.number_form) else "office_number_form"
    found["max_days"] = None if 1 <= facts.max_days <= LONGEST_STAY else "max_days"
    found["public_url"] = None if is_address(facts.public_url) else "public_url"
    return {name: code for name, code in found.items() if code}


def is_address(text: str) -> bool:
    """Tell whether a text can be an office's public address: https and a host, or http and this machine."""
    return _URL.fullmatch(text) is not None and len(text) <= MAX_URL


def _lines_fault(lines: tuple[str, ...], most: int, longest: int) -> str | None:
    if not lines:
        return "required"
    if len(lines) > most:
        return "too_many_lines"
    return next((code for line in lines if (code := texts.fault(line, longest))), None)


def _is_number_form(form: str) -> bool:
    """Tell whether the form takes one number and nothing else, and leaves room for it."""
    try:
        parts = list(Formatter().parse(form))
    except ValueError:  # a brace that opens or closes nothing
        return False
    named = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    return named == [("number", "", None)] and len(form) <= MAX_NUMBER_FORM and form.isprintable()


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "".join(value)
