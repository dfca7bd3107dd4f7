"""What is done to a signed paper afterwards: incremental saving, universal forgery, wrapping (ISA, USF, SWA).

The families of Mladenov et al., "1 Trillion Dollar Refund: How To Spoof PDF Signatures" (CCS 2019).
"""

import re
from collections.abc import Callable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.pdf.kit import HOLDER, Kit, another_name, page_of, place_of, root_of, table_of, update

Attack = Callable[[Kit], bytes]


# --- incremental saving


def isa_page_changed(kit: Kit) -> bytes:
    return update(kit.paper, another_name(kit.paper))


def isa_broken_xref(kit: Kit) -> bytes:
    changed = isa_page_changed(kit)
    begin = changed.rindex(b"startxref")
    return changed[:begin] + re.sub(rb"\d+", b"999999", changed[begin:])


def isa_without_end(kit: Kit) -> bytes:
    return isa_page_changed(kit).rstrip().removesuffix(b"%%EOF")


def isa_without_table(kit: Kit) -> bytes:
    """Only the changed objects: readers that repair a file find them."""
    changed = isa_page_changed(kit)
    return changed[: table_of(changed)]


def isa_without_table_but_end(kit: Kit) -> bytes:
    trailer = b"trailer\n<< /Root %d 0 R >>\nstartxref\n0\n%%%%EOF\n"
    return isa_without_table(kit) + trailer % root_of(kit.paper)


def isa_signature_overwritten(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        another_name(kit.paper)(writer)
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/V")] = writer.add_object(generic.DictionaryObject(field["/V"]))
        writer.update_container(field)

    return update(kit.paper, change)


def isa_signature_object_replaced(kit: Kit) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        another_name(kit.paper)(writer)
        writer.mark_update(writer.root["/AcroForm"]["/Fields"][0].raw_get("/V"))

    return update(kit.paper, change)


def isa_note_above_the_page(kit: Kit) -> bytes:
    """An annotation that covers the name and says another; the page itself is not touched."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        left, bottom, right, top = place_of(kit.paper, HOLDER)
        box = generic.ArrayObject(map(generic.FloatObject, (left, bottom - 2, right, top + 2)))
        look = generic.StreamObject(
            dict_data={
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): box,
            },
            stream_data=f"1 g {left} {bottom - 2} 400 30 re f".encode(),
        )
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Stamp"),
                pdf_name("/Rect"): box,
                pdf_name("/F"): generic.NumberObject(4),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)}),
            }
        )
        page = page_of(writer)
        page["/Annots"] = generic.ArrayObject([*page["/Annots"], writer.add_object(note)])

    return update(kit.paper, change)


def isa_other_root(kit: Kit) -> bytes:
    """The trailer points to another catalogue, without any form: the signature is no longer spoken of."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        another_name(kit.paper)(writer)
        for key in ("/AcroForm", "/Perms"):
            del writer.root[key]
        page = page_of(writer)
        del page["/Annots"]
        writer.update_root()

    return update(kit.paper, change)


# --- universal forgery: a signature that a careless reader takes for checked


def _usf(found: bytes, put: bytes) -> Attack:
    def attack(kit: Kit) -> bytes:
        changed = isa_page_changed(kit)
        match = re.search(found, changed)
        assert match is not None
        text = put + b" " * (len(match[0]) - len(put))
        return changed[: match.start()] + text[: len(match[0])] + changed[match.end() :]

    return attack


_RANGE = rb"/ByteRange \[[\d ]+\]"
_CONTENTS = rb"/Contents <[0-9A-Fa-f]+>"
USF: dict[str, Attack] = {
    "usf_range_removed": _usf(_RANGE, b""),
    "usf_range_null": _usf(_RANGE, b"/ByteRange null"),
    "usf_range_too_large": _usf(_RANGE, b"/ByteRange [0 9999999999 9 99999]"),
    "usf_range_negative": _usf(_RANGE, b"/ByteRange [0 -5 -5 -5]"),
    "usf_range_empty": _usf(_RANGE, b"/ByteRange []"),
    "usf_range_zeros": _usf(_RANGE, b"/ByteRange [0 0 0 0]"),
    "usf_contents_null": _usf(_CONTENTS, b"/Contents null"),
    "usf_contents_removed": _usf(_CONTENTS, b""),
    "usf_contents_00": _usf(_CONTENTS, b"/Contents <00>"),
    "usf_contents_empty": _usf(_CONTENTS, b"/Contents <>"),
    "usf_contents_zeros": _usf(_CONTENTS, b"/Contents <" + b"0" * 200 + b">"),
    "usf_subfilter": _usf(rb"/SubFilter /ETSI.CAdES.detached", b"/SubFilter /x"),
}


# --- wrapping: the signed bytes are all there, but somewhere else


def swa_moved_tail(kit: Kit) -> bytes:
    """The signed tail moves to the end; where it was stand another page, a new range, a table for both."""
    paper, changed = kit.paper, isa_page_changed(kit)
    match = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", paper)
    assert match is not None
    first, second, length = map(int, match.groups())
    tail = paper[second : second + length]
    objects = changed[len(paper) : table_of(changed)]
    old_table = table_of(paper)
    head = paper[:second]
    signature = _signature_object(paper)
    number = int(signature.split()[0])
    room = max(old_table - len(head) - len(objects) - len(signature) - 200, 0) + 400
    moved = f"/ByteRange [0 {first} {{}} {length}]".encode()
    new = re.sub(_RANGE, moved.replace(b"{}", b"%d"), signature)
    body = objects + new + b"%" + b" " * room + b"\n"
    places = {number: len(head) + len(objects)}
    places |= {int(each[1]): len(head) + each.start(1) for each in re.finditer(rb"(\d+) 0 obj", objects)}
    table = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(places.items()))
    trailer = b"trailer\n<< /Size 200 /Root %d 0 R /Prev %d >>\n" % (root_of(paper), old_table)
    start = len(head) + len(body)
    wrapped = head + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % start
    return wrapped.replace(b"%d", b"%d" % len(wrapped), 1) + tail


