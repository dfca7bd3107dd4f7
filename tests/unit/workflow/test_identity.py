"""certapp.workflow.identity: what an identity number tells, and what contradicts it."""

import pytest

from certapp.registry.people import Sex
from certapp.workflow import identity


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("058088001234", 1988, Sex.MALE),
        ("058188001234", 1988, Sex.FEMALE),
        ("058204001234", 2004, Sex.MALE),
        ("058304001234", 2004, Sex.FEMALE),
        ("058200000001", 2000, Sex.MALE),
        ("058099999999", 1999, Sex.MALE),
        ("264123456", 1988, Sex.FEMALE),
        ("058188001234", None, None),
    ],
)
def test_a_number_that_agrees_with_its_holder(number: str, year: int | None, sex: Sex | None) -> None:
    assert identity.fault(number, year, sex) is None


@pytest.mark.parametrize(
    "number",
    [
        "",
        "05818800123",
        "0581880012345",
        "1234567890",
        "26412345",
        "05818800123a",
        "058 18800123",
        "-58188001234",
        "٠٥٨١٨٨٠٠١٢٣٤",
        "０５８１８８００１２３４",
        "²⁶⁴¹²³⁴⁵⁶",
    ],
)
def test_what_is_no_number_at_all(number: str) -> None:
    assert identity.fault(number, 1988, Sex.FEMALE) == "id_number_form"


@pytest.mark.parametrize(
    ("number", "year", "sex", "fault"),
    [
        ("058188001234", 1989, Sex.FEMALE, "id_number_birth_year"),
        ("058188001234", 2088, Sex.FEMALE, "id_number_birth_year"),
        ("058304001234", 1904, Sex.FEMALE, "id_number_birth_year"),
        ("058488001234", 1988, Sex.MALE, "id_number_birth_year"),
        ("058188001234", 1988, Sex.MALE, "id_number_sex"),
        ("058204001234", 2004, Sex.FEMALE, "id_number_sex"),
        ("058188001234", None, Sex.MALE, "id_number_sex"),
    ],
)
def test_a_number_that_contradicts_its_holder(number: str, year: int | None, sex: Sex, fault: str) -> None:
    assert identity.fault(number, year, sex) == fault


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("058188001234", True),
        ("001088001234", True),
        ("096188001234", True),
        ("264123456", True),
        ("000188001234", False),
        ("003188001234", False),
        ("097188001234", False),
        ("999188001234", False),
    ],
)
def test_the_province_of_birth(number: str, known: bool) -> None:
    assert identity.is_known_province(number) is known


def test_there_were_63_provinces() -> None:
    assert sum(identity.is_known_province(f"{code:03d}188001234") for code in range(1000)) == 63
