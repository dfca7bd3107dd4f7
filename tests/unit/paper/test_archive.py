"""PAdES B-LTA: what later years need is inside, and the certification still forbids every other change."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore

from certapp.paper.archive import archived
from certapp.paper.errors import PaperError, TimeStampError
from tests.stamping import Stamping, stamping
from tests.unit.paper.signer import Signer
from tests.validating import needs_poppler, pdfsig, seal_of, time_stamp_of


def papers(page: bytes, signer: Signer, authority: Stamping) -> list[bytes]:
    """One at level B-B, one at level B-T."""
    now = datetime.now(UTC)
    return [signer.sealed(page, now), signer.sealed(page, now, authority.authority())]


def test_seal_and_time_stamp_are_valid_and_cover_the_whole_file(page: bytes, signer_now: Signer) -> None:
    root = signer_now.root.certificate
    with stamping() as authority:
        for paper in papers(page, signer_now, authority):
            pdf = archived(paper, root, authority.authority())
            assert pdf.startswith(paper)
            seal = seal_of(pdf, root, authority.root)
            assert seal.bottom_line
            assert seal.docmdp_ok
            assert seal.modification_level is ModificationLevel.LTA_UPDATES
            stamp = time_stamp_of(pdf, authority.root)
            assert (stamp.valid, stamp.intact, stamp.trusted) == (True, True, True)
            assert stamp.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_certificates_and_revocation_data_are_inside(page: bytes, signer_now: Signer) -> None:
    with stamping() as authority:
        paper, _ = papers(page, signer_now, authority)
        pdf = archived(paper, signer_now.root.certificate, authority.authority())
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(pdf)))
    names = {certificate.subject.native["common_name"] for certificate in store.load_certs()}
    assert names == {"Nguyễn Văn Bền", "BACAI root", "Dấu thời gian thử", "Gốc dấu thời gian"}
    assert len(store.crls) == 1


@needs_poppler
def test_poppler_finds_the_seal_valid_and_all_of_it_covered(
    page: bytes, signer_now: Signer, tmp_path: Path
) -> None:
    with stamping() as authority:
        _, paper = papers(page, signer_now, authority)
        said = pdfsig(archived(paper, signer_now.root.certificate, authority.authority()), tmp_path)
    seal, stamp = said.split("Signature #2")
    assert "Signature Validation: Signature is Valid." in seal
    assert "- Total document signed" in stamp  # poppler does not judge time stamps themselves


def added_to(pdf: bytes) -> bytes:
    """Change something in a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("en")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_a_change_after_it_is_still_a_change(page: bytes, signer_now: Signer) -> None:
    with stamping() as authority:
        paper, _ = papers(page, signer_now, authority)
        pdf = archived(paper, signer_now.root.certificate, authority.authority())
    status = seal_of(added_to(pdf), signer_now.root.certificate, authority.root)
    assert not status.docmdp_ok
    assert not status.bottom_line


def test_what_is_not_valid_gets_no_time_stamp(page: bytes, signer: Signer, signer_now: Signer) -> None:
    now = datetime.now(UTC)
    paper = signer_now.sealed(page, now)
    changed = bytearray(paper)
    changed[len(page) // 2] ^= 1
    with stamping() as authority:
        for pdf, root in (
            (bytes(changed), signer_now.root),
            (added_to(paper), signer_now.root),
            (paper, signer.root),  # of another office
            (signer.sealed(page, now), signer.root),  # by a key whose certificate has ended
            (page, signer_now.root),
            (b"%PDF-1.7", signer_now.root),
        ):
            with pytest.raises(PaperError) as refused:
                archived(pdf, root.certificate, authority.authority())
            assert refused.value.code == "seal_invalid"
        assert authority.stamps == 0


def test_a_time_stamp_in_the_seal_that_nobody_confirms_may_be_confirmed_later(
    page: bytes, signer_now: Signer
) -> None:
    root = signer_now.root.certificate
    with stamping() as authority:
        _, paper = papers(page, signer_now, authority)
        authority.has_list = False
        with pytest.raises(PaperError) as refused:
            archived(paper, root, authority.authority())
        assert refused.value.code == "tsa_unconfirmed"
        authority.has_list = True
        assert archived(paper, root, authority.authority()).startswith(paper)


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"is_revoked": True}, "tsa_untrusted"),
        ({"has_list": False}, "tsa_untrusted"),  # nobody can tell whether it is revoked
        ({"fault": "refuses"}, "tsa_refused"),
        ({"fault": "other_digest"}, "tsa_untrusted"),
    ],
)
def test_an_authority_in_doubt_stamps_nothing(
    page: bytes, signer_now: Signer, behaviour: dict[str, object], code: str
) -> None:
    paper = signer_now.sealed(page, datetime.now(UTC))
    with stamping(**behaviour) as authority, pytest.raises(TimeStampError) as refused:
        archived(paper, signer_now.root.certificate, authority.authority())
    assert refused.value.code == code
