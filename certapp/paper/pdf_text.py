"""What a reader sees written on the pages of a PDF: text that leaves no ink is left out.

Part of :mod:`certapp.paper.decoder`. Every page is drawn twice, with its text and without it. Only where the
two differ is text that can be seen, whatever would hide it: mode 3, white ink, a picture or a patch above it,
a clipping path, a place off the page. Text too small to read does not count either.
"""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw
from PIL import Image, ImageChops

from certapp.paper.pdf_pages import picture
from certapp.paper.pdf_safety import Unsafe

raw: Any = pypdfium2.raw  # its names are made when it is imported: nothing for a type checker

DPI = 150
LEAST_CONTRAST = 80  # of 255, between a letter and what is below it
LEAST_SIZE = 5.0  # points; the paper's smallest letters have 9
MAX_CHARACTERS = 20_000  # a paper has under 3,000
MAX_CROWDED = 20  # parts of a page that are looked at one by one
_FORM_DEPTH = 8
_CELL = 12.0  # points: about a letter
_MOST_CELLS = 20

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points from the page's lower left


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character, and in which part of the page it is drawn.

    `breaks` where the reading goes on elsewhere, behind a blank that nobody has written.
    """

    text: str
    box: Box
    size: float
    item: int
    breaks: bool = False


def seen_text(document: pypdfium2.PdfDocument) -> tuple[str, int]:
    """Return the text that can be seen, in NFC, and how many letters cannot.

    One line for each run of text that is written in one go; a value of two lines is two runs.

    :raises Unsafe: `pdf_objects`, there is more text than on any paper.
    """
    runs: list[str] = []
    unseen = 0
    for page in document:
        letters = list(_letters(page))
        shown = _shown(page, letters)
        unseen += sum(not is_shown for is_shown in shown)
        runs.append("".join(_written(letters, shown)))
    return unicodedata.normalize("NFC", "\n".join(runs)), unseen


def _letters(page: pypdfium2.PdfPage) -> Iterator[_Letter]:
    text = page.get_textpage()
    if text.count_chars() > MAX_CHARACTERS:
        raise Unsafe("pdf_objects")
    sides = [ctypes.c_double() for _ in range(4)]
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            yield _Letter("", (0, 0, 0, 0), 0, 0, breaks=True)
            continue
        left, right, bottom, top = sides
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        is_hyphen = raw.FPDFText_IsHyphen(text, index) == 1  # at the end of a line it gets another code
        character = "-" if is_hyphen else chr(raw.FPDFText_GetUnicode(text, index))
        box = (left.value, bottom.value, right.value, top.value)
        item = _address(raw.FPDFText_GetTextObject(text, index))
        yield _Letter(character, box, _size(text, index), item)


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Return the size of a character's type in points, whatever scales it."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text, index, matrix):
        return 0.0
    upward = (matrix.c**2 + matrix.d**2) ** 0.5
    return float(raw.FPDFText_GetFontSize(text, index) * upward)


def _shown(page: pypdfium2.PdfPage, letters: Sequence[_Letter]) -> list[bool]:
    """Tell of each letter whether it is seen; blanks are where their neighbours are."""
    drawn = picture(page, DPI)
    items = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_FORM_DEPTH))
    ink = _ink(page, drawn, items)
    shown = [
        not _is_ink(letter) or (letter.size >= LEAST_SIZE and _has_ink(page, ink, letter.box))
        for letter in letters
    ]
    crowded = _crowded([letter if shown[index] else None for index, letter in enumerate(letters)])
    items = [item for item in items if _address(item.raw) in {letters[index].item for index in crowded}]
    for item in items[:MAX_CROWDED]:  # each by itself: of two that share a place, one may be below a patch
        ink = _ink(page, drawn, [item])
        for index, letter in enumerate(letters):
            if letter.item == _address(item.raw) and _is_ink(letter):
                shown[index] = shown[index] and _has_ink(page, ink, letter.box)
    left = {_address(item.raw) for item in items[MAX_CROWDED:]}
    return [is_shown and letter.item not in left for is_shown, letter in zip(shown, letters, strict=True)]


def _ink(page: pypdfium2.PdfPage, drawn: Image.Image, items: Sequence[pypdfium2.PdfObject]) -> Image.Image:
    """Return what some texts add to a page: white where they do, black elsewhere."""
    modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in items]
    for item in items:
        raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    difference = ImageChops.difference(drawn, picture(page, DPI))
    for item, mode in zip(items, modes, strict=True):
        raw.FPDFTextObj_SetTextRenderMode(item, mode)
    return difference.point([0] * LEAST_CONTRAST + [255] * (256 - LEAST_CONTRAST))


def _is_ink(letter: _Letter) -> bool:
    return bool(letter.text.strip())


def _has_ink(page: pypdfium2.PdfPage, ink: Image.Image, box: Box) -> bool:
    (left, top), (right, bottom) = _pixel(page, ink, box[0], box[3]), _pixel(page, ink, box[2], box[1])
    edges = (min(left, right), min(top, bottom), max(left, right) + 1, max(top, bottom) + 1)
    return ink.crop(edges).getbbox() is not None


def _pixel(page: pypdfium2.PdfPage, drawn: Image.Image, x: float, y: float) -> tuple[int, int]:
    """Return where a point of the page stands in its picture, also on a page that is turned."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *drawn.size, 0, x, y, across, down)
    return across.value, down.value


def _crowded(letters: Sequence[_Letter | None]) -> set[int]:
    """Return the letters in whose middle another one stands, and those others; None is passed over."""
    middles: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for index, letter in enumerate(letters):
        if letter is not None and _is_ink(letter):
            x, y = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
            middles.setdefault((int(x // _CELL), int(y // _CELL)), []).append((index, x, y))
    found: set[int] = set()
    for index, letter in enumerate(letters):
        if letter is None or not _is_ink(letter):
            continue
        left, bottom, right, top = letter.box
        for column in _cells(left, right):
            for row in _cells(bottom, top):
                for other, x, y in middles.get((column, row), ()):
                    if other != index and left < x < right and bottom < y < top:
                        found |= {index, other}
    return found


def _cells(start: float, end: float) -> range:
    first = int(start // _CELL)
    return range(first, min(int(end // _CELL), first + _MOST_CELLS) + 1)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _written(letters: Sequence[_Letter], shown: Sequence[bool]) -> Iterator[str]:
    for letter, is_shown in zip(letters, shown, strict=True):
        if letter.breaks:
            yield "\n"
        elif is_shown and letter.text != "\0":
            yield letter.text
