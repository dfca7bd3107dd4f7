"""Sizes of the page in points, within the bounds of Decree 30/2020/NĐ-CP, Appendix I, part I.

A comment names the section of that part which rules a measure; "ours": the decree is silent. Contents
that are short get the roomy measures, long ones the close; no measure leaves the decree's bounds.
"""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm, mm

# The page
PAGE_WIDTH, PAGE_HEIGHT = A4  # I.1
TOP: Final = 20 * mm  # I.3: 20-25 mm
BOTTOM: Final = 20 * mm  # I.3: 20-25 mm
LEFT: Final = 30 * mm  # I.3: 30-35 mm
TEXT_HEIGHT: Final = PAGE_HEIGHT - TOP - BOTTOM
MAX_PAGES: Final = 3  # ours: more is no paper to show at a checkpoint
RULE_WIDTH: Final = 0.6  # ours

# Head
MOTTO_RULE_SHARE: Final = 1.0  # II.1.b: as long as the line above
BODY_RULE_SHARE: Final = 0.4  # II.2: a third to a half of the line above
SUBJECT_RULE_SHARE: Final = 0.4  # II.5: a third to a half of the line above
NUMBER: Final = 13.0  # II.3: 13 pt
DATE: Final = 13.0  # II.4: 13-14 pt, italic
LEFT_COLUMN: Final = 0.39  # ours: of the text width, for issuing body, number and recipients
RULE_DROP: Final = 3.0  # ours: from the line above to its rule
HEAD_GAP: Final = 5.0  # ours: from the names to number and date

# Text
SINGLE_SPACING: Final = 1.15  # line height of Times New Roman over its size, which II.6 calls single
INDENT: Final = 1 * cm  # II.6: first line 1 cm or 1.27 cm in
LABEL_SHARE: Final = 0.36  # ours: widest column of labels, of the text width
LABEL_GAP: Final = 10.0  # ours: from a label to its value
LEAST_LINES: Final = 2  # ours: of a passage that is split over two pages, on each

# Foot
SIGNED_NOTE: Final = 10.0  # II.7.b asks for name and time of an electronic signature, and names no size
SEAL_OVER_SIGNATURE: Final = 1 / 3  # II.8: the seal covers the left third of the signature
RECIPIENTS_TITLE: Final = 12.0  # II.9: 12 pt, bold italic
RECIPIENTS: Final = 11.0  # II.9: 11 pt
FOOTER: Final = 11.0  # III.4: 11-12 pt, upright, below a rule over the whole width, on the first page
FOOTER_GAP: Final = 8.0  # ours: from what is above the rule

# The second page and what follows it
PAGE_NUMBER: Final = 13.0  # I.7: 13-14 pt, upright, centred in the top margin, not on the first page
RUNNING_NUMBER: Final = 11.0  # ours: the document's number below the page's
RUNNING_GAP: Final = 10.0  # ours: from there to the text
RUNNING_TOP: Final = 8 * mm  # ours: of the page number, from the edge of the paper

# The QR and what is said about it: all ours
LEAST_MODULE: Final = 0.45 * mm  # smaller ones stop reading once the paper is creased
QR_GAP: Final = 5 * mm  # from the symbol to what stands around it; at least its quiet zone
LEAST_SCAN_NUMBER: Final = 18.0  # read at arm's length


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """One consistent set of sizes.

    :param right: right margin, 15-20 mm (I.3).
    :param nation: 12-13 pt (II.1.a).
    :param motto: 13-14 pt (II.1.b).
    :param body_name: issuing body and its parent, 12-13 pt (II.2).
    :param text: name of the paper, its subject (II.5), its text (II.6) and the signer (II.7), 13-14 pt.
    :param spacing: 1 to 1.5 lines (II.6).
    :param paragraph_gap: at least 6 pt (II.6).
    :param row_gap: between facts.
    :param dense: whether values run on from their labels, and QR, recipients and signature stand in one row.
    :param signature_space: between the signer's office and name.
    :param section_gap: least space between header, title, text and foot.
    :param qr_side: wanted side of the QR symbol, without quiet zone.
    :param scan_number: the number beside the QR, bold; a long one may shrink to `LEAST_SCAN_NUMBER`.
    :param scan_validity: the dates beside the QR, bold.
    :param scan_help: the words below the QR.
    """

    right: float
    nation: float
    motto: float
    body_name: float
    text: float
    spacing: float
    paragraph_gap: float
    row_gap: float
    dense: bool
    signature_space: float
    section_gap: float
    qr_side: float
    scan_number: float
    scan_validity: float
    scan_help: float

    @property
    def width(self) -> float:
        """Width of the text area."""
        return PAGE_WIDTH - LEFT - self.right


ROOMY = Measures(
    right=20 * mm,
    nation=13,
    motto=14,
    body_name=13,
    text=14,
    spacing=1.15,
    paragraph_gap=8,
    row_gap=4,
    dense=False,
    signature_space=28 * mm,
    section_gap=16,
    qr_side=50 * mm,
    scan_number=22,
    scan_validity=16,
    scan_help=10,
)
USUAL = replace(
    ROOMY,
    nation=12,
    motto=13,
    body_name=12,
    text=13,
    spacing=1.05,
    paragraph_gap=6,
    row_gap=3,
    signature_space=22 * mm,
    section_gap=12,
    qr_side=47 * mm,
    scan_number=20,
)
CLOSE = replace(
    USUAL,
    right=15 * mm,
    spacing=1.0,
    row_gap=1,
    signature_space=18 * mm,
    section_gap=9,
    qr_side=45 * mm,
    scan_validity=14,
)
CLOSEST = replace(
    CLOSE, dense=True, row_gap=0, signature_space=16 * mm, section_gap=6, scan_number=18, scan_help=9
)
ALL = (ROOMY, USUAL, CLOSE, CLOSEST)
OVER_PAGES = USUAL  # where not even the closest set fits one page, there is room enough on two
