"""Names of administrative places, in full on the page and abbreviated as usual in the token."""

import re
from collections.abc import Iterator

# The abbreviations in common use on forms and road signs; "xã" is as short as its own.
_SHORT = {
    "thành phố": "TP. ",
    "thị xã": "TX. ",
    "thị trấn": "TT. ",
    "phường": "P. ",
    "huyện": "H. ",
    "quận": "Q. ",
    "tỉnh": "",
}
_LONG = {short.strip(): kind for kind, short in _SHORT.items() if short}
_KIND = re.compile(rf"(^|, )({'|'.join(_SHORT)})\s+", re.IGNORECASE)

_CAPITAL = re.compile(r"thành phố (?=Hồ Chí Minh)")


def shortened(places: str) -> str:
    """Abbreviate the kinds of place in "Phường Mỹ Hải, Thành phố …, Tỉnh …"; every byte of a QR counts."""
    return _KIND.sub(lambda found: found[1] + _SHORT[found[2].lower()], places)


def spellings(places: str) -> Iterator[tuple[str, ...]]:
    """Yield for each part of an abbreviated text what may stand before its name, and last the name itself.

    "P. Mỹ Hải" may be written "P. Mỹ Hải" and "phường Mỹ Hải", what has no kind also with "tỉnh".
    """
    for part in places.split(", "):
        kind, _, name = part.partition(" ")
        if kind in _LONG and name:
            yield kind, _LONG[kind], name
        else:
            yield "", "tỉnh", part


def written_out(places: str) -> str:
    """Write "Phường Mỹ Hải, thành phố …, tỉnh …": after a comma the kind of place has a small letter.

    Decree 30/2020/NĐ-CP, Appendix II, III.2, with its exception.
    """
    return _CAPITAL.sub(lambda found: found[0].capitalize(), _KIND.sub(_small, places))


def _small(found: re.Match[str]) -> str:
    return found[0].lower() if found[1] else found[0]


def within_sentence(name: str) -> str:
    """Return "huyện Bác Ái" of "Huyện Bác Ái": within a sentence the kind of place has a small letter."""
    return name[:1].lower() + name[1:] if _KIND.match(name) else name
