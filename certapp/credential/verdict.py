"""The verdict: the one answer to "may this paper pass?", with its cause."""

from dataclasses import dataclass
from enum import StrEnum

from certapp.credential.claims import Claims
from certapp.credential.trustlist import TrustedKey


class VerdictCode(StrEnum):
    """The nine answers. Only VALID is a yes."""

    VALID = "VALID"
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    UNKNOWN_SIGNER = "UNKNOWN_SIGNER"
    FORGED = "FORGED"
    UNREADABLE = "UNREADABLE"
    STATUS_UNKNOWN = "STATUS_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :func:`certapp.credential.verify` found.

    :param reason: machine word for the cause within the code, such as `key_revoked`.
    :param claims: what the certificate says; None unless the signature is genuine.
    :param signer: the key that signed it; None unless the signature is genuine.
    :param status_age: age of the status list that was used or was too old, in seconds; None without one.
    """

    code: VerdictCode
    reason: str
    claims: Claims | None = None
    signer: TrustedKey | None = None
    status_age: int | None = None
