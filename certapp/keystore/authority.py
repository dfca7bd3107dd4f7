"""The office root as a small certification authority (RFC 5280): it certifies the office's other keys."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certapp.credential import Purpose
from certapp.keystore.errors import KeyStoreError
from certapp.keystore.signing import OpenKey, public_key_of

ROOT_LIFETIME = timedelta(days=10 * 365)
APPROVER_LIFETIME = timedelta(days=2 * 365)
STATUS_LIFETIME = timedelta(days=5 * 365)
_BACKDATING = timedelta(minutes=5)  # so that a verifier whose clock is a little late accepts a new key
_NAME_BYTES = 64
_SHA256 = hashes.SHA256()


def self_sign(private: ec.EllipticCurvePrivateKey, *, office: str, code: str, now: datetime) -> OpenKey:
    """Make the office root: a self-signed CA whose path ends at the keys it certifies.

    :param office: name of the office.
    :param code: office code, the `iss` of its certificates.
    :param now: aware UTC.
    """
    name = _name(office=office, common_name=f"{code} root")
    public = private.public_key()
    builder = (
        _builder(name, name, public, now, now + ROOT_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_ROOT_USAGE, critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    return OpenKey(certificate=builder.sign(private, _SHA256), private=private)


def check_name(name: str) -> None:
    """Refuse a name that does not fit the common name of a certificate.

    X.520 bounds it at 64 characters, but libraries, `cryptography` among them, count the bytes of its UTF-8.

    :raises KeyStoreError: `key_name_long`; a name is never shortened, it is what the root vouches for.
    """
    if len(name.encode()) > _NAME_BYTES:
        raise KeyStoreError("key_name_long", most=_NAME_BYTES)


def name_in(certificate: x509.Certificate) -> str:
    """Return the name that the root vouched for: the certificate's common name."""
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def certify(
    root: OpenKey,
    public: ec.EllipticCurvePublicKey,
    *,
    purpose: Purpose,
    name: str,
    office: str,
    now: datetime,
) -> x509.Certificate:
    """Certify an approver's key or the status-list key.

    :param name: the person, or what the key serves; the certificate's common name.
    :param now: aware UTC; the validity ends no later than the root's.
    :raises KeyStoreError: `key_name_long`, what :func:`check_name` refuses.
    """
    check_name(name)
    lifetime = APPROVER_LIFETIME if purpose is Purpose.CERTIFICATE else STATUS_LIFETIME
    until = min(now + lifetime, root.certificate.not_valid_after_utc)
    builder = (
        _builder(_name(office=office, common_name=name), root.certificate.subject, public, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE[purpose], critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key_of(root.certificate)),
            critical=False,
        )
    )
    if purpose is Purpose.CERTIFICATE:  # the same key signs PDF documents (RFC 9336)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage(
                [x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"), ExtendedKeyUsageOID.EMAIL_PROTECTION]
            ),
            critical=False,
        )
    return builder.sign(root.private, _SHA256)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATING)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(*, office: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:64]),  # X.520
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*uses: str) -> x509.KeyUsage:
    """Return a key usage (RFC 5280 §4.2.1.3) of these bits and no other."""
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in uses for name in names})


_ROOT_USAGE = _usage("key_cert_sign", "digital_signature")  # the trust list is no certificate and no CRL
_USAGE = {
    Purpose.CERTIFICATE: _usage("digital_signature", "content_commitment"),
    Purpose.STATUS_LIST: _usage("digital_signature"),  # a server's, that commits nobody
}
