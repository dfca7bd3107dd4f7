"""Why a verb was refused."""

from collections.abc import Mapping
from typing import Any

from certapp.credential.errors import CertappError


class WorkflowError(CertappError):
    """Root of the refusals of `workflow/`."""


class Forbidden(WorkflowError):
    """This person may not do this."""


class Stranger(WorkflowError):
    """Whoever asks has not said who they are, or is nobody we know any more."""


class NotFound(WorkflowError):
    """There is no such record, or this person may not know of it."""

    def __init__(self, code: str = "not_found") -> None:
        super().__init__(code)


class Conflict(WorkflowError):
    """The record is no longer, or not yet, in a state that allows this."""


class NotIssued(WorkflowError):
    """What was reserved cannot be signed or printed, whatever is tried; code and details are the cause's.

    :param number: of the certificate that did not come of it; void, and never given out again.
    """

    def __init__(self, cause: CertappError, number: str) -> None:
        super().__init__(cause.code, **cause.details)
        self.number = number


class Throttled(WorkflowError):
    """Too many wrong guesses; `details["minutes"]` tells how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__("throttled", minutes=max(1, -(-seconds // 60)))


class Invalid(WorkflowError):
    """Input that breaks rules.

    :param fields: the code of what is wrong, by its field; its sentence is `error.field.<code>`.
    :param facts: what the sentence of a field mentions, by field.
    """

    def __init__(
        self, fields: Mapping[str, str], facts: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        super().__init__("invalid", fields=sorted(fields))
        self.fields = dict(fields)
        self.facts = {name: dict(values) for name, values in (facts or {}).items()}
