"""certapp.keystore.signing: ES256 as COSE wants it, the same for the same message."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certapp.keystore import authority
from certapp.keystore.signing import OpenKey, kid_of, public_key_of, sign_raw

# RFC 6979, A.2.5: P-256 with SHA-256
PRIVATE = ec.derive_private_key(
    0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1()
)
SAMPLE = (
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)
KEY = authority.self_sign(PRIVATE, office="Cơ quan", code="TEST", now=datetime(2026, 11, 25, tzinfo=UTC))


def test_signatures_are_those_of_rfc_6979() -> None:
    assert sign_raw(PRIVATE, b"sample").hex() == SAMPLE
    assert KEY.sign(b"sample").hex() == SAMPLE


def test_a_signature_is_64_bytes_also_when_a_half_is_small() -> None:
    small = next(raw for number in range(2000) if 0 in ((raw := KEY.sign(b"%d" % number))[0], raw[32]))
    assert len(small) == 64
    der = encode_dss_signature(int.from_bytes(small[:32]), int.from_bytes(small[32:]))
    public = public_key_of(KEY.certificate)
    with pytest.raises(InvalidSignature):
        public.verify(der, b"another message", ec.ECDSA(hashes.SHA256()))


def test_an_open_key_does_not_show_its_private_half() -> None:
    assert "private" not in repr(KEY)
    assert KEY.kid == kid_of(KEY.certificate)


def test_a_certificate_of_another_kind_of_key_is_refused() -> None:
    other = ed25519.Ed25519PrivateKey.generate()
    name = KEY.certificate.subject
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(other.public_key())
        .serial_number(1)
        .not_valid_before(KEY.certificate.not_valid_before_utc)
        .not_valid_after(KEY.certificate.not_valid_after_utc)
        .sign(other, None)
    )
    with pytest.raises(TypeError):
        public_key_of(certificate)
    assert isinstance(KEY, OpenKey)
