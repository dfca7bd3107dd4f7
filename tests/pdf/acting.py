"""Papers that do something when they are opened, signed with the true signer's key."""

import zlib
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.pdf.kit import Kit, packed, page_of, update

Attack = Callable[[Kit], bytes]


def _dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/" + key): value for key, value in entries.items()})


def _acting(key: str, value: Callable[[IncrementalPdfFileWriter], Any], *, on_page: bool = False) -> Attack:
    def attack(kit: Kit) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            if on_page:
                page_of(writer)[key] = value(writer)
            else:
                writer.root[key] = value(writer)
                writer.update_root()

        return kit.reseal(update(kit.page, change))

    return attack


def _action(kind: str, **entries: Any) -> generic.DictionaryObject:
    return _dictionary(S=pdf_name(kind), **entries)


def _text(text: str) -> generic.TextStringObject:
    return generic.TextStringObject(text)


def _annotation(kind: str, **entries: Any) -> Callable[[IncrementalPdfFileWriter], Any]:
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99)))
    return lambda writer: generic.ArrayObject(
        [writer.add_object(_dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name(kind), Rect=box, **entries))]
    )


def _attached(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    file = writer.add_object(packed(zlib.compress(b"MZ"), "/Type /EmbeddedFile"))
    carried = _dictionary(Type=pdf_name("/Filespec"), F=_text("a.exe"), EF=_dictionary(F=file))
    return _dictionary(EmbeddedFiles=_dictionary(Names=generic.ArrayObject([_text("a"), carried])))


SCRIPT = _action("/JavaScript", JS=_text("app.alert(1)"))


def _escaped(kit: Kit) -> bytes:
    """The names of a script, written with the escapes that PDF allows (ISO 32000-1, 7.3.5)."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/OpenAction"] = _dictionary(S=pdf_name("/SCRIPT______"), JS_______=_text("app.alert(1)"))
        writer.update_root()

    page = update(kit.page, change)
    page = page.replace(b"/SCRIPT______", b"/JavaScr#69pt").replace(b"/JS_______", b"/#4a#53   ")
    return kit.reseal(page)


ATTACKS: dict[str, Attack] = {
    "script_when_opened": _acting("/OpenAction", lambda _: SCRIPT),
    "script_by_name": _acting("/Names", lambda _: _dictionary(JavaScript=_dictionary(Names=SCRIPT))),
    "script_of_a_page": _acting("/AA", lambda _: _dictionary(O=SCRIPT), on_page=True),
    "script_in_escaped_names": _escaped,
    "program_behind_a_reference": _acting(
        "/OpenAction",
        lambda writer: _dictionary(S=writer.add_object(pdf_name("/Launch")), F=_text("cmd.exe")),
    ),
    "program_started": _acting(
        "/Annots", _annotation("/Link", A=_action("/Launch", F=_text("cmd.exe"))), on_page=True
    ),
    "other_file_opened": _acting("/OpenAction", lambda _: _action("/GoToR", F=_text("http://a.example"))),
    "form_sent": _acting("/OpenAction", lambda _: _action("/SubmitForm", F=_text("http://a.example"))),
    "file_attached": _acting("/Names", _attached),
    "file_pinned": _acting("/Annots", _annotation("/FileAttachment"), on_page=True),
    "video": _acting("/Annots", _annotation("/RichMedia"), on_page=True),
    "field_to_fill_in": _acting(
        "/Annots", _annotation("/Widget", FT=pdf_name("/Tx"), T=_text("a")), on_page=True
    ),
    "layers": _acting("/OCProperties", lambda _: _dictionary(OCGs=generic.ArrayObject())),
    "collection": _acting("/Collection", lambda _: _dictionary()),
}
