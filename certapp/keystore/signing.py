"""What a signing key is to the rest of certapp, whether it lies in a file or in a hardware token."""

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from certapp.credential.cose import KID_BYTES


class SigningKey(Protocol):
    """A private key that is open for use, with its X.509 certificate."""

    @property
    def certificate(self) -> x509.Certificate:
        """The key's certificate, issued by the office root."""

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 over the certificate (DER)."""

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256; returns r || s, 64 bytes (RFC 9053 §2.1)."""

    def close(self) -> None:
        """End the use of the key."""


@dataclass(frozen=True)
class OpenKey:
    """A private key held in memory; keep it only for the moment of use."""

    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 over the certificate (DER)."""
        return kid_of(self.certificate)

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256, deterministically (RFC 6979); returns r || s, 64 bytes."""
        return sign_raw(self.private, message)

    def close(self) -> None:
        """End the use of the key: whoever held it lets it go."""


def sign_raw(private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Sign with ES256, deterministically (RFC 6979); returns r || s, 64 bytes."""
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(32) + s.to_bytes(32)


def kid_of(certificate: x509.Certificate) -> bytes:
    """Return the key identifier of a certificate: first 8 bytes of SHA-256 over its DER."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()[:KID_BYTES]


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 fingerprint of a certificate, as colon-separated upper-case hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def public_key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """Return the P-256 public key of a certificate of ours."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("certapp certificates hold P-256 keys")
    return key


def point_of(certificate: x509.Certificate) -> bytes:
    """Return the public key of a certificate of ours as 65 bytes: 4, x, y (SEC 1 §2.3.3, uncompressed)."""
    return public_key_of(certificate).public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
