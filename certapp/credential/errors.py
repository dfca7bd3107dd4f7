"""The one exception tree of certapp.

The root stands here because `credential/` is the lowest room and every other room may import it.
An error carries a machine code and the facts of the case; the sentence for a person is in the
catalogues, under `error.<code>`.
"""

from typing import Any


class CertappError(Exception):
    """Root of every error certapp raises on purpose.

    :param code: machine code, snake_case, stable; the key of its sentence in the catalogues.
    :param details: facts the sentence mentions; never personal data, never a secret.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in sorted(self.details.items()))
        return f"{self.code} ({facts})" if facts else self.code


class CredentialError(CertappError):
    """Root of the errors of `credential/`."""


class ClaimsError(CredentialError):
    """Claims that may not be put into, or were not found in, a token; `details["field"]` names the claim."""


class TokenError(CredentialError):
    """Bytes or text that are not a token of ours."""


class ListError(CredentialError):
    """A trust list or status list that is malformed, badly signed, or older than the one held."""