def _signature_object(paper: bytes) -> bytes:
    begin = paper.rindex(b"endobj", 0, paper.index(b"/ByteRange")) + len(b"endobj\n")
    return paper[begin : paper.index(b"endobj", begin) + len(b"endobj\n")]


def swa_short_range(kit: Kit) -> bytes:
    """The range leaves out more than the signature: the rest of the gap is anybody's."""
    return re.sub(_RANGE, b"/ByteRange [0 100 60000 1200]       ", kit.paper)


# --- other


def signed_twice(kit: Kit) -> bytes:
    """A second signature after the first, with a key nobody knows."""
    from pyhanko.sign import fields

    def change(writer: IncrementalPdfFileWriter) -> None:
        fields.append_signature_field(writer, fields.SigFieldSpec("Hai"))
        field = writer.root["/AcroForm"]["/Fields"][1]
        field[pdf_name("/V")] = writer.root["/AcroForm"]["/Fields"][0].raw_get("/V")
        writer.update_container(field)

    return update(kit.paper, change)


def a_byte_of_the_page(kit: Kit) -> bytes:
    place = kit.paper.index(b"stream") + 100
    return kit.paper[:place] + bytes([kit.paper[place] ^ 1]) + kit.paper[place + 1 :]


def a_byte_of_the_signature(kit: Kit) -> bytes:
    """A digit of the signature's value, which is the last thing in it."""
    begin = kit.paper.index(b"/Contents <")
    place = begin + len(kit.paper[begin : kit.paper.index(b">", begin)].rstrip(b"0")) - 12
    return (
        kit.paper[:place] + (b"0" if kit.paper[place : place + 1] != b"0" else b"1") + kit.paper[place + 1 :]
    )


def something_behind_the_signature(kit: Kit) -> bytes:
    """The room that the signature does not need is filled with something else."""
    place = kit.paper.index(b">", kit.paper.index(b"/Contents <")) - 8
    return kit.paper[:place] + b"DEADBEEF" + kit.paper[place + 8 :]


def cut_short(kit: Kit) -> bytes:
    return kit.paper[:-20]


def _named() -> Iterator[tuple[str, Attack]]:
    for name, attack in globals().items():
        if callable(attack) and getattr(attack, "__module__", "") == __name__ and not name.startswith("_"):
            yield name, attack


ATTACKS: dict[str, Attack] = {**dict(_named()), **USF}
