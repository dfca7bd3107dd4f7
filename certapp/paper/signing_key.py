"""What the seal asks of a key."""

from typing import Protocol

from cryptography import x509


class SigningKey(Protocol):
    """A P-256 private key that is open for use, with its certificate."""

    @property
    def certificate(self) -> x509.Certificate:
        """The key's certificate."""

    def sign(self, message: bytes) -> bytes:
        """Sign with ES256; returns r || s, 64 bytes."""
