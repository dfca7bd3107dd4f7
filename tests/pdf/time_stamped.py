"""A paper that the office has stamped anew, as it does with those that are kept for long (PAdES B-LTA)."""

import io
from datetime import UTC, datetime, timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext


def stamped(paper: bytes) -> bytes:
    """Append validation material and a document time stamp, by a time-stamp authority made for it."""
    authority, certificate = _authority()
    file = io.BytesIO(paper)
    context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    PdfTimeStamper(authority).timestamp_pdf(IncrementalPdfFileWriter(file), "sha256", context, in_place=True)
    return file.getvalue()


def _authority() -> tuple[DummyTimeStamper, asn1_x509.Certificate]:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate = asn1_x509.Certificate.load(made.public_bytes(Encoding.DER))
    key = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(key)), certificate
