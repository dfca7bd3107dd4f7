"""What to tell a person about an error, from the catalogues: the web and the terminal say the same."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from certapp.credential.errors import CertappError
from certapp.workflow.pdf_check import Parts
from certapp.workflow.printed_facts import Difference

# details that are machine words themselves, with the keys under which their own words stand
_WORDS = {
    ("application_state", "state"): "state.application.",
    ("application_changed", "state"): "state.application.",
    ("certificate_state", "state"): "state.certificate.",
    ("print_state", "state"): "state.print.",
    ("role_needed", "role"): "role.",
    ("wording_unusable", "part"): "office.paper.part.",
}


def sentence(error: CertappError) -> str:
    """Return what to tell a person about an error, in the language in use."""
    facts = {
        name: _(_WORDS[error.code, name] + str(value)) if (error.code, name) in _WORDS else value
        for name, value in error.details.items()
    }
    return _sentence("error." + error.code, facts)


def sentence_of(code: str) -> str:
    """Return the sentence of an error that has no facts."""
    return _sentence("error." + code, {})


def field_sentence(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """Return what to tell beside a field (`Invalid.fields`, `Invalid.facts`)."""
    return _sentence("error.field." + code, facts or {})


def part_sentences(parts: Parts) -> dict[str, str]:
    """Return what to tell about the QR, the signature and the text of a PDF, by those three names."""
    text = _(f"pdf.text.{parts.text}")
    return {
        "qr": _(f"pdf.qr.{parts.qr}"),
        "signature": _(f"pdf.signature.{parts.signature}"),
        "text": " ".join([text, *map(_difference, parts.differences)]),
    }


def _difference(found: Difference) -> str:
    facts = {"label": _(f"pdf.fact.{found.fact}"), "token": found.token, "page": found.page}
    return _("pdf.difference", **facts) if found.page else _("pdf.missing", **facts)


def _sentence(key: str, facts: Mapping[str, Any]) -> str:
    text: str = _(key)
    if text == key:  # a code without a sentence: name it, so that the person can report it
        text, facts = _("error.unnamed"), {"code": key.removeprefix("error.")}
    return text % facts if facts else text
