"""Files made to hurt: locked, bombs, depths, circles, and what is a PDF in part only.

Most are a genuine page with something added, so that they are not put aside for want of a QR.
"""

import io
import zlib
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from certapp.paper import qr
from tests.pdf.kit import Kit, drawing, packed, page_of, table_of, update, zeros

Attack = Callable[[Kit], bytes]
MILLIONS = 1_500  # bytes that a bomb becomes: more than the process may have


def _dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/" + key): value for key, value in entries.items()})


# --- locked


def _encrypted(password: str) -> Attack:
    def attack(kit: Kit) -> bytes:
        writer = copy_into_new_writer(PdfFileReader(io.BytesIO(kit.page)))
        writer.encrypt(owner_pass="chủ", user_pass=password)
        return _written(writer)

    return attack


def _written(writer: PdfFileWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


# --- large


def ten_thousand_pages(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        first = pages["/Kids"].raw_get(0)
        pages["/Kids"] = generic.ArrayObject([first] * 10_000)
        pages["/Count"] = generic.NumberObject(10_000)
        writer.update_container(pages)

    return update(kit.page, change)


def ten_thousand_pages_that_say_one(kit: Kit) -> bytes:
    changed = ten_thousand_pages(kit)
    place = changed.rindex(b"/Count 10000")
    return changed[:place] + b"/Count 1    " + changed[place + 12 :]


def content_bomb(kit: Kit) -> bytes:
    return update(kit.page, _more_content(packed(zeros(MILLIONS))))


def nested_bomb(kit: Kit) -> bytes:
    """Packed twice: a few kilobytes become gigabytes."""
    stream = packed(zlib.compress(zeros(MILLIONS), 9))
    stream[pdf_name("/Filter")] = generic.ArrayObject([pdf_name("/FlateDecode")] * 2)
    return update(kit.page, _more_content(stream))


def _more_content(stream: generic.StreamObject) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = page_of(writer)
        page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(stream)])

    return change


def endless_drawing(kit: Kit) -> bytes:
    """Millions of lines to draw."""
    return update(kit.page, _more_content(packed(zlib.compress(b"0 0 m 500 800 l S\n" * 3_000_000, 9))))


def endless_text(kit: Kit) -> bytes:
    text = b"BT /Z 9 Tf 20 20 Td " + b"(AAAAAAAAAA) Tj " * 30_000 + b"ET"
    return update(kit.page, drawing(text))


def image_bomb(kit: Kit) -> bytes:
    image = packed(
        zeros(MILLIONS), "/Type /XObject /Subtype /Image /Width 38000 /Height 38000 /BitsPerComponent 8"
    )
    image[pdf_name("/ColorSpace")] = pdf_name("/DeviceGray")
    return _drawn(kit, image)


def _drawn(kit: Kit, item: generic.StreamObject) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        items = _dictionary(B=writer.add_object(item))
        drawing(b"q 20 0 0 20 500 20 cm /B Do Q", XObject=items)(writer)

    return update(kit.page, change)


def font_bomb(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        drawing(b"")(writer)
        for descendant in _faces(writer):
            if "/FontDescriptor" in descendant:
                descriptor = descendant["/FontDescriptor"]
                descriptor[pdf_name("/FontFile2")] = writer.add_object(packed(zeros(MILLIONS)))
                writer.update_container(descriptor)

    return update(kit.page, change)


def _faces(writer: IncrementalPdfFileWriter) -> list[generic.DictionaryObject]:
    fonts = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    return [fonts[name] for name in fonts]


def object_stream_bomb(kit: Kit) -> bytes:
    """An object of the file lies in a compressed stream that becomes too large."""
    bomb = zeros(MILLIONS)
    file = kit.page
    start = len(file)
    file += b"900 0 obj\n<</Type/ObjStm/N 1/First 6/Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
    file += bomb + b"\nendstream\nendobj\n"
    table = len(file)
    row = b"\x02" + (900).to_bytes(4) + b"\x00\x00"
    rows = b"\x01" + start.to_bytes(4) + b"\x00\x00"
    root = int(kit.page.rsplit(b"/Root ", 1)[1].split()[0])
    file += (
        b"901 0 obj\n<</Type/XRef/Size 902/W[1 4 2]/Index[%d 1 900 1]/Root %d 0 R/Prev %d/Length 14>>stream\n"
        % (root, root, int(kit.page.rsplit(b"startxref", 1)[1].split()[0]))
    )
    file += row + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table
    return file


# --- deep, and in circles


def _raw_value(value: bytes) -> Attack:
    """Put any bytes in place of a value of the page."""

    def attack(kit: Kit) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            page_of(writer)["/Deep"] = pdf_name("/HERE")

        return update(kit.page, change).replace(b"/HERE", value)

    return attack


def page_tree_in_a_circle(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"] = generic.ArrayObject([writer.root.raw_get("/Pages"), pages["/Kids"].raw_get(0)])
        pages["/Count"] = generic.NumberObject(2)
        writer.update_container(pages)

    return update(kit.page, change)


def reference_to_itself(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        circle = writer.add_object(generic.NumberObject(1))
        page_of(writer)["/Circle"] = circle
        writer.objects[(circle.generation, circle.idnum)] = circle

    return update(kit.page, change)


def form_that_draws_itself(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = packed(zlib.compress(b"/B Do /B Do"), "/Type /XObject /Subtype /Form")
        form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99)))
        place = writer.add_object(form)
        form[pdf_name("/Resources")] = _dictionary(XObject=_dictionary(B=place))
        drawing(b"/B Do", XObject=_dictionary(B=place))(writer)

    return update(kit.page, change)


def tables_in_a_circle(kit: Kit) -> bytes:
    """The table of the file says that the one before it is itself."""
    return kit.page.replace(b"/Type/XRef", b"/Type/XRef/Prev %d" % table_of(kit.page))


# --- a PDF, and something else


MIXED: dict[str, Attack] = {
    "something_before": lambda kit: b"MZ\x90\x00" + kit.paper,
    "html_before": lambda kit: b"<script>alert(1)</script>\n" + kit.paper,
    "picture_before": lambda kit: qr.png(kit.qr_text)[:500] + kit.paper,
    "something_after": lambda kit: kit.paper + b"PK\x03\x04" + bytes(100),
    "another_pdf_after": lambda kit: kit.paper + kit.other_page,
    "half_a_pdf": lambda kit: kit.paper[: len(kit.paper) // 2],
}

ATTACKS: dict[str, Attack] = {
    "encrypted": _encrypted("mật khẩu"),
    "encrypted_without_password": _encrypted(""),
    "ten_thousand_pages": ten_thousand_pages,
    "ten_thousand_pages_that_say_one": ten_thousand_pages_that_say_one,
    "content_bomb": content_bomb,
    "nested_bomb": nested_bomb,
    "endless_drawing": endless_drawing,
    "endless_text": endless_text,
    "image_bomb": image_bomb,
    "font_bomb": font_bomb,
    "object_stream_bomb": object_stream_bomb,
    "deep_array": _raw_value(b"[" * 200_000 + b"]" * 200_000),
    "deep_dictionary": _raw_value(b"<</A" * 100_000 + b" 1" + b">>" * 100_000),
    "page_tree_in_a_circle": page_tree_in_a_circle,
    "reference_to_itself": reference_to_itself,
    "form_that_draws_itself": form_that_draws_itself,
    "tables_in_a_circle": tables_in_a_circle,
    **MIXED,
}
