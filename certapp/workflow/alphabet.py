"""The Vietnamese alphabet: the order in which a clerk expects units, posts and people.

Unicode's own order puts Đ behind Z and Á behind Z too. PyICU knows the right one, but has no wheels and needs
the system's ICU; pyuca has no Vietnamese tailoring, and Đ is not a D with a mark. The rule is short: letters
first, in the order of the alphabet, then the tone, and that syllable by syllable as dictionaries do.
"""

import unicodedata

# F, J, W and Z are in foreign names only; they stand where the Latin alphabet has them.
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng

Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def key(text: str) -> Key:
    """Return what to sort a text by: each syllable's letters, then its tones; numbers by their value."""
    words = "".join(character if character.isalnum() else " " for character in _plain(text)).split()
    return tuple(_syllable(word) for word in words)


def name_key(name: str) -> tuple[Key, Key]:
    """Return what to sort people by: the given name, which is written last, then the names before it.

    So Vietnamese lists of people are sorted: An before Bình, whatever the family.
    """
    words = name.split()
    return key(" ".join(words[-1:])), key(" ".join(words[:-1]))


def place_in_list(unit: str, name: str, number: int) -> tuple[Key, str, tuple[Key, Key], int]:
    """Return what to sort papers by: by unit, then by name; `number` decides between namesakes."""
    return key(unit), unit, name_key(name), number


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _syllable(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if word.isdecimal():
        return (0, int(word)), ()
    letters, tones = [], []
    for character in word:
        letter, tone = _parted(character)
        letters.append(_LETTERS.get(letter, 1000 + ord(letter)))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _parted(character: str) -> tuple[str, int]:
    """Part a letter from its tone; marks that the alphabet does not know are left out."""
    tone, rest = 0, ""
    for part in unicodedata.normalize("NFD", character):
        if part in _TONES:
            tone = _TONES[part]
        else:
            rest += part
    letter = unicodedata.normalize("NFC", rest)
    return (letter if letter in _LETTERS else rest[0] if rest else letter), tone
