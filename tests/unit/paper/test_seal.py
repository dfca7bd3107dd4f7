"""The seal is a PAdES signature that programs other than ours accept, and that no change survives."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.status import PdfSignatureStatus

from certapp.keystore.authority import self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper.errors import PaperError
from certapp.paper.seal import FIELD, seal
from tests.unit.paper.signer import BOX
from tests.validating import needs_poppler, pdfsig, seal_of

SIGNED_AT = datetime(2021, 9, 16, 8, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed(page: bytes, key: OpenKey, root: OpenKey) -> bytes:
    return sealed_by(key, [root.certificate], page)


def sealed_by(key: OpenKey, chain: list[x509.Certificate], page: bytes) -> bytes:
    return seal(page, key, chain, SIGNED_AT, "Cấp giấy xác nhận đi lại", "Bác Ái", page=0, box=BOX)


def validated(pdf: bytes, root: x509.Certificate) -> PdfSignatureStatus:
    return seal_of(pdf, root, moment=SIGNED_AT)


def test_another_program_finds_it_valid_and_trusted(sealed: bytes, root: OpenKey) -> None:
    status = validated(sealed, root.certificate)
    assert (status.valid, status.intact, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == SIGNED_AT


def test_it_is_a_certifying_pades_signature(sealed: bytes) -> None:
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    entries = signature.sig_object
    assert entries["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert (entries["/Reason"], entries["/Location"]) == ("Cấp giấy xác nhận đi lại", "Bác Ái")
    # EN 319 142-1, table 1: the time stands in /M and not in the CMS; the certificate is bound by its hash.
    attributes = [attribute["type"].native for attribute in signature.signer_info["signed_attrs"]]
    assert sorted(attributes) == ["content_type", "message_digest", "signing_certificate_v2"]


def test_the_chain_is_inside(sealed: bytes, key: OpenKey, root: OpenKey) -> None:
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    inside = {choice.chosen.dump() for choice in signature.signed_data["certificates"]}
    assert inside == {
        certificate.public_bytes(Encoding.DER) for certificate in (key.certificate, root.certificate)
    }


def test_the_page_is_kept_byte_for_byte(page: bytes, sealed: bytes) -> None:
    assert sealed.startswith(page)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.2, 0.4, 0.6, 0.8])
def test_a_changed_byte_breaks_it(page: bytes, sealed: bytes, root: OpenKey, share: float) -> None:
    position = page.index(b"stream") + int(share * len(page) * 0.8)
    changed = bytearray(sealed)
    changed[position] ^= 1
    status = validated(bytes(changed), root.certificate)
    assert not status.intact
    assert not status.bottom_line


def test_the_visible_field_lies_on_the_note_and_is_printed(sealed: bytes) -> None:
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    field = signature.sig_field
    assert tuple(float(edge) for edge in field["/Rect"]) == BOX
    assert field["/F"] == 4 | 128  # printed and locked (ISO 32000-2, 12.5.3), neither hidden nor invisible
    assert field["/AP"]["/N"].data == b""
    assert [float(edge) for edge in field["/AP"]["/N"]["/BBox"]] == [0, 0, 204.5, 22.75]
    [shown] = PdfFileReader(io.BytesIO(sealed)).root["/Pages"]["/Kids"][0]["/Annots"]
    assert shown.get_object()["/T"] == FIELD


def test_the_page_looks_as_before(page: bytes, sealed: bytes) -> None:
    def picture(pdf: bytes) -> bytes:
        with pdfium.PdfDocument(pdf) as document:
            document.init_forms()
            return bytes(document[0].render(scale=1.5).buffer)

    assert picture(sealed) == picture(page)


def test_the_hole_is_as_small_as_a_signature_allows(page: bytes, sealed: bytes) -> None:
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    inside, hole = signature.pkcs7_content, signature.sig_object.raw_get("/Contents")
    length = len(cms.ContentInfo.load(inside).dump())
    assert 0 <= len(hole) - length <= 12  # what the two integers of a signature may be shorter
    assert len(sealed) - len(page) < 2 * length + 2000


class Tampering:
    """What somebody may add to a paper in a later revision, each leaving the signed bytes as they were."""

    def language(self, writer: IncrementalPdfFileWriter) -> None:
        writer.root["/Lang"] = writer.root["/Lang"].__class__("en")
        writer.update_root()

    def annotation(self, writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
        added = generic.DictionaryObject(
            {generic.pdf_name(key): generic.pdf_name(value) for key, value in note.items()}
        )
        edges = (generic.NumberObject(edge) for edge in (0, 0, 300, 300))
        added["/Rect"] = generic.ArrayObject(edges)
        page["/Annots"].append(writer.add_object(added))
        writer.update_container(page["/Annots"])

    def form_field(self, writer: IncrementalPdfFileWriter) -> None:
        field = {"/FT": generic.pdf_name("/Tx"), "/T": generic.pdf_string("Họ và tên")}
        added = generic.DictionaryObject({generic.pdf_name(key): value for key, value in field.items()})
        form = writer.root["/AcroForm"]
        form["/Fields"].append(writer.add_object(added))
        writer.update_container(form["/Fields"])

    def page(self, writer: IncrementalPdfFileWriter) -> None:
        empty = writer.add_object(generic.StreamObject(stream_data=b""))
        writer.insert_page(PageObject(contents=empty, media_box=(0, 0, 595, 842)))

    def content(self, writer: IncrementalPdfFileWriter) -> None:
        over = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 595 842 re f"))
        writer.add_stream_to_page(0, over)

    def signature(self, writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("KhacNua", box=(10, 10, 90, 40)))


@pytest.mark.parametrize("change", [name for name in vars(Tampering) if not name.startswith("_")])
def test_a_later_change_breaks_it(sealed: bytes, root: OpenKey, change: str) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    getattr(Tampering(), change)(writer)
    output = io.BytesIO()
    writer.write(output)
    assert output.getvalue().startswith(sealed)
    status = validated(output.getvalue(), root.certificate)
    assert (status.intact, status.valid) == (True, True)
    assert status.coverage is not SignatureCoverageLevel.ENTIRE_FILE
    assert not status.docmdp_ok
    assert not status.bottom_line


def test_another_office_is_not_trusted(sealed: bytes) -> None:
    stranger = self_sign(
        ec.generate_private_key(ec.SECP256R1()), office="Khác", code="KHAC", now=SIGNED_AT - timedelta(days=1)
    )
    status = validated(sealed, stranger.certificate)
    assert (status.intact, status.valid, status.trusted) == (True, True, False)


def test_a_sealed_paper_is_not_sealed_again(sealed: bytes, key: OpenKey) -> None:
    with pytest.raises(PaperError) as refused:
        sealed_by(key, [], sealed)
    assert refused.value.code == "seal_failed"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 and nothing more", b"\x89PNG"])
def test_what_is_no_pdf_is_refused(pdf: bytes, key: OpenKey) -> None:
    with pytest.raises(PaperError) as refused:
        sealed_by(key, [], pdf)
    assert refused.value.code == "seal_failed"


@needs_poppler
def test_poppler_finds_it_valid(sealed: bytes, tmp_path: Path) -> None:
    said = pdfsig(sealed, tmp_path)
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "Nguyễn Văn Bền" in said


def test_it_seals_also_where_an_event_loop_is_running(page: bytes, key: OpenKey, root: OpenKey) -> None:
    async def inside() -> bytes:
        return sealed_by(key, [root.certificate], page)

    assert validated(asyncio.run(inside()), root.certificate).bottom_line
