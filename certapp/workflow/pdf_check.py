"""Whether the three voices of a PDF agree: its QR, its electronic signature, and the text on its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509

from certapp.credential import TrustedKey, Verdict, VerdictCode
from certapp.keystore.signing import kid_of
from certapp.paper.pdf_findings import PdfFindings, SignatureState
from certapp.workflow.printed_facts import Difference, differences


class QrPart(StrEnum):
    """What the QR says by itself."""

    GENUINE = "genuine"  # its signature is a trusted key's, whatever the dates and the status
    UNPROVEN = "unproven"  # it is not: the verdict says why
    SEVERAL = "several"  # there are QRs of several papers


class SignaturePart(StrEnum):
    """What the PDF's signature adds."""

    STORED = "stored"  # byte for byte the file that this office keeps for this certificate
    AGREES = "agrees"  # covers the file, by the key that signed the QR
    ABSENT = "absent"  # a scan or a printout: the QR speaks alone
    OTHER_KEY = "other_key"
    CHANGED = "changed"
    BROKEN = "broken"
    SEVERAL = "several"
    UNCOMPARED = "uncompared"  # sound, but there is no genuine QR to compare it with


class TextPart(StrEnum):
    """What the text on the pages adds."""

    AGREES = "agrees"
    STORED = "stored"  # not compared word by word, as the whole file is the office's own
    ABSENT = "absent"  # a picture: nothing that a machine reads
    DIFFERS = "differs"
    HIDDEN = "hidden"  # what should be seen is there, but cannot be seen
    UNCOMPARED = "uncompared"


@dataclass(frozen=True, slots=True)
class Parts:
    """What each of the three says.

    :param verdict: of the QR alone.
    :param kid: of the PDF's signer; empty where the signature is not intact.
    :param claimed_at: when that signer says to have signed, unix seconds.
    :param differences: what the pages say otherwise than the QR.
    """

    qr: QrPart
    verdict: Verdict
    signature: SignaturePart
    text: TextPart
    kid: bytes = b""
    claimed_at: int | None = None
    differences: tuple[Difference, ...] = ()


_BAD_SIGNATURES = {
    SignaturePart.BROKEN: "pdf_signature",
    SignaturePart.CHANGED: "pdf_changed",
    SignaturePart.SEVERAL: "pdf_signatures",
    SignaturePart.OTHER_KEY: "pdf_other_key",
}
_BAD_TEXTS = frozenset((TextPart.DIFFERS, TextPart.HIDDEN))
_SEVERAL_CODES, _TEXT = "pdf_codes", "pdf_text"
REASONS = frozenset((*_BAD_SIGNATURES.values(), _SEVERAL_CODES, _TEXT))
"""The reasons of the verdict FORGED over a file whose QR may be genuine."""


def judged(verdicts: Sequence[Verdict], pdf: PdfFindings, *, is_stored: bool) -> tuple[Verdict, Parts]:
    """Judge a PDF: VALID only where the QR is, and neither signature nor text speaks against it.

    Like the QR's own signature, they come before dates and status: of an expired paper whose page was changed
    the verdict is FORGED. It then vouches for nothing, so it carries no claims.

    :param verdicts: of the different papers whose QRs are in the file, the decisive one first.
    :param is_stored: whether this office keeps these very bytes for the certificate in the first of them.
    """
    verdict = verdicts[0]
    signer = _signer(pdf)
    found = _compared(verdict, pdf)
    signature = _signature(verdict, pdf, signer, is_stored=is_stored)
    text = _text(verdict, pdf, found, signature)
    parts = Parts(
        qr=_qr(verdicts),
        verdict=verdict,
        signature=signature,
        text=text,
        kid=kid_of(signer) if signer else b"",
        claimed_at=pdf.claimed_at,
        differences=found if text in _BAD_TEXTS else (),
    )
    reason = _reason(parts)
    return (Verdict(VerdictCode.FORGED, reason) if reason else verdict), parts


def _reason(parts: Parts) -> str:
    """Return why the file is not what it claims to be; empty where the verdict of the QR stands."""
    if parts.qr is QrPart.SEVERAL:
        return _SEVERAL_CODES
    if parts.qr is QrPart.UNPROVEN:
        return ""
    if parts.signature in _BAD_SIGNATURES:
        return _BAD_SIGNATURES[parts.signature]
    is_signed = parts.signature is not SignaturePart.ABSENT
    if parts.text in _BAD_TEXTS or (is_signed and parts.text is TextPart.ABSENT):
        return _TEXT
    return ""


def _qr(verdicts: Sequence[Verdict]) -> QrPart:
    if len(verdicts) > 1:
        return QrPart.SEVERAL
    return QrPart.UNPROVEN if verdicts[0].claims is None else QrPart.GENUINE


def _signer(pdf: PdfFindings) -> x509.Certificate | None:
    """Return the certificate of the PDF's signer; None where there is none that this program can read."""
    try:
        return x509.load_der_x509_certificate(pdf.certificate) if pdf.certificate else None
    except ValueError:
        return None


def _signature(
    verdict: Verdict, pdf: PdfFindings, signer: x509.Certificate | None, *, is_stored: bool
) -> SignaturePart:
    if pdf.state is not SignatureState.INTACT:
        return SignaturePart(pdf.state.value)
    if verdict.signer is None:
        return SignaturePart.UNCOMPARED
    if signer is None or not _is_of(verdict.signer, signer):
        return SignaturePart.OTHER_KEY
    return SignaturePart.STORED if is_stored else SignaturePart.AGREES


def _is_of(key: TrustedKey, certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is the one of a key: by its kid, and by the key, as kids are short."""
    return kid_of(certificate) == key.kid and certificate.public_key() == key.public_key


def _compared(verdict: Verdict, pdf: PdfFindings) -> tuple[Difference, ...]:
    if verdict.claims is None or not pdf.text.strip():
        return ()
    return differences(verdict.claims, pdf.text)


def _text(
    verdict: Verdict, pdf: PdfFindings, found: Sequence[Difference], signature: SignaturePart
) -> TextPart:
    if verdict.claims is None:
        return TextPart.UNCOMPARED
    if signature is SignaturePart.STORED:
        return TextPart.STORED if found or not pdf.text.strip() else TextPart.AGREES
    if not pdf.text.strip():
        return TextPart.ABSENT
    if not found:
        return TextPart.AGREES
    is_hidden = pdf.unseen and not any(difference.page for difference in found)
    return TextPart.HIDDEN if is_hidden else TextPart.DIFFERS
