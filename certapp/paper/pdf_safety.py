"""Which PDFs the decoding process looks into: those of few pages, open, and without anything that acts.

Part of :mod:`certapp.paper.decoder`; imports nothing else of certapp.
"""

import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

raw: Any = pypdfium2.raw  # its names are made when it is imported: nothing for a type checker

MAX_PAGES = 3  # a paper has one page, seldom two
MAX_OBJECTS = 20_000  # a paper has under a hundred
MAX_IMAGE_PIXELS = 40_000_000  # as of a photograph that is uploaded by itself
START, END = b"%PDF-", b"%%EOF"

# What runs, opens something else, carries another file, asks to be filled in, or shows one reader this and
# another that (ISO 32000-1, 12.6, 7.11.4, 12.7, 8.11). No paper has any of them.
_KEYS = frozenset(
    ("/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Collection", "/OCProperties")
)
_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/GoToR", "/GoToE", "/GoTo3DView", "/SubmitForm", "/ResetForm", "/ImportData")
) | frozenset(
    ("/Hide", "/Named", "/SetOCGState", "/Rendition", "/RichMediaExecute", "/Sound", "/Movie", "/Trans")
)
_ANNOTATIONS = frozenset(("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"))
_SIGNATURES = frozenset(("/Sig", "/DocTimeStamp"))
_TRACES = (b"/ByteRange", b"ETSI.CAdES", b"ETSI.RFC3161", b"adbe.pkcs7")

# What pyHanko raises, itself or by the libraries below it, over a file that is broken or made to break it.
BROKEN = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    zlib.error,
)


class Unsafe(Exception):
    """A PDF that is not looked into; the only argument is the code of :mod:`certapp.paper.reader`."""


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF for looking at its pages.

    :raises Unsafe: `pdf_mixed` (something stands before its head or after its end: other programs may read
        another file in it), `pdf_encrypted`, `pdf_pages`, `upload_unreadable`.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = error.err_code
        raise Unsafe("pdf_encrypted" if code == raw.FPDF_ERR_PASSWORD else "upload_unreadable") from error
    if not data.startswith(START) or not data.rstrip(b"\r\n\0 ").endswith(END):
        raise Unsafe("pdf_mixed")
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Unsafe("pdf_encrypted")
    if len(document) > MAX_PAGES:
        raise Unsafe("pdf_pages")
    return document


def has_signature(data: bytes, reader: PdfFileReader | None) -> bool:
    """Tell whether there is a signature, or what is left of one, in any part of the file that is in use.

    :param reader: None where the file cannot be read as a whole.
    :raises Unsafe: `pdf_active`, something in it acts; `pdf_objects`, it has too many parts; `pdf_pages`;
        `picture_too_large`.
    """
    found = any(trace in data for trace in _TRACES)
    for each in _dictionaries(reader) if reader else ():
        kind, field = _name(each, "/Type"), _name(each, "/FT")
        is_active = _name(each, "/Subtype") in _ANNOTATIONS or _name(each, "/S") in _ACTIONS
        if _KEYS & each.keys() or is_active or field not in ("", "/Sig"):
            raise Unsafe("pdf_active")
        _require_small(each)
        found = found or kind in _SIGNATURES or field == "/Sig"
    return found


def _require_small(dictionary: generic.DictionaryObject) -> None:
    """Refuse what is larger than it says, or than a program can hold that draws it."""
    kids = _value(dictionary, "/Kids")
    if "/Count" in dictionary and isinstance(kids, list) and len(kids) > MAX_PAGES:
        raise Unsafe("pdf_pages")
    width, height = _value(dictionary, "/Width"), _value(dictionary, "/Height")
    if isinstance(width, int) and isinstance(height, int) and width * height > MAX_IMAGE_PIXELS:
        raise Unsafe("picture_too_large")


def _name(dictionary: generic.DictionaryObject, key: str) -> str:
    value = _value(dictionary, key)
    return str(value) if isinstance(value, generic.NameObject) else ""


def _value(dictionary: generic.DictionaryObject, key: str) -> Any:
    """Return a value wherever it stands: `get()` would return a reference as it is."""
    try:
        return dictionary[key]
    except KeyError:
        return None


def _dictionaries(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """Walk everything that hangs on the file's root, each part once, without recursion."""
    ahead: list[Any] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    steps = 0
    while ahead:
        steps += 1
        if steps > MAX_OBJECTS * 10 or len(seen) > MAX_OBJECTS:
            raise Unsafe("pdf_objects")
        part = ahead.pop()
        if isinstance(part, generic.IndirectObject):
            place = (part.idnum, part.generation)
            if place not in seen:
                seen.add(place)
                ahead.append(part.get_object())
        elif isinstance(part, generic.DictionaryObject):
            yield part
            ahead.extend(part.raw_get(key) for key in part)
        elif isinstance(part, generic.ArrayObject):
            ahead.extend(part.raw_get(index) for index in range(len(part)))
