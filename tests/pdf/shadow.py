"""Shadow attacks: the signer is made to sign a page that was prepared, and shows another one afterwards.

The families of Mainka et al., "Shadow Attacks: Hiding and Replacing Content in Signed PDFs" (NDSS 2021).
"""

from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.pdf.kit import FALSE_NAME, HOLDER, Kit, drawing, page_of, place_of, update

Attack = Callable[[Kit], bytes]


def hide(kit: Kit) -> bytes:
    """A patch with the genuine name lies above another name, until an update makes the patch empty."""
    form = {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form")}
    form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 900)))
    numbers: list[int] = []

    def prepare(writer: IncrementalPdfFileWriter) -> None:
        patch = writer.add_object(generic.StreamObject(dict_data=form, stream_data=b"1 g 0 0 9 9 re f"))
        numbers.append(patch.idnum)
        drawing(b"/Patch Do", XObject=generic.DictionaryObject({pdf_name("/Patch"): patch}))(writer)

    def reveal(writer: IncrementalPdfFileWriter) -> None:
        patch = writer.get_object(generic.Reference(numbers[0], 0, writer))
        left, bottom, _, _ = place_of(kit.paper, HOLDER)
        patch._data = f"1 g {left} {bottom - 3} 400 20 re f".encode()
        patch._encoded_data = None
        writer.update_container(patch)

    return update(kit.reseal(update(kit.page, prepare)), reveal)


def replace(kit: Kit) -> bytes:
    """A face is exchanged: the same codes draw other letters."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        fonts = page_of(writer)["/Resources"]["/Font"]
        for name in fonts:
            fonts[name][pdf_name("/BaseFont")] = pdf_name("/Courier")
            writer.update_container(fonts[name])

    return update(kit.reseal(kit.page), change)


def hide_and_replace(kit: Kit) -> bytes:
    """Two pages are signed, one of them hangs nowhere; an update makes it the page."""
    numbers: list[int] = []

    def prepare(writer: IncrementalPdfFileWriter) -> None:
        page = generic.DictionaryObject(writer.root["/Pages"]["/Kids"][0])
        text = f"BT /Z 14 Tf 100 500 Td ({FALSE_NAME}) Tj ET".encode()
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=text))
        numbers.append(writer.add_object(page).idnum)

    def reveal(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"] = generic.ArrayObject([generic.IndirectObject(numbers[0], 0, writer)])
        writer.update_container(pages)

    return update(kit.reseal(update(kit.page, prepare)), reveal)


ATTACKS: dict[str, Attack] = {
    "shadow_hide": hide,
    "shadow_replace": replace,
    "shadow_hide_and_replace": hide_and_replace,
}
