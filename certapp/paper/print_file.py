"""A print file: parts, one after another, as one PDF with bookmarks, language and title (ISO 32000-1)."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from pyhanko.pdf_utils.generic import pdf_date, pdf_string

from certapp.paper.print_part import PARENT, PrintPart

FIRST = 5  # number of the first object of the first part
_CATALOG, _INFO, _OUTLINE = 1, 3, 4
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the second line tells programs that the file is binary
_MOST = 2**64 - 1  # what stands where a number has no object


@dataclass(frozen=True, slots=True)
class Chapter:
    """A bookmark with one below it for each paper: its words and the number of the page it leads to."""

    title: str
    papers: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: SHA-256 in hexadecimal, bytes, pages."""

    sha256: str
    size: int
    pages: int


def assemble(
    out: BinaryIO, parts: Iterable[PrintPart], chapters: Iterable[Chapter], title: str, made_at: datetime
) -> Written:
    """Write a print file; one part at a time is held in memory, and eight bytes an object.

    :param out: an empty file.
    :param parts: in the order of their numbers, from :data:`FIRST` on without a gap.
    :param chapters: asked for after the last part.
    :param title: of the document.
    :param made_at: aware time, written into the file.
    """
    file = _File(out)
    trees, pages, after = [], 0, FIRST
    for part in parts:
        file.place(part)
        trees.append((part.first, part.pages))
        pages, after = pages + part.pages, part.first + part.room
    kids = " ".join(f"{tree} 0 R" for tree, count in trees if count)
    file.put(PARENT, f"<< /Type /Pages /Count {pages} /Kids [ {kids} ] >>")
    has_outline = _bookmarks(file, list(chapters), after)
    outline = f"/Outlines {_OUTLINE} 0 R /PageMode /UseOutlines" if has_outline else ""
    preferences = "/ViewerPreferences << /DisplayDocTitle true >>"
    file.put(
        _CATALOG,
        f"<< /Type /Catalog /Pages {PARENT} 0 R {outline} /Lang (vi-VN) {preferences} >>",
    )
    made = _text(pdf_date(made_at))
    file.put(_INFO, f"<< /Title {_text(pdf_string(title))} /Creator (certapp) /CreationDate {made} >>")
    file.finish()
    return Written(file.sha256, file.size, pages)


def _bookmarks(file: "_File", chapters: Sequence[Chapter], first: int) -> bool:
    """Write the outline (ISO 32000-1 §12.3.3), closed below its chapters; tells whether there is one.

    :param first: the first free number.
    """
    starts, number = [], first
    for chapter in chapters:
        starts.append(number)
        number += 1 + len(chapter.papers)
    for position, chapter in enumerate(chapters):
        own, count = starts[position], len(chapter.papers)
        for line, (words, page) in enumerate(chapter.papers):
            around = _around(own + 1 + line, own + 1, own + count)
            _bookmark(file, own + 1 + line, words, page, own, around)
        around = f"/First {own + 1} 0 R /Last {own + count} 0 R /Count {-count}"
        if position > 0:
            around += f" /Prev {starts[position - 1]} 0 R"
        if position + 1 < len(chapters):
            around += f" /Next {starts[position + 1]} 0 R"
        _bookmark(file, own, chapter.title, chapter.papers[0][1], _OUTLINE, around)
    if chapters:
        ends = f"/First {starts[0]} 0 R /Last {starts[-1]} 0 R"
        file.put(_OUTLINE, f"<< /Type /Outlines {ends} /Count {len(chapters)} >>")
    return bool(chapters)


def _around(number: int, first: int, last: int) -> str:
    before = f"/Prev {number - 1} 0 R " if number > first else ""
    return before + (f"/Next {number + 1} 0 R" if number < last else "")


def _bookmark(file: "_File", number: int, words: str, page: int, parent: int, around: str) -> None:
    title = _text(pdf_string(words))
    file.put(number, f"<< /Title {title} /Parent {parent} 0 R /Dest [ {page} 0 R /Fit ] {around} >>")


class _File:
    """Counts, hashes and remembers where each object is, while it writes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self._offsets = array("Q", [_MOST])
        self.size = 0
        self._write(_HEADER)

    @property
    def sha256(self) -> str:
        """Hash of what was written, hexadecimal."""
        return self._hash.hexdigest()

    def place(self, part: PrintPart) -> None:
        """Write a part as it is."""
        for position, offset in enumerate(part.offsets):
            self._remember(part.first + position, self.size + offset)
        self._write(part.data)

    def put(self, number: int, value: str) -> None:
        """Write one object.

        :param value: its text, every character one byte.
        """
        self._remember(number, self.size)
        self._write(f"{number} 0 obj\n{value}\nendobj\n".encode("latin-1"))

    def finish(self) -> None:
        """Write the table of all objects (ISO 32000-1 §7.5.4) and the trailer."""
        start = self.size
        count = len(self._offsets)
        self._write(b"xref\n0 %d\n" % count)
        free = [number for number in range(1, count) if self._offsets[number] == _MOST]
        following = dict(zip([0, *free], [*free, 0], strict=True))  # each free number names the next
        lines = (
            b"%010d %05d f \n" % (following[number], 65535 if number == 0 else 0)
            if offset == _MOST
            else b"%010d 00000 n \n" % offset
            for number, offset in enumerate(self._offsets)
        )
        self._write_all(lines)
        mark = self._hash.hexdigest()[:32]
        self._write(
            f"trailer\n<< /Size {count} /Root {_CATALOG} 0 R /Info {_INFO} 0 R /ID [ <{mark}> <{mark}> ] >>\n"
            f"startxref\n{start}\n%%EOF\n".encode()
        )

    def _remember(self, number: int, offset: int) -> None:
        missing = number + 1 - len(self._offsets)
        if missing > 0:
            self._offsets.extend([_MOST] * missing)
        self._offsets[number] = offset

    def _write_all(self, lines: Iterable[bytes]) -> None:
        block = bytearray()
        for line in lines:
            block += line
            if len(block) >= 2**16:
                self._write(bytes(block))
                block.clear()
        self._write(bytes(block))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)


def _text(value: object) -> str:
    """Return a PDF string as it is written, every byte one character."""
    out = BytesIO()
    value.write_to_stream(out)  # type: ignore[attr-defined]
    return out.getvalue().decode("latin-1")
