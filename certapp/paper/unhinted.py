"""A face without what no paper needs: programs that fit letters to a screen's pixels, and its shaping tables.

They are over half of every stored paper's faces. The outlines stay as they are.
"""

import io
from itertools import pairwise
from struct import pack, unpack_from

from reportlab.pdfbase.ttfonts import TTFontFile, TTFontMaker

# Copied; glyf, loca, head, name and post are made anew, and a paper holds no other (ISO 32000-2, 9.9.1).
_KEPT = ("OS/2", "cmap", "hhea", "hmtx", "maxp")
_HEAD_LOCA_FORMAT = 50  # offset in head
_POST_WITHOUT_NAMES = b"\x00\x03\x00\x00"
_MORE_COMPONENTS, _WORDS, _SCALE, _TWO_SCALES, _TWO_BY_TWO, _PROGRAM = 0x20, 0x1, 0x8, 0x40, 0x80, 0x100


def unhinted(face: bytes) -> bytes:
    """Return a TrueType file of the same outlines, widths and characters (OpenType 1.9, glyf table).

    :raises TTFError: it is not a TrueType file.
    :raises struct.error: it ends too early.
    """
    source = TTFontFile(io.BytesIO(face))

    def table(tag: str) -> bytes:
        found: bytes = source.get_table(tag)  # type: ignore[no-untyped-call]
        return found

    outlines = table("glyf")
    glyphs = [_without_program(outlines[start:end]) for start, end in pairwise(source.glyphPos)]
    places = [0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph))
    head = bytearray(table("head"))
    head[_HEAD_LOCA_FORMAT : _HEAD_LOCA_FORMAT + 2] = pack(">H", 1)

    made = TTFontMaker()
    for tag in _KEPT:
        made.add(tag, table(tag))
    made.add("glyf", b"".join(glyphs))
    made.add("loca", pack(f">{len(places)}L", *places))
    made.add("head", bytes(head))
    made.add("name", _name(source.name))
    made.add("post", _POST_WITHOUT_NAMES + table("post")[4:32])
    stream: bytes = made.makeStream()
    return stream


def _without_program(glyph: bytes) -> bytes:
    if not glyph:
        return glyph
    (contours,) = unpack_from(">h", glyph)
    if contours < 0:
        return _composite_without_program(glyph)
    at = 10 + 2 * contours
    (length,) = unpack_from(">H", glyph, at)
    return glyph[:at] + b"\x00\x00" + glyph[at + 2 + length :]


def _composite_without_program(glyph: bytes) -> bytes:
    """A letter put together of others, such as one with its tone mark; its program follows the last."""
    made = bytearray(glyph)
    at, flags = 10, _MORE_COMPONENTS
    while flags & _MORE_COMPONENTS:
        (flags,) = unpack_from(">H", glyph, at)
        made[at : at + 2] = pack(">H", flags & ~_PROGRAM)
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _TWO_BY_TWO else 0
    return bytes(made[:at])


def _name(postscript: bytes) -> bytes:
    """Return a table of one name, the PostScript name (6), in Microsoft's Unicode and US English."""
    text = postscript.decode("ascii").encode("utf-16-be")
    return pack(">3H6H", 0, 1, 18, 3, 1, 0x409, 6, len(text), 0) + text
