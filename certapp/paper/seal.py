"""The electronic signature of the PDF: PAdES B-B (ETSI EN 319 142-1), certifying that nothing may change."""

import asyncio
import io
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from certapp.paper.errors import PaperError

FIELD = "ChuKy"
_DIGEST = "sha256"
# The signature and two certificates take under 3 KB. A fixed size saves pyHanko a rehearsal.
_BYTES_RESERVED = 8192


class SigningKey(Protocol):
    """A P-256 private key that is open for use, with its certificate."""

    @property
    def certificate(self) -> x509.Certificate:
        """The key's certificate."""

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256; returns r || s, 64 bytes."""


def seal(
    pdf: bytes,
    key: SigningKey,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    reason: str,
    location: str,
) -> bytes:
    """Sign `pdf` as its certifying signature, after which no change is allowed (DocMDP, level 1).

    The field is invisible: what a reader must see is printed on the page. Nothing is fetched: no time stamp,
    no revocation data.

    :param pdf: an unsigned PDF.
    :param chain: certificates from the key's issuer up to the root, embedded for the verifier.
    :param signed_at: aware time, written as the claimed time of signing.
    :raises PaperError: `seal_failed`, the PDF is broken or already certified.
    """
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_DIGEST,
        reason=reason,
        location=location,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        session = PdfSigner(meta, _KeySigner(key, chain)).init_signing_session(writer)
        session.system_time = signed_at
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=_BYTES_RESERVED)
        digest, output = document.digest_tbs_document()
        _finish(document.perform_signature(digest.document_digest, PdfCMSSignedAttributes()))
    except (PdfError, SigningError) as error:
        raise PaperError("seal_failed") from error
    output.seek(0)
    sealed: bytes = output.read()
    return sealed


def _finish(signing: Coroutine[Any, Any, object]) -> None:
    """Run pyHanko's coroutine to its end, also in a thread where an event loop is running already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(signing)
        return
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, signing).result()


class _KeySigner(Signer):
    """pyHanko's view of one of our keys."""

    def __init__(self, key: SigningKey, chain: Sequence[x509.Certificate]) -> None:
        super().__init__(
            signing_cert=_translated(key.certificate),
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self.cert_registry.register_multiple(map(_translated, chain))
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign, and put r || s in the DER form that CMS wants (RFC 5753 §7.2)."""
        raw = self._key.sign(data)
        return encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


def _translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
