"""What the decoding process tells of an upload, as the server holds it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class SignatureState(StrEnum):
    """What became of a PDF's signature; :func:`certapp.paper.pdf_signature.examined` tells them apart."""

    ABSENT = "absent"
    INTACT = "intact"
    SEVERAL = "several"
    CHANGED = "changed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PdfFindings:
    """What a PDF holds beside its QR.

    :param certificate: of the signer, DER; empty unless the signature is intact.
    :param claimed_at: when the signer says to have signed, unix seconds; None where nothing is said.
    :param text: what can be seen written on the pages, in NFC, a line for each run.
    :param unseen: how many letters of its text leave no ink.
    """

    state: SignatureState
    certificate: bytes
    claimed_at: int | None
    text: str
    unseen: int


@dataclass(frozen=True, slots=True)
class Upload:
    """The QR texts of an upload, at least one; `pdf` is None for a picture."""

    texts: list[str]
    pdf: PdfFindings | None


def findings(told: dict[str, Any]) -> PdfFindings:
    """Read the answer of the decoding process."""
    signature = told["signature"]
    return PdfFindings(
        SignatureState(signature["state"]),
        bytes.fromhex(signature.get("certificate", "")),
        signature.get("claimed_at"),
        str(told["text"]),
        int(told["unseen"]),
    )
