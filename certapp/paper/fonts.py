"""The faces of the paper: Tinos, as wide as Times New Roman (Decree 30/2020, Appendix I, part I.I.2).

reportlab prints an empty box for a letter that a face lacks, and says nothing; so ask first.
"""

import io
import struct
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Self

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from certapp.paper.errors import PaperError
from certapp.paper.unhinted import unhinted

rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer
NO_BREAK_SPACE = "\u00a0"
_FILES = (
    "400Regular/Tinos_400Regular.ttf",
    "400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "700Bold/Tinos_700Bold.ttf",
    "700Bold_Italic/Tinos_700Bold_Italic.ttf",
)


@dataclass(frozen=True)
class Fonts:
    """The four faces, loaded once and registered with reportlab.

    :param characters: code points that all four faces have.
    :param folder: where their files are.
    :param lock: held while a page is drawn, for a face reads its file at one position for all threads.
    """

    regular: TTFont
    italic: TTFont
    bold: TTFont
    bold_italic: TTFont
    characters: frozenset[int] = field(repr=False)
    folder: Path
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load and register the faces; keep the result.

        :param folder: the npm package `@expo-google-fonts/tinos` in `node_modules`.
        :raises PaperError: `font_unreadable` with the `file`.
        """
        regular, italic, bold, bold_italic = faces = [_load(folder, file) for file in _FILES]
        known = [frozenset(font.face.charToGlyph) for font in faces]
        return cls(regular, italic, bold, bold_italic, frozenset.intersection(*known), folder)

    def file(self, font: TTFont) -> Path:
        """Return the file of one of the faces, for a program that is not reportlab."""
        return self.folder / next(file for file in _FILES if Path(file).stem == font.fontName)

    def require_glyphs(self, text: str) -> None:
        """Make sure that every character of `text` can be printed in every face.

        :raises PaperError: `glyph_missing` with the `character` and its Unicode `name`; control and
            invisible characters count as missing.
        """
        for character in text:
            visible = character.isprintable() or character == NO_BREAK_SPACE
            if not visible or ord(character) not in self.characters:
                code = f"U+{ord(character):04X}"
                name = unicodedata.name(character, code)
                raise PaperError("glyph_missing", character=character if visible else code, name=name)


def _load(folder: Path, file: str) -> TTFont:
    path = folder / file
    try:
        # Without shaping a page is the same whether or not a shaping library happens to be installed.
        font = TTFont(path.stem, io.BytesIO(unhinted(path.read_bytes())), asciiReadable=0, shapable=False)
    except (TTFError, struct.error, OSError) as error:
        raise PaperError("font_unreadable", file=file) from error
    pdfmetrics.registerFont(font)
    return font
