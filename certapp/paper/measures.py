"""Sizes of the page in points, within the bounds of Decree 30/2020/NĐ-CP, Appendix I, part I.

Contents that are short get the roomy measures, long ones the close; no measure leaves the decree's bounds.
"""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm, mm

PAGE_WIDTH, PAGE_HEIGHT = A4  # I.I.1
TOP: Final = 20 * mm  # I.I.3: 20-25 mm
BOTTOM: Final = 20 * mm  # 20-25 mm
LEFT: Final = 30 * mm  # 30-35 mm

SINGLE_SPACING: Final = 1.15  # line height of Times New Roman over its size, the decree's single spacing
INDENT: Final = 1 * cm  # II.6.d: first line 1 cm or 1.27 cm in
RULE_WIDTH: Final = 0.6
RULE_SHARE: Final = 0.4  # II.2, II.5: a third to a half of the line above
LEFT_COLUMN: Final = 0.39  # of the text width: issuing body, number, recipients

NUMBER_DATE: Final = 13.0  # II.3 and II.4: 13 pt, and 13-14 pt
RECIPIENTS_TITLE: Final = 12.0  # II.9.b
RECIPIENTS: Final = 11.0
SIGNED_NOTE: Final = 10.0  # II.7.b: electronic signature details
SCAN_NUMBER, SCAN_VALIDITY = 15.0, 12.0  # not in the decree, like all that is said about the QR

LEAST_MODULE: Final = 0.45 * mm  # smaller ones stop reading once the paper is creased
QR_GAP: Final = 5 * mm  # from the symbol to what stands beside it; at least the quiet zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """One consistent set of sizes.

    :param right: right margin, 15-20 mm (I.I.3).
    :param nation, motto: 12-13 and 13-14 pt (II.1).
    :param body_name: issuing body and its parent, 12-13 pt (II.2).
    :param text: name of the paper, its subject, its text and the signer, 13-14 pt (II.5-II.7).
    :param spacing: 1 to 1.5 lines (II.6.d).
    :param paragraph_gap: at least 6 pt (II.6.d).
    :param row_gap: between facts.
    :param dense: whether values run on from their labels, and the foot stands in one row.
    :param signature_space: between the signer's office and name.
    :param section_gap: least space between header, title, text and foot.
    :param qr_side: wanted side of the QR symbol, without quiet zone.
    :param scan_help: words beside the QR.
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
)
CLOSE = replace(
    USUAL, right=15 * mm, spacing=1.0, row_gap=1, signature_space=18 * mm, section_gap=9, qr_side=45 * mm
)
CLOSEST = replace(CLOSE, dense=True, row_gap=0, signature_space=16 * mm, section_gap=6, scan_help=9)
ALL = (ROOMY, USUAL, CLOSE, CLOSEST)
