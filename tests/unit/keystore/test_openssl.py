"""OpenSSL on the office's certificates: the chain, and what each of them says that it may do."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID

from certapp.credential import Purpose
from certapp.keystore import authority
from certapp.keystore.files import pem_of
from certapp.keystore.signing import OpenKey
from tests.unit.keystore.test_authority import KEY, NOW, OFFICE, ROOT, certified

LEAVES = {purpose: certified(purpose=purpose) for purpose in Purpose}
OTHER = authority.self_sign(ec.generate_private_key(ec.SECP256R1()), office=OFFICE, code="MTTQ-TEST", now=NOW)


def verified(
    folder: Path,
    leaf: x509.Certificate,
    *,
    root: x509.Certificate = ROOT.certificate,
    days: int = 1,
    options: str = "",
) -> str:
    """Return what `openssl verify` answers some days after the keys were made, on stdout and stderr."""
    (folder / "root.pem").write_text(pem_of(root))
    (folder / "leaf.pem").write_text(pem_of(leaf))
    moment = int((NOW + timedelta(days=days)).timestamp())
    command = (
        f"openssl verify -x509_strict -check_ss_sig {options} -attime {moment} -CAfile root.pem leaf.pem"
    )
    ended = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("leaf", [*LEAVES.values(), ROOT.certificate], ids=["approver", "status", "root"])
def test_the_chain_is_accepted_strictly(tmp_path: Path, leaf: x509.Certificate) -> None:
    assert verified(tmp_path, leaf) == "leaf.pem: OK\n"


@pytest.mark.parametrize(
    ("purpose", "days", "fault"),
    [
        (Purpose.CERTIFICATE, 731, "expired"),
        (Purpose.STATUS_LIST, 1826, "expired"),
        (Purpose.CERTIFICATE, -1, "not yet valid"),
    ],
)
def test_outside_its_validity_it_is_refused(tmp_path: Path, purpose: Purpose, days: int, fault: str) -> None:
    assert fault in verified(tmp_path, LEAVES[purpose], days=days)


def test_another_root_of_the_same_name_is_refused(tmp_path: Path) -> None:
    assert "error" in verified(tmp_path, LEAVES[Purpose.CERTIFICATE], root=OTHER.certificate)


def test_what_a_certified_key_certifies_is_refused(tmp_path: Path) -> None:
    middle = OpenKey(certificate=LEAVES[Purpose.CERTIFICATE], private=KEY)
    leaf = certified("Kẻ mạo danh", root=middle)
    (tmp_path / "middle.pem").write_text(pem_of(middle.certificate))
    assert "invalid CA certificate" in verified(tmp_path, leaf, options="-untrusted middle.pem")


USAGES = {
    "root": (ROOT.certificate, {"digital_signature", "key_cert_sign"}),
    "approver": (LEAVES[Purpose.CERTIFICATE], {"digital_signature", "content_commitment"}),
    "status": (LEAVES[Purpose.STATUS_LIST], {"digital_signature"}),
}
NAMES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
         "key_agreement", "key_cert_sign", "crl_sign")  # fmt: skip


@pytest.mark.parametrize(("certificate", "uses"), USAGES.values(), ids=USAGES)
def test_each_may_do_its_own_work_and_nothing_else(certificate: x509.Certificate, uses: set[str]) -> None:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert {name for name in NAMES if getattr(usage.value, name)} == uses
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (
        (True, 0) if "key_cert_sign" in uses else (False, None)
    )


def test_what_openssl_needs_to_build_a_chain_is_there_and_nothing_unknown() -> None:
    common = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.SUBJECT_KEY_IDENTIFIER,
              ExtensionOID.AUTHORITY_KEY_IDENTIFIER}  # fmt: skip
    root = {extension.oid for extension in ROOT.certificate.extensions}
    approver = {extension.oid for extension in LEAVES[Purpose.CERTIFICATE].extensions}
    status = {extension.oid for extension in LEAVES[Purpose.STATUS_LIST].extensions}
    assert (root, status, approver - common) == (common, common, {ExtensionOID.EXTENDED_KEY_USAGE})
    issuer = LEAVES[Purpose.CERTIFICATE].extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    subject = ROOT.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert issuer.key_identifier == subject.digest


def test_names_and_numbers() -> None:
    for certificate in (ROOT.certificate, *LEAVES.values()):
        assert certificate.version is x509.Version.v3
        assert certificate.issuer == ROOT.certificate.subject
        assert 0 < certificate.serial_number.bit_length() <= 159  # RFC 5280 §4.1.2.2: 20 bytes, positive
    assert len({each.serial_number for each in (ROOT.certificate, *LEAVES.values())}) == 3
