"""The Vietnamese identity number (CCCD, 12 digits; CMND, 9 digits) and what it tells.

Circular 59/2021/TT-BCA, art. 4 and Decree 137/2015/NĐ-CP, art. 13: three digits for the province of birth
registration, one for century and sex, two for the birth year, six random. There is no check digit.
"""

from certapp.registry.people import Sex

_PROVINCES = frozenset(
    """001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038
    040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083
    084 086 087 089 091 092 093 094 095 096""".split()
)


def fault(number: str, birth_year: int | None, sex: Sex | None) -> str | None:
    """Return the code of what is wrong with an identity number, or None.

    A CMND (9 digits, no longer issued, still in hands in 2021) tells nothing that could be compared.
    """
    if not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
        return "id_number_form"
    if len(number) == 9:
        return None
    century, male = divmod(int(number[3]), 2)
    if birth_year is not None and birth_year != 1900 + 100 * century + int(number[4:6]):
        return "id_number_birth_year"
    if sex is not None and (sex is Sex.MALE) != (male == 0):
        return "id_number_sex"
    return None


def is_known_province(number: str) -> bool:
    """Tell whether a CCCD begins with a province's code; an unknown one is worth a warning, no more."""
    return len(number) != 12 or number[:3] in _PROVINCES
