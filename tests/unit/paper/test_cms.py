"""The signature inside the seal is what pyHanko writes, byte for byte, though it writes it once for a key."""

import asyncio
import hashlib

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer

from certapp.keystore.signing import OpenKey
from certapp.paper import cms


class PlainSigner(Signer):
    """pyHanko as its manual shows it, with the same deterministic key (RFC 6979)."""

    def __init__(self, key: OpenKey, root: OpenKey) -> None:
        super().__init__(
            signing_cert=cms.translated(key.certificate),
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self.cert_registry.register(cms.translated(root.certificate))
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._key.private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def digests(number: int) -> list[bytes]:
    return [hashlib.sha256(str(each).encode()).digest() for each in range(number)]


def encoded(*certificates: x509.Certificate) -> set[bytes]:
    return {certificate.public_bytes(Encoding.DER) for certificate in certificates}


def inside(signed: bytes) -> set[bytes]:
    found = asn1_cms.ContentInfo.load(signed)["content"]["certificates"]
    return {choice.chosen.dump() for choice in found}


def test_it_is_what_pyhanko_writes(key: OpenKey, root: OpenKey) -> None:
    lengths = set()
    for digest in digests(40):
        plain = asyncio.run(PlainSigner(key, root).async_sign(digest, "sha256", use_pades=True)).dump()
        assert cms.signed(digest, key, [root.certificate]) == plain
        lengths.add(len(plain))
    assert len(lengths) > 1  # signatures of more than one length


def test_none_is_longer_than_the_room_for_it(key: OpenKey, root: OpenKey) -> None:
    lengths = [len(cms.signed(digest, key, [root.certificate])) for digest in digests(200)]
    assert max(lengths) == cms.longest(key.certificate, [root.certificate])


@pytest.mark.parametrize("chain", [True, False])
def test_each_key_and_chain_has_a_form_of_its_own(key: OpenKey, root: OpenKey, chain: bool) -> None:
    certificates = [root.certificate] if chain else []
    [digest] = digests(1)
    assert inside(cms.signed(digest, key, certificates)) == encoded(key.certificate, *certificates)
    assert inside(cms.signed(digest, root, certificates)) == encoded(root.certificate)
