"""What pyHanko and poppler say of a sealed paper."""

import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from certapp.paper.cms import translated

needs_poppler = pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler-utils")


def context(*roots: x509.Certificate, moment: datetime | None = None) -> ValidationContext:
    """Return what is trusted; nothing is fetched."""
    return ValidationContext(trust_roots=[*map(translated, roots)], moment=moment, allow_fetching=False)


def seal_of(pdf: bytes, *roots: x509.Certificate, moment: datetime | None = None) -> PdfSignatureStatus:
    """Return pyHanko's verdict on the seal."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
    return validate_pdf_signature(signature, context(*roots, moment=moment))


def time_stamp_of(pdf: bytes, *roots: x509.Certificate) -> DocumentTimestampStatus:
    """Return pyHanko's verdict on the document time stamp."""
    [stamp] = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
    return validate_pdf_timestamp(stamp, context(*roots))


def pdfsig(pdf: bytes, folder: Path) -> str:
    """Return what poppler prints."""
    file = folder / "sealed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
