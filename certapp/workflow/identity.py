"""The Vietnamese identity number (CCCD, 12 digits; CMND, 9 digits) and what it tells.

Circular 59/2021/TT-BCA, art. 4 and Decree 137/2015/NĐ-CP, art. 13: three digits for the province of birth
registration, one for century and sex, two for the birth year, six random. There is no check digit.
"""

from certapp.registry.people import Sex

# fmt: off
_PROVINCES = frozenset((
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
    84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
))
# fmt: on


def fault(number: str, birth_year: int | None, sex: Sex | None) -> str | None:
    """Return the code of what is wrong with an identity number, or None.

    A CMND (9 digits, no longer issued, still in hands in 2021) tells nothing that could be compared.
    """
    if not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
        return "id_number_form"
    if len(number) == 9:
        return None
    century, is_female = divmod(int(number[3]), 2)
    if birth_year is not None and birth_year != 1900 + 100 * century + int(number[4:6]):
        return "id_number_birth_year"
    if sex is not None and (sex is Sex.FEMALE) != bool(is_female):
        return "id_number_sex"
    return None


def is_known_province(number: str) -> bool:
    """Tell whether a CCCD begins with a province's code; an unknown one is worth a warning, no more."""
    return len(number) != 12 or int(number[:3]) in _PROVINCES
