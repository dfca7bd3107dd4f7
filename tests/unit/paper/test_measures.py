"""Every set of measures stays within the bounds of Decree 30/2020/NĐ-CP, Appendix I, part I."""

import pytest
from reportlab.lib.units import mm

from certapp.paper import measures

BOUNDS = {
    "right": (15 * mm, 20 * mm),
    "nation": (12, 13),
    "motto": (13, 14),
    "body_name": (12, 13),
    "text": (13, 14),
    "spacing": (1, 1.5),
    "paragraph_gap": (6, 12),
    "signature_space": (16 * mm, 30 * mm),
    "qr_side": (45 * mm, 50 * mm),
}


@pytest.mark.parametrize("sizes", measures.ALL)
@pytest.mark.parametrize("name", BOUNDS)
def test_sizes_are_within_the_decree(sizes: measures.Measures, name: str) -> None:
    least, most = BOUNDS[name]
    assert least <= getattr(sizes, name) <= most


def test_margins_and_rules_are_within_the_decree() -> None:
    assert 20 * mm <= measures.TOP <= 25 * mm
    assert 20 * mm <= measures.BOTTOM <= 25 * mm
    assert 30 * mm <= measures.LEFT <= 35 * mm
    assert 1 / 3 <= measures.BODY_RULE_SHARE <= 1 / 2
    assert 1 / 3 <= measures.SUBJECT_RULE_SHARE <= 1 / 2
    assert 10 * mm == pytest.approx(measures.INDENT)
    widest_quiet_zone = 4 * max(sizes.qr_side for sizes in measures.ALL) / 57  # version 10
    assert widest_quiet_zone <= measures.QR_GAP


def test_measures_go_from_roomy_to_close() -> None:
    for name in ("text", "spacing", "row_gap", "signature_space", "section_gap", "qr_side"):
        values = [getattr(sizes, name) for sizes in measures.ALL]
        assert values == sorted(values, reverse=True)
