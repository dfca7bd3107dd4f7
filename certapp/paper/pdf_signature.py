"""What the electronic signature of a PDF covers, and by which certificate it was made (pyHanko).

Part of :mod:`certapp.paper.decoder`. Whether anybody trusts that certificate is not asked here.
"""

import io
import re
from datetime import UTC, datetime
from typing import Any

from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from certapp.paper.pdf_safety import BROKEN, has_signature

_SUBFILTERS = frozenset(("/ETSI.CAdES.detached", "/adbe.pkcs7.detached"))
_DIGESTS = frozenset(("sha256", "sha384", "sha512"))
_WHOLE = frozenset((SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION))
# Validation material and document time stamps may follow (ETSI EN 319 142-1, 5.4 and 5.5), nothing else.
_ALLOWED_AFTER = frozenset((ModificationLevel.NONE, ModificationLevel.LTA_UPDATES))
_HEX = re.compile(rb"<[0-9A-Fa-f]+>")


def examined(data: bytes) -> dict[str, Any]:
    """Return `state` and, of a signature that is `intact`, `certificate` (DER, hexadecimal) and `end`.

    States: `absent`; `intact`, one signature that covers the whole file, but for validation material and
    document time stamps after it; `several`; `changed`, what was signed is not what is there; `broken`, what
    is there is no signature that can be told from an attack. `end` is how many bytes the signature covers.

    :raises Unsafe: as :func:`certapp.paper.pdf_safety.has_signature` says.
    :raises ValueError: a file without a signature that cannot be read.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if not has_signature(data, reader):
            return {"state": "absent"}
    except BROKEN:
        return {"state": "broken" if _has_remains(data) else "absent"}
    try:
        return _judged(data, reader)
    except (*BROKEN, SignatureValidationError):
        return {"state": "broken"}


def _has_remains(data: bytes) -> bool:
    """Tell whether a file that breaks some rule of the format, as those of scanners do, was ever signed."""
    if has_signature(data, None):
        return True
    try:
        return has_signature(data, PdfFileReader(io.BytesIO(data), strict=False))
    except BROKEN as error:
        raise ValueError("not a readable PDF") from error


def _judged(data: bytes, reader: PdfFileReader) -> dict[str, Any]:
    signatures: list[EmbeddedPdfSignature] = reader.embedded_regular_signatures
    if len(signatures) != 1:
        return {"state": "several" if signatures else "broken"}
    signature = signatures[0]
    end = _covered(data, signature)
    digest = signature.md_algorithm
    if not end or digest not in _DIGESTS or signature.sig_object["/SubFilter"] not in _SUBFILTERS:
        return {"state": "broken"}
    signature.compute_integrity_info()
    is_intact, is_signed = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest(digest)
    )
    if not (is_intact and is_signed and _is_unchanged(signature)):
        return {"state": "changed"}
    return {
        "state": "intact",
        "certificate": signature.signer_cert.dump().hex(),
        "claimed_at": _claimed_at(signature),
        "end": end,
    }


def _covered(data: bytes, signature: EmbeddedPdfSignature) -> int:
    """Return how many bytes are signed; 0 unless they begin with the file and leave out the signature only.

    The signature must be what stands in the gap, and nothing but zeros may fill up its room.
    """
    begin, first, second, length = map(int, signature.byte_range)
    gap = data[first:second]
    content: bytes = signature.pkcs7_content
    if begin != 0 or not _HEX.fullmatch(gap) or bytes.fromhex(gap[1:-1].decode("ascii")) != content:
        return 0
    used = parser.peek(content)
    if content[used:].strip(b"\0") or length < 0 or second + length > len(data):
        return 0
    return second + length


def _is_unchanged(signature: EmbeddedPdfSignature) -> bool:
    after: Any = signature.diff_result  # both are None until compute_integrity_info()
    coverage: Any = signature.coverage
    is_allowed = isinstance(after, DiffResult) and after.modification_level in _ALLOWED_AFTER
    return is_allowed and coverage in _WHOLE


def _claimed_at(signature: EmbeddedPdfSignature) -> int | None:
    claimed: datetime | None = signature.self_reported_timestamp
    if claimed is None:
        return None
    return int((claimed if claimed.tzinfo else claimed.replace(tzinfo=UTC)).timestamp())
