"""The sentence for a person that stands in the catalogues for an error."""

from flask_babel import gettext as _

from certapp.credential.errors import CertappError

# details that are machine words themselves, with the keys of their own words
_WORDS = {
    ("application_state", "state"): "state.application",
    ("certificate_state", "state"): "state.certificate",
}


def sentence(error: CertappError) -> str:
    """Return what to tell a person about an error, in the language in use."""
    details = {
        name: _(_WORDS[error.code, name] + "." + value) if (error.code, name) in _WORDS else value
        for name, value in error.details.items()
    }
    return sentence_of(error.code, **details)


def sentence_of(code: str, **details: object) -> str:
    """Return the sentence of an error code.

    :param details: the facts that the sentence may mention.
    """
    key = f"error.{code}"
    text: str = _(key)
    if text == key:  # a code without a sentence: name it, so that the person can report it
        text, details = _("error.unnamed"), {"code": code}
    return text % details if details else text
