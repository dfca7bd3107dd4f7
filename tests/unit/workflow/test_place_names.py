"""certapp.workflow.place_names: one place, short in the token and in full on the page."""

import pytest

from certapp.workflow import place_names


@pytest.mark.parametrize(
    ("places", "short"),
    [
        (
            "Phường Mỹ Hải, Thành phố Phan Rang - Tháp Chàm, Tỉnh Ninh Thuận",
            "P. Mỹ Hải, TP. Phan Rang - Tháp Chàm, Ninh Thuận",
        ),
        ("xã Lạc Xuân, huyện Đơn Dương, tỉnh Lâm Đồng", "xã Lạc Xuân, H. Đơn Dương, Lâm Đồng"),
        ("Xã Phước Đại", "Xã Phước Đại"),
        ("Bệnh viện tỉnh", "Bệnh viện tỉnh"),
        ("Tỉnhlị", "Tỉnhlị"),
    ],
)
def test_a_place_in_the_token(places: str, short: str) -> None:
    assert place_names.shortened(places) == short


@pytest.mark.parametrize(
    ("places", "full"),
    [
        (
            "Phường Mỹ Hải, Thành phố Phan Rang, Tỉnh Ninh Thuận",
            "Phường Mỹ Hải, thành phố Phan Rang, tỉnh Ninh Thuận",
        ),
        ("Phường 1, Quận 5, Thành phố Hồ Chí Minh", "Phường 1, quận 5, Thành phố Hồ Chí Minh"),
        ("Xã Phước Đại", "Xã Phước Đại"),
    ],
)
def test_a_place_on_the_page(places: str, full: str) -> None:
    assert place_names.written_out(places) == full


def test_a_place_within_a_sentence() -> None:
    assert place_names.within_sentence("Huyện Bác Ái") == "huyện Bác Ái"
    assert place_names.within_sentence("Bác Ái") == "Bác Ái"
