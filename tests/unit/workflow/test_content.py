"""certapp.workflow.content: how what an official writes is tidied, stored and read back."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.registry.application import Application
from certapp.registry.people import Sex
from certapp.workflow import content as content_
from certapp.workflow.content import Content


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hồng Nhung"), "Nguyễn Thị Hồng Nhung"),
        ("  Trần \t Văn\u00a0\u2003An\r\n", "Trần Văn An"),
        ("một\u2028hai", "một hai"),
        (" \u3000 ", None),
        ("", None),
        (None, None),
        ("xoá\x00", "xoá\x00"),  # left for the rules to name
        ("a\x0bb", "a\x0bb"),
        ("a\u200bb", "a\u200bb"),
    ],
)
def test_a_text_is_tidied(text: str | None, tidy: str | None) -> None:
    assert content_.tidy(text) == tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("85b1 - 123.45", "85B1-123.45"),
        ("85mđ1-123.45", "85MĐ1-123.45"),
        (" 85a  012.34 ", "85A 012.34"),
        ("", None),
    ],
)
def test_a_plate_is_written_in_one_way(typed: str, kept: str | None) -> None:
    assert content_.cleaned(Content(plate=typed)).plate == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("058 188 001 234", "058188001234"), ("058.188.001.234", "058188001234"), (" . ", None)],
)
def test_an_identity_number_loses_what_sets_its_digits_apart(typed: str, kept: str | None) -> None:
    assert content_.cleaned(Content(id_number=typed)).id_number == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ((None, None), (None, None)),
        ((300, 1140), (300, 1140)),
        ((1320, 300), (1320, 300)),
        ((300, 0), (300, 1440)),
        ((0, 0), (None, None)),
        ((0, 1440), (None, None)),
        ((0, None), (0, None)),
        ((None, 0), (None, 0)),
    ],
)
def test_hours_have_one_form(
    typed: tuple[int | None, int | None], kept: tuple[int | None, int | None]
) -> None:
    tidied = content_.cleaned(Content(hours_from=typed[0], hours_until=typed[1]))
    assert (tidied.hours_from, tidied.hours_until) == kept


def test_empty_destinations_are_left_out() -> None:
    assert content_.cleaned(Content(destinations=("", " Xã  Phước Đại ", "\t"))).destinations == (
        "Xã Phước Đại",
    )


@given(st.builds(Content, **{name: st.none() | st.text() for name in content_.LIMITS}))
def test_tidying_twice_is_tidying_once(content: Content) -> None:
    once = content_.cleaned(content)
    assert content_.cleaned(once) == once


def test_what_is_put_into_an_application_is_read_back() -> None:
    content = Content(
        holder="An", sex=Sex.MALE, destinations=("A", "B"), start_date=date(2026, 1, 2), hours_from=0
    )
    application = Application()
    content_.put(application, content)
    assert content_.of(application) == content


def test_the_residence_is_nothing_finer_than_the_ward() -> None:
    content = Content(street="12 đường 16 Tháng 4", ward="Phường Mỹ Hải", province="Tỉnh Ninh Thuận")
    assert content_.residence(content) == "Phường Mỹ Hải, Tỉnh Ninh Thuận"


def test_the_longest_field_counts_bytes_not_letters() -> None:
    assert content_.longest_field(Content(purpose="a" * 12, position="ộ" * 5)) == "position"
