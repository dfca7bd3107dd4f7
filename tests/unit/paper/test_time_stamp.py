"""PAdES B-T: a time stamp in the seal, asked for over HTTP, and never one that says something else."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel

from certapp.paper.authority import Authority
from certapp.paper.errors import TimeStampError
from tests.stamping import ACCOUNT, stamping
from tests.unit.paper.signer import Signer
from tests.validating import needs_poppler, pdfsig, seal_of


def sealed(page: bytes, signer: Signer, authority: Authority) -> bytes:
    return signer.sealed(page, datetime.now(UTC), authority)


def refusal(page: bytes, signer_now: Signer, authority: Authority) -> str:
    with pytest.raises(TimeStampError) as refused:
        sealed(page, signer_now, authority)
    return refused.value.code


def test_pyhanko_finds_signature_and_time_stamp_valid(page: bytes, signer_now: Signer) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    with stamping() as authority:
        pdf = sealed(page, signer_now, authority.authority())
        status = seal_of(pdf, signer_now.root.certificate, authority.root)
    stamp = status.timestamp_validity
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert stamp is not None
    assert (stamp.valid, stamp.intact, stamp.trusted) == (True, True, True)
    assert before <= stamp.timestamp <= datetime.now(UTC)
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.docmdp_level is MDPPerm.NO_CHANGES


@needs_poppler
def test_poppler_finds_it_valid(page: bytes, signer_now: Signer, tmp_path: Path) -> None:
    with stamping() as authority:
        said = pdfsig(sealed(page, signer_now, authority.authority()), tmp_path)
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said


def test_there_is_no_more_room_than_the_authority_needs(page: bytes, signer_now: Signer) -> None:
    with stamping() as authority:
        named = authority.authority()
        first, second = (len(sealed(page, signer_now, named)) for _ in range(2))
        assert authority.stamps == 2
    assert second < first  # before the first token nobody knows how long they are
    assert second - len(page) < 11_000


def test_an_authority_with_customers_is_told_who_asks(page: bytes, signer_now: Signer) -> None:
    with stamping(asks_account=True) as authority:
        assert sealed(page, signer_now, authority.authority(account=ACCOUNT))
        assert refusal(page, signer_now, authority.authority()) == "tsa_answer"
        stranger = authority.authority(account=(ACCOUNT[0], "sai"))
        assert refusal(page, signer_now, stranger) == "tsa_answer"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("refuses", "tsa_refused"),
        ("other_digest", "tsa_untrusted"),
        ("other_nonce", "tsa_untrusted"),
        ("garbage", "tsa_answer"),
        ("page", "tsa_answer"),
        ("endless", "tsa_answer"),
        ("redirects", "tsa_answer"),
    ],
)
def test_what_is_no_time_stamp_for_this_is_refused(
    page: bytes, signer_now: Signer, fault: str, code: str
) -> None:
    with stamping(fault=fault) as authority:
        assert refusal(page, signer_now, authority.authority()) == code
        assert authority.stamps == 1


def test_an_authority_is_not_waited_for_without_end(page: bytes, signer_now: Signer) -> None:
    with stamping(fault="hangs") as authority:
        assert refusal(page, signer_now, authority.authority(seconds=1)) == "tsa_slow"


def test_an_authority_that_is_away(page: bytes, signer_now: Signer) -> None:
    with stamping() as authority:
        named = authority.authority()
    assert refusal(page, signer_now, named) == "tsa_unreachable"


def test_another_authority_is_not_trusted(page: bytes, signer_now: Signer) -> None:
    with stamping() as authority:
        named = authority.authority(roots=(signer_now.root.certificate,))
        assert refusal(page, signer_now, named) == "tsa_untrusted"
