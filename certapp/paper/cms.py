"""The signature inside the seal: CMS (RFC 5652) with the attributes of PAdES (ETSI EN 319 142-1, table 1).

pyHanko writes it. Two papers of a key differ in the digest of the document and the signature alone; so it is
written once for each key and length of signature, and each paper fills in these two.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers import Signer

from certapp.paper.coroutines import finish
from certapp.paper.signing_key import SigningKey

DIGEST = "sha256"
_LONGEST_SIGNATURE = 72  # bytes of a DER sequence of two P-256 integers (RFC 5753 §7.2)
_DIGEST_MARK = hashlib.sha256(b"digest of the document").digest()


def signed(document_digest: bytes, key: SigningKey, chain: Sequence[x509.Certificate]) -> bytes:
    """Sign the SHA-256 of a document.

    :param chain: certificates from the key's issuer up to the root, put in beside the key's own.
    :returns: a detached CMS signature, DER.
    """
    raw = key.sign(_form(key.certificate, tuple(chain), _LONGEST_SIGNATURE).to_be_signed(document_digest))
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    return _form(key.certificate, tuple(chain), len(signature)).filled(document_digest, signature)


def longest(certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> int:
    """Return how many bytes a signature of this key can have at most."""
    return len(_form(certificate, tuple(chain), _LONGEST_SIGNATURE).text)


def signature_in(signed_data: bytes) -> bytes:
    """Return the bare signature of a CMS signature: what its time stamp is for (ETSI EN 319 122-1 §5.3)."""
    signature: bytes = _signer(cms.ContentInfo.load(signed_data))["signature"].native
    return signature


def with_time_stamp(signed_data: bytes, token: cms.ContentInfo) -> bytes:
    """Put a time-stamp token (RFC 3161) for its bare signature into a CMS signature."""
    content = cms.ContentInfo.load(signed_data)
    _signer(content)["unsigned_attrs"] = cms.CMSAttributes(
        [simple_cms_attribute("signature_time_stamp_token", token)]
    )
    stamped: bytes = content.dump()
    return stamped


def _signer(content: cms.ContentInfo) -> cms.SignerInfo:
    return content["content"]["signer_infos"][0]


@dataclass(frozen=True, slots=True)
class _Form:
    """What pyHanko wrote, and where in it the blanks are."""

    attributes: bytes
    text: bytes
    signature_mark: bytes

    def to_be_signed(self, document_digest: bytes) -> bytes:
        return self.attributes.replace(_DIGEST_MARK, document_digest)

    def filled(self, document_digest: bytes, signature: bytes) -> bytes:
        return self.text.replace(_DIGEST_MARK, document_digest).replace(self.signature_mark, signature)


@lru_cache(maxsize=512)  # some 2 KB each
def _form(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], length: int) -> _Form:
    mark = hashlib.shake_256(b"signature").digest(length)
    author = _Author(certificate, chain, mark)
    text: bytes = finish(author.async_sign(_DIGEST_MARK, DIGEST, use_pades=True)).dump()
    return _Form(author.attributes, text, mark)


class _Author(Signer):
    """pyHanko's signer, which keeps what it is asked to sign and signs nothing."""

    def __init__(
        self, certificate: x509.Certificate, chain: Sequence[x509.Certificate], signature: bytes
    ) -> None:
        super().__init__(
            signing_cert=translated(certificate),
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self.cert_registry.register_multiple(map(translated, chain))
        self.attributes = b""
        self._signature = signature

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        self.attributes = data
        return self._signature


def translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return a certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
