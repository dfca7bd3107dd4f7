"""The three lines that tell, below the verdict on a PDF, what its QR, its signature and its text say."""

from flask_babel import gettext as _

from certapp.sentences import part_sentences
from certapp.workflow.pdf_check import Parts, QrPart, SignaturePart, TextPart

_GOOD = frozenset(
    (QrPart.GENUINE, SignaturePart.AGREES, SignaturePart.STORED, TextPart.AGREES, TextPart.STORED)
)
_SILENT = frozenset((SignaturePart.ABSENT, SignaturePart.UNCOMPARED, TextPart.ABSENT, TextPart.UNCOMPARED))


def pdf_parts(parts: Parts | None) -> list[tuple[str, str, str]]:
    """Return name, tone (`pass`, `stop`, or `unclear` for what says nothing) and sentence of each part."""
    if parts is None:
        return []
    told = part_sentences(parts)
    return [
        (_("pdf.qr"), _tone(parts.qr), told["qr"]),
        (_("pdf.signature"), _tone(parts.signature), told["signature"]),
        (_("pdf.text"), _tone(parts.text), told["text"]),
    ]


def _tone(part: QrPart | SignaturePart | TextPart) -> str:
    if part in _GOOD:
        return "pass"
    return "unclear" if part in _SILENT else "stop"
