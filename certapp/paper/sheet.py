"""What a page says: every text that is printed, in the order of the decree's boxes, already worded."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from certapp.paper.errors import PaperError
from certapp.paper.picture import Picture


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One page (Decree 30/2020/NĐ-CP, Appendix I). Texts are put in NFC; capitals are the caller's.

    A signed paper has a `qr_text`; a preview has a `specimen` instead, the word printed across it, so
    that no unsigned page passes for a paper.

    :param parent_lines: the body above the issuing one; may be empty.
    :param body_lines: the issuing body, in bold.
    :param rows: the facts, (label, value); the first is the holder, whose value is in bold.
    :param authority: on whose behalf the signer signs: "TM. …", then "KT. …"; may be empty.
    :param signed_note: printed where a pen would sign: who signed electronically, and when.
    :param scan_number: the number, large beside the QR for a check by eye.
    :param scan_validity: how long the paper is valid, beside the QR.
    :param scan_help: how to check the paper; the first text upright (Vietnamese), the others italic.
    :param signature_picture: the signer's signature, and `seal_picture` the office's seal; only on a signed
        paper.
    :param footer: the office's address and the like, at the foot of the first page; may be empty.
    :param author: the issuing office in the file's properties.
    :param made_at: aware time of issue in the file's properties; never the clock, so that one sheet is
        always the same file.
    """

    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    nation: str
    motto: str
    number_line: str
    place_date: str
    title: str
    subject: str
    opening: str
    rows: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    recipients_title: str
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer_office: str
    signed_note: str
    signer_name: str
    scan_number: str
    scan_validity: str
    scan_help: tuple[str, ...]
    author: str
    made_at: datetime
    qr_text: str | None = None
    specimen: str | None = None
    signature_picture: Picture | None = None
    seal_picture: Picture | None = None
    footer: str = ""

    def __post_init__(self) -> None:
        if (self.qr_text is None) == (self.specimen is None):
            raise PaperError("sheet_qr_or_specimen")
        if self.specimen is not None and (self.signature_picture or self.seal_picture):
            raise PaperError("sheet_specimen_signed")
        for name in (field.name for field in fields(self)):
            object.__setattr__(self, name, _composed(getattr(self, name)))

    def texts(self) -> Iterator[str]:
        """Yield every text that will be printed."""
        for name in (field.name for field in fields(self)):
            if name not in ("qr_text", "author", "made_at"):
                yield from _strings(getattr(self, name))


def _composed(value: Any) -> Any:
    """Put texts in NFC, so that what is copied from the page is what was signed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return tuple(map(_composed, value)) if isinstance(value, tuple) else value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
