"""Short texts that people write: cleaned, bounded, and comparable."""

import unicodedata

from certapp.workflow.errors import Invalid

# Composing a run of combining marks takes time in the square of its length: 200 KB of them, half a minute.
LONGEST = 4_000  # characters; more than any field takes


def composed(text: str) -> str:
    """Return a text in NFC; one too long for any field comes back as it is, to be refused."""
    return unicodedata.normalize("NFC", text) if len(text) <= LONGEST else text


def clean(text: str) -> str:
    """Return a text in NFC, with single blanks inside and none at its ends."""
    return " ".join(composed(text).split())


def fault(text: str, limit: int) -> str | None:
    """Return the code of what is wrong with a cleaned text, or None.

    :param limit: its longest length, characters.
    """
    if not text:
        return "required"
    if len(text) > limit:
        return "too_long"
    return None if text.isprintable() else "control_character"


def text_of(name: str, text: str, limit: int) -> str:
    """Return a text cleaned.

    :param name: the field it belongs to.
    :raises Invalid: it is missing, too long or holds control characters.
    """
    cleaned = clean(text)
    if code := fault(cleaned, limit):
        raise Invalid({name: code})
    return cleaned


def bare(text: str) -> str:
    """Return a text as it is compared in a search: no case, no marks, so that `do thi` finds `Đỗ Thị`."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
