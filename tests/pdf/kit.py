"""A genuine paper with what it takes to abuse it: its keys, its unsigned page, and a few cuts and pastes."""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pypdfium2
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from certapp.keystore.authority import Purpose, certify, self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper import qr
from certapp.paper.seal import Box, seal
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import issue, keys
from tests.world import Person, World

_ENLARGED = 3  # pixels a point, where a page is drawn to find something on it
_NOTE = (320.0, 190.0, 530.0, 220.0)  # where the signature says to stand
HOLDER = "Nguyễn Thị Hồng Nhung"
FALSE_NAME = "LE VAN GIA"


@dataclass(frozen=True)
class Kit:
    """What an attacker may have at the very most: a paper, a page without signature, even the signer's hand.

    :param paper: a signed paper, valid now.
    :param page: the same before it was signed.
    :param other_page: of another paper of the same signer.
    :param reseal: signs any PDF with the key of the paper's own signer, who was talked into it.
    :param seal_other: signs it with the key of another approver of the same office.
    :param seal_stranger: signs it with a key nobody knows, under a certificate with the signer's name.
    """

    paper: bytes
    page: bytes
    other_page: bytes
    qr_text: str
    other_qr_text: str
    reseal: Callable[[bytes], bytes]
    seal_other: Callable[[bytes], bytes]
    seal_stranger: Callable[[bytes], bytes]


def kit_of(world: World) -> Kit:
    """Issue the papers and take the keys."""
    approver = world.approver()
    first, second = (
        world.signed(approver, world.submitted(world.official(), holder=name))
        for name in (HOLDER, "Katơr Thị Mỹ Hạnh")
    )
    paper, other = paper_of(world, first), paper_of(world, second)
    stranger = self_sign(ec.generate_private_key(ec.SECP256R1()), office="X", code="X", now=world.now)
    private = ec.generate_private_key(ec.SECP256R1())
    false = OpenKey(
        certificate=certify(
            stranger,
            private.public_key(),
            purpose=Purpose.CERTIFICATE,
            name="Nguyễn Văn Bền",
            office="X",
            now=world.now - timedelta(days=1),
        ),
        private=private,
    )
    return Kit(
        paper=paper,
        page=unsigned(paper),
        other_page=unsigned(other),
        qr_text=world.qr_text(first),
        other_qr_text=world.qr_text(second),
        reseal=_sealer(world, _key_of(world, approver)),
        seal_other=_sealer(world, _key_of(world, world.approver())),
        seal_stranger=_sealer(world, false),
    )


def paper_of(world: World, certificate_id: int) -> bytes:
    """Return the signed PDF of a certificate."""
    with world.app.app_context():
        return issue.paper_of(db.session.get_one(Certificate, certificate_id))


def unsigned(paper: bytes) -> bytes:
    """Return the page as it was before the signature was added to it."""
    return paper[: paper.index(b"%%EOF") + len(b"%%EOF\n")]


def _key_of(world: World, approver: Person) -> Any:
    with world.app.app_context():
        return keys.open_own(db.session.get_one(User, approver.id), approver.passphrase, world.now)[1]


def _sealer(world: World, key: Any) -> Callable[[bytes], bytes]:
    return lambda pdf: seal(pdf, key, [], world.now, "", "", page=0, box=_NOTE)


# --- changing a file


def update(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Append an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def page_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """Return the first page, marked as changed."""
    page: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(page)
    return page


def table_of(pdf: bytes) -> int:
    """Return where the newest table of a file's objects begins."""
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def root_of(pdf: bytes) -> int:
    """Return the number of a file's root object."""
    number: int = PdfFileReader(io.BytesIO(pdf)).trailer.raw_get("/Root").idnum
    return number


def drawing(content: bytes, **resources: Any) -> Callable[[IncrementalPdfFileWriter], None]:
    """Return the change that draws on top of the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = page_of(writer)
        held = page["/Resources"]
        fonts = held["/Font"] if "/Font" in held else generic.DictionaryObject()
        fonts = generic.DictionaryObject({**fonts, pdf_name("/Z"): _helvetica()})
        added = {pdf_name("/" + name): value for name, value in resources.items()}
        page["/Resources"] = generic.DictionaryObject({**held, pdf_name("/Font"): fonts, **added})
        stream = writer.add_object(generic.StreamObject(stream_data=b"\nQ " + content))
        before = writer.add_object(generic.StreamObject(stream_data=b"q "))
        page["/Contents"] = generic.ArrayObject([before, page.raw_get("/Contents"), stream])

    return change


def _helvetica() -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Helvetica"),
        }
    )


def another_name(pdf: bytes) -> Callable[[IncrementalPdfFileWriter], None]:
    """Return the change that puts a white patch over the holder's name, and another name on it."""
    left, bottom, right, top = place_of(pdf, HOLDER)
    patch = f"1 g {left} {bottom - 3} {right - left + 60} {top - bottom + 6} re f 0 g"
    return drawing(f"{patch} BT /Z 14 Tf {left} {bottom} Td ({FALSE_NAME}) Tj ET".encode())


def place_of(pdf: bytes, text: str) -> Box:
    """Return where a text stands on the first page: left, bottom, right, top in points."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = page.search(text).get_next()
    assert found is not None, text
    boxes = [page.get_charbox(found[0] + index) for index in range(found[1])]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def rewritten(pdf: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """Change what draws the first page, by an incremental update."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = page_of(writer)
        content = edit(page["/Contents"].data)
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=content))

    return update(pdf, change)


def qr_place(pdf: bytes) -> Box:
    """Return where the QR stands on the first page: left, bottom, right, top in points."""
    page = pypdfium2.PdfDocument(pdf)[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=_ENLARGED).to_pil())
    corners = (code.position.top_left, code.position.top_right, code.position.bottom_left)
    across, down = ([getattr(corner, axis) / _ENLARGED for corner in corners] for axis in "xy")
    return min(across), page.get_height() - max(down), max(across), page.get_height() - min(down)


def qr_over(text: str, pdf: bytes, old: Box) -> bytes:
    """Paste a QR over a place of the page; left, bottom, right, top in points."""
    symbol = qr.symbol(text)
    left, bottom, right, top = old
    module = min(right - left, top - bottom) / symbol.size
    dark = (
        (x, symbol.size - 1 - y) for y, row in enumerate(symbol.rows) for x, shade in enumerate(row) if shade
    )
    squares = " ".join(f"{x} {y} 1 1 re" for x, y in dark)
    patch = f"1 g {left - 9} {bottom - 9} {right - left + 18} {top - bottom + 18} re f 0 g"
    drawn = f"{patch} q {module} 0 0 {module} {left} {bottom} cm {squares} f Q"
    return update(pdf, drawing(drawn.encode()))


def packed(content: bytes, entries: str = "") -> generic.StreamObject:
    """Return a stream that is compressed already."""
    names = dict(re.findall(r"/(\w+) (/?[\w.]+)", entries))
    values = {
        pdf_name(f"/{key}"): pdf_name(value) if value[0] == "/" else generic.NumberObject(int(value))
        for key, value in names.items()
    }
    values[pdf_name("/Filter")] = pdf_name("/FlateDecode")
    return generic.StreamObject(dict_data=values, encoded_data=content)


@cache
def zeros(count: int) -> bytes:
    """Return `count` million zeros, compressed."""
    packer = zlib.compressobj(9)
    million = bytes(1_000_000)
    return b"".join([*(packer.compress(million) for _ in range(count)), packer.flush()])
