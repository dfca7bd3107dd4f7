"""What the other sheets say of a certificate: the facts a guard compares, already worded, and the QR text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """An issued certificate as its card, its phone picture and its label show it.

    All of it comes out of the token that the QR text carries. None of these sheets is signed: whoever checks
    one scans its QR. Texts are in NFC, as the token's are,
    and facts in the words of the paper.

    :param parent_lines: the body above the issuing one; may be empty.
    :param body_lines: the issuing body, in bold.
    :param title: what kind of paper it is an excerpt of.
    :param identity: what is compared with the ID card beside the name, (label, value).
    :param journey: the other facts, (label, value).
    :param validity: the first and the last day.
    :param signed: who signed, and when.
    :param advice: that the QR counts and how to check it, in Vietnamese, then in English.
    :param author: the issuing office in a file's properties.
    :param made_at: aware time of issue; never the clock, so that one certificate is always the same file.
    """

    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    title: str
    number: str
    holder: str
    unit: str
    identity: tuple[tuple[str, str], ...]
    journey: tuple[tuple[str, str], ...]
    validity: str
    signed: str
    advice: tuple[str, str]
    author: str
    made_at: datetime
    qr_text: str

    def texts(self) -> Iterator[str]:
        """Yield every text that may be printed."""
        yield from (*self.parent_lines, *self.body_lines, *self.advice)
        yield from (self.title, self.number, self.holder, self.unit, self.validity, self.signed)
        for pair in (*self.identity, *self.journey):
            yield from pair
