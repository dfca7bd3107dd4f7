"""The seal is a PAdES signature that programs other than ours accept, and that no change survives."""

import asyncio
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from certapp.keystore.authority import self_sign
from certapp.keystore.signing import OpenKey
from certapp.paper.errors import PaperError
from certapp.paper.seal import seal

SIGNED_AT = datetime(2021, 9, 16, 8, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed(page: bytes, key: OpenKey, root: OpenKey) -> bytes:
    return seal(page, key, [root.certificate], SIGNED_AT, "Cấp giấy xác nhận đi lại", "Bác Ái")


def validated(pdf: bytes, root: x509.Certificate) -> PdfSignatureStatus:
    """pyHanko's own verdict; it fetches nothing."""
    anchor = asn1_x509.Certificate.load(root.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[anchor], moment=SIGNED_AT, allow_fetching=False)
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, context)


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


def test_a_later_change_breaks_it(sealed: bytes, root: OpenKey) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("en")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    status = validated(output.getvalue(), root.certificate)
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
        seal(sealed, key, [], SIGNED_AT, "", "")
    assert refused.value.code == "seal_failed"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 and nothing more", b"\x89PNG"])
def test_what_is_no_pdf_is_refused(pdf: bytes, key: OpenKey) -> None:
    with pytest.raises(PaperError) as refused:
        seal(pdf, key, [], SIGNED_AT, "", "")
    assert refused.value.code == "seal_failed"


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler-utils")
def test_poppler_finds_it_valid(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "Nguyễn Văn Bền" in said


def test_it_seals_also_where_an_event_loop_is_running(page: bytes, key: OpenKey, root: OpenKey) -> None:
    async def inside() -> bytes:
        return seal(page, key, [root.certificate], SIGNED_AT, "Cấp giấy xác nhận đi lại", "Bác Ái")

    sealed = asyncio.run(inside())
    assert sealed.startswith(page)
