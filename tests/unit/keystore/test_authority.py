"""certapp.keystore.authority: what the office root certifies, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store

from certapp.credential import Purpose
from certapp.keystore import authority
from certapp.keystore.errors import KeyStoreError
from certapp.keystore.signing import OpenKey, fingerprint, kid_of

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
OFFICE = "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Bác Ái"
KEY = ec.generate_private_key(ec.SECP256R1())
ROOT = authority.self_sign(ec.generate_private_key(ec.SECP256R1()), office=OFFICE, code="MTTQ-TEST", now=NOW)


def certified(
    name: str = "Nguyễn Văn Bền",
    purpose: Purpose = Purpose.CERTIFICATE,
    root: OpenKey = ROOT,
    now: datetime = NOW,
) -> x509.Certificate:
    return authority.certify(root, KEY.public_key(), purpose=purpose, name=name, office=OFFICE, now=now)


def test_the_root_signs_itself_its_keys_and_the_trust_list() -> None:
    root = ROOT.certificate
    root.verify_directly_issued_by(root)
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert (usage.key_cert_sign, usage.digital_signature) == (True, True)  # keys, and the trust list
    assert not usage.content_commitment
    assert not usage.crl_sign


def test_a_certified_key_signs_and_certifies_nothing() -> None:
    certificate = certified()
    certificate.verify_directly_issued_by(ROOT.certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert certificate.public_key() == KEY.public_key()


def test_a_verifier_of_x509_builds_the_path() -> None:
    people = ExtensionPolicy.permit_all()  # ours name a person, not a web server
    policy = (
        PolicyBuilder()
        .store(Store([ROOT.certificate]))
        .time(NOW)
        .extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=people)
    )
    certificate = certified()
    assert policy.build_client_verifier().verify(certificate, []).chain == [certificate, ROOT.certificate]


@pytest.mark.parametrize(
    ("purpose", "days"), [(Purpose.CERTIFICATE, 2 * 365), (Purpose.STATUS_LIST, 5 * 365)]
)
def test_a_key_lives_as_long_as_its_purpose_asks_for(purpose: Purpose, days: int) -> None:
    certificate = certified(purpose=purpose)
    assert certificate.not_valid_after_utc == NOW + timedelta(days=days)
    assert certificate.not_valid_before_utc == NOW - timedelta(minutes=5)


def test_no_key_outlives_the_root() -> None:
    late = ROOT.certificate.not_valid_after_utc - timedelta(days=3)
    assert certified(now=late).not_valid_after_utc == ROOT.certificate.not_valid_after_utc


def test_the_name_that_is_vouched_for_comes_back_whole() -> None:
    longest = "Nguyễn Trần Hoàng Phương Quỳnh Nghiêm Thị Ánh"
    assert len(longest.encode()) <= 64
    assert authority.name_in(certified(longest)) == longest
    assert certified().subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value == "VN"


def test_a_name_that_does_not_fit_is_refused_not_shortened() -> None:
    with pytest.raises(KeyStoreError) as refused:
        certified("Nguyễn Trần Hoàng Phương Quỳnh Nghiêm Thị Ánh Nguyệt")
    assert (refused.value.code, refused.value.details) == ("key_name_long", {"most": 64})


def test_kid_and_fingerprint_tell_certificates_of_one_key_apart() -> None:
    one, other = certified(), certified()
    assert len(kid_of(one)) == 8
    assert kid_of(one) != kid_of(other)
    assert bytes.fromhex(fingerprint(one).replace(":", ""))[:8] == kid_of(one)
