"""The file around the pages: objects packed together and compressed (ISO 32000-1, 7.5.7 and 7.5.8).

reportlab writes every object by itself and in full; packed they take a quarter of that.
"""

import hashlib
import zlib
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

_VERSION = (1, 5)  # the first that knows packed objects
_WIDTHS = (1, 3, 2)  # bytes of the three fields of an entry: what it is, where, and which
_FREE, _PLAIN, _PACKED = 0, 1, 2
_BINARY = b"%\x93\x8c\x8b\x9e\n"  # tells programs that this is no text (7.5.2)


def finished(canvas: Canvas) -> bytes:
    """Return the whole file of a canvas all of whose pages have been shown.

    :raises OverflowError: the file is longer than 16 MiB, which no paper is.
    """
    document: Any = canvas._doc  # type: ignore[attr-defined]  # the stubs have no private names
    document.format = lambda: _written(document)
    file: bytes = document.GetPDFData(canvas)
    return file


def _written(document: Any) -> bytes:
    document.encrypt.prepare(document)  # it encrypts nothing, but asks to be asked
    root, info = (document.Reference(each).format(document) for each in (document.Catalog, document.info))
    file = bytearray(b"%%PDF-%d.%d\n" % max(_VERSION, document._pdfVersion) + _BINARY)
    offsets: dict[int, int] = {}
    packed: dict[int, bytes] = {}
    number = 1
    while number in document.numberToId:  # writing one object may register others
        thing = document.idToObject[document.numberToId[number]]
        content = pdfdoc.format(thing, document, toplevel=1).strip()
        if content.endswith(b"endstream"):
            offsets[number] = len(file)
            file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        else:
            packed[number] = content
        number += 1
    offsets[number] = len(file)
    file += _stream(number, *_together(packed))
    offsets[number + 1] = start = len(file)
    identity = hashlib.sha256(file).hexdigest()[:32].encode()
    named = b"/Type/XRef/Size %d/W[%d %d %d]/Root %s/Info %s/ID[<%s><%s>]" % (
        number + 2, *_WIDTHS, root, info, identity, identity,
    )  # fmt: skip
    file += _stream(number + 1, named, _table(offsets, packed, holder=number))
    file += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(file)


def _together(packed: dict[int, bytes]) -> tuple[bytes, bytes]:
    """Return the entries and the content of the stream that holds all these objects."""
    places, at = [], 0
    for number, content in packed.items():
        places.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    return b"/Type/ObjStm/N %d/First %d" % (len(packed), len(head)), head + b"\n".join(packed.values())


def _table(offsets: dict[int, int], packed: dict[int, bytes], *, holder: int) -> bytes:
    """Return where every object is: at an offset, or which one it is in the stream `holder`."""
    entries = {0: (_FREE, 0, 0xFFFF)}
    entries |= {number: (_PLAIN, offset, 0) for number, offset in offsets.items()}
    entries |= {number: (_PACKED, holder, place) for place, number in enumerate(packed)}
    fields = (zip(entries[number], _WIDTHS, strict=True) for number in sorted(entries))
    return b"".join(field.to_bytes(width) for entry in fields for field, width in entry)


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number, entries, len(data), data,
    )  # fmt: skip
