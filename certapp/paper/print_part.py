"""A part of a print file: the pages of some signed papers as numbered PDF objects (ISO 32000-1 §7.3).

Libraries that merge PDFs hold all pages until they save; a print file of thousands of papers is therefore
written part by part, and a part that was made once need never be read as PDF again. What belongs to a paper's
own file stays out: its signature, its form field and the tree of its tags. What the field shows is kept as a
drawing on the page.
"""

import hashlib
import io
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from certapp.paper.errors import PaperError
from certapp.paper.flatten import flattened

PARENT = 2  # number of the print file's own page tree, above those of the parts
_PAGE_KEYS = ("/Type", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group")
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # ISO 32000-1 §7.7.3.4
_UNUSED = 2**64 - 1
MAX_DEPTH = 50  # of objects in objects


@dataclass(frozen=True, slots=True)
class PrintPart:
    """Objects with the numbers `first`, `first + 1`, …, one after another in `data`.

    The first is the part's page tree. `offsets` tells where in `data` each begins. `room` counts them, and
    numbers at the end for which there is no use. `papers` has the numbers of each paper's pages.
    """

    first: int
    room: int
    offsets: "array[int]"
    papers: tuple[tuple[int, ...], ...]
    data: bytes

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(map(len, self.papers))

    def to_bytes(self) -> bytes:
        """Return it as a file: a line of JSON, then `data`."""
        index = {
            "first": self.first,
            "room": self.room,
            "offsets": list(self.offsets),
            "papers": self.papers,
        }
        return json.dumps(index, separators=(",", ":")).encode() + b"\n" + self.data

    @classmethod
    def from_bytes(cls, file: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote; only for bytes whose hash is the one recorded."""
        line, _, data = file.partition(b"\n")
        index = json.loads(line)
        papers = tuple(map(tuple, index["papers"]))
        return cls(index["first"], index["room"], array("Q", index["offsets"]), papers, data)


def make_part(papers: Sequence[bytes], first: int, room: int | None = None) -> PrintPart:
    """Put the pages of signed papers together, in this order; the same input makes the same bytes.

    Objects that are the same in several papers, such as a face's subset, are written once.

    :param papers: signed PDFs.
    :param first: number of its first object.
    :param room: how many numbers there are for it, when it takes the place of a part that had these papers
        and others; None for as many as it needs.
    :raises PaperError: `print_unreadable`, a paper is not a PDF; `print_room`, there are not enough numbers.
    """
    writer = _Writer(first)
    numbers = []
    for pdf in papers:
        try:
            numbers.append(tuple(writer.add(pdf)))
        except (PdfError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise PaperError("print_unreadable") from error
    return writer.part(numbers, room)


class _Writer:
    """Writes the objects of papers, each under a new number."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._file = io.BytesIO()
        self._offsets = array("Q", [_UNUSED])  # the page tree is written last, when its pages are known
        self._known: dict[bytes, int] = {}  # SHA-256 of an object to its number

    def add(self, pdf: bytes) -> Iterator[int]:
        """Write a paper's pages; yields their numbers."""
        reader = PdfFileReader(io.BytesIO(pdf))
        copy = _Copy(reader, self)
        for page in _pages(reader.root["/Pages"], {}, MAX_DEPTH):
            kept = flattened(page)
            new = {key: copy.of(kept.raw_get(key)) for key in _PAGE_KEYS if key in kept}
            new["/Parent"] = generic.IndirectObject(self._first, 0, None)
            yield self._write(_bytes_of(generic.DictionaryObject(new)))

    def once(self, value: generic.PdfObject) -> int:
        """Write an object unless the same was written before; returns its number."""
        data = _bytes_of(value)
        digest = hashlib.sha256(data).digest()
        if digest not in self._known:
            self._known[digest] = self._write(data)
        return self._known[digest]

    def part(self, papers: Sequence[tuple[int, ...]], room: int | None) -> PrintPart:
        """Write the page tree and return the whole."""
        kids = [page for pages in papers for page in pages]
        tree = f"<< /Type /Pages /Parent {PARENT} 0 R /Count {len(kids)} /Kids [ "
        tree += "".join(f"{kid} 0 R " for kid in kids) + "] >>"
        self._offsets[0] = self._file.tell()
        self._put(self._first, tree.encode())
        room = len(self._offsets) if room is None else room
        if len(self._offsets) > room:
            raise PaperError("print_room")
        return PrintPart(self._first, room, self._offsets, tuple(papers), self._file.getvalue())

    def _write(self, data: bytes) -> int:
        number = self._first + len(self._offsets)
        self._offsets.append(self._file.tell())
        self._put(number, data)
        return number

    def _put(self, number: int, data: bytes) -> None:
        self._file.write(b"%d 0 obj\n" % number + data + b"\nendobj\n")


class _Copy:
    """Copies objects of one paper with all they refer to."""

    def __init__(self, reader: PdfFileReader, writer: _Writer) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}

    def of(self, value: generic.PdfObject, depth: int = MAX_DEPTH) -> generic.PdfObject:
        """Return the same object with references to what was written for it.

        :raises ValueError: it is nested without end.
        """
        if depth == 0:
            raise ValueError("nested too deeply")
        match value:
            case generic.IndirectObject():
                return generic.IndirectObject(self._number(value, depth), 0, None)
            case generic.StreamObject():  # made by `flattened`: a stream has a number of its own
                return generic.IndirectObject(self._writer.once(self._stream(value, depth)), 0, None)
            case generic.DictionaryObject():
                return generic.DictionaryObject(self._entries(value, depth))
            case generic.ArrayObject():
                return generic.ArrayObject(self.of(item, depth - 1) for item in value)
            case _:
                return value

    def _stream(self, value: generic.StreamObject, depth: int) -> generic.StreamObject:
        return generic.StreamObject(self._entries(value, depth), encoded_data=value.encoded_data)

    def _entries(self, value: generic.DictionaryObject, depth: int) -> dict[str, generic.PdfObject]:
        return {key: self.of(value.raw_get(key), depth - 1) for key in value if key != "/Length"}

    def _number(self, reference: generic.IndirectObject, depth: int) -> int:
        key = (reference.idnum, reference.generation)
        if key not in self._numbers:
            value = self._reader.get_object(reference.reference)
            is_stream = isinstance(value, generic.StreamObject)
            copied = self._stream(value, depth) if is_stream else self.of(value, depth - 1)
            self._numbers[key] = self._writer.once(copied)
        return self._numbers[key]


def _pages(
    node: generic.DictionaryObject, inherited: dict[str, generic.PdfObject], depth: int
) -> Iterator[generic.DictionaryObject]:
    """Yield the pages below a node of the page tree, each with what it inherits."""
    if depth == 0:
        raise ValueError("nested too deeply")
    inherited = inherited | {key: node.raw_get(key) for key in _INHERITED if key in node}
    if node["/Type"] == "/Page":
        own = {key: node.raw_get(key) for key in node}
        yield generic.DictionaryObject(inherited | own)
        return
    for kid in node["/Kids"]:
        yield from _pages(kid.get_object(), inherited, depth - 1)


def _bytes_of(value: generic.PdfObject) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()
