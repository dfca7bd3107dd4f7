"""certapp.workflow.foreign_offices: another office's root, compared by a person, and its trust lists."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certapp.credential import Purpose, trustlist
from certapp.credential.errors import CertappError
from certapp.keystore import authority
from certapp.keystore.files import pem_of
from certapp.keystore.signing import OpenKey, fingerprint
from certapp.registry.audit import AuditRecord
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import foreign_lists, foreign_offices, trust_list, trust_store
from tests.world import World

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
NAME = "Ủy ban MTTQ Việt Nam huyện Ninh Sơn"


def a_root(code: str = "MTTQ-NINHSON", name: str = NAME, now: datetime = NOW) -> OpenKey:
    return authority.self_sign(ec.generate_private_key(ec.SECP256R1()), office=name, code=code, now=now)


ROOT = a_root()


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    """An office of its own, inside its application context."""
    with world.app.app_context():
        yield db.session.get_one(Office, world.office_id)


def pin(office: Office, root: OpenKey = ROOT, typed: str | None = None) -> None:
    certificate = foreign_offices.read_root(pem_of(root.certificate).encode(), NOW)
    foreign_offices.import_root(office, certificate, typed or fingerprint(certificate), NOW)


def signed(version: int, root: OpenKey = ROOT, issuer: str = "MTTQ-NINHSON") -> bytes:
    return trustlist.prepare(issuer, version, int(NOW.timestamp()) + version, [], root.kid).signed_by(
        root.sign
    )


ALTERED = signed(1)[:-1] + bytes([signed(1)[-1] ^ 1])


def held(office: Office) -> dict[str, int]:
    """Return the version of each other office's trust list."""
    lists = trust_store.current(office.id).lists
    return {code: trusted.version for code, trusted in lists.items() if code != office.code}


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value.code


def test_a_root_is_pinned_after_its_fingerprint_was_compared(office: Office) -> None:
    assert refusal(lambda: pin(office, typed=fingerprint(a_root().certificate))) == "fingerprint_different"
    assert refusal(lambda: pin(office, typed=fingerprint(ROOT.certificate)[:-3])) == "fingerprint_different"
    assert foreign_offices.everyone(office.id) == []
    pin(office, typed=fingerprint(ROOT.certificate).replace(":", " ").lower())
    [row] = foreign_offices.everyone(office.id)
    assert (row.code, row.name, row.version) == ("MTTQ-NINHSON", NAME, None)
    assert foreign_offices.root_of(row) == ROOT.certificate
    [record] = db.session.query(AuditRecord).filter_by(subject="foreign_office")
    assert (record.verb, record.facts["fingerprint"]) == ("import_root", fingerprint(ROOT.certificate))


def test_one_root_an_office_and_never_for_the_own_code(office: Office) -> None:
    pin(office)
    assert refusal(lambda: pin(office, a_root())) == "foreign_known"
    assert refusal(lambda: pin(office, a_root(code="MTTQ-TEST"))) == "foreign_own"
    foreign_offices.forget(office, "MTTQ-NINHSON", NOW)
    pin(office, a_root())
    assert refusal(lambda: foreign_offices.forget(office, "MTTQ-KHAC", NOW)) == "foreign_none"


def test_a_trust_list_is_taken_over_and_never_an_older_one(office: Office) -> None:
    pin(office, a_root(code="MTTQ-KHAC"))
    pin(office)
    assert held(office) == {}
    for version in (1, 3, 3):
        foreign_lists.import_trust_list(office, signed(version), NOW)
        assert held(office) == {"MTTQ-NINHSON": version}
    assert refusal(lambda: foreign_lists.import_trust_list(office, signed(2), NOW)) == "list_older"
    assert held(office) == {"MTTQ-NINHSON": 3}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (signed(1, a_root()), "foreign_none"),
        (signed(1, issuer="MTTQ-TEST"), "list_foreign"),
        (b"", "list_unreadable"),
        (signed(1)[:-1], "list_unreadable"),
        (ALTERED, "foreign_none"),
    ],
    ids=["another root's", "in another office's name", "empty", "cut", "altered"],
)
def test_what_no_pinned_root_has_signed_for_its_office_is_refused(
    office: Office, data: bytes, code: str
) -> None:
    assert refusal(lambda: foreign_lists.import_trust_list(office, data, NOW)) == "foreign_none"
    pin(office)
    assert refusal(lambda: foreign_lists.import_trust_list(office, data, NOW)) == code
    assert held(office) == {}


def test_the_own_list_is_no_foreign_one(office: Office) -> None:
    pin(office)
    own = trust_list.signed(office.id)
    assert refusal(lambda: foreign_lists.import_trust_list(office, own, NOW)) == "foreign_none"


def _self_signed(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    name = ROOT.certificate.subject
    usage = ROOT.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, ROOT.certificate.signature_hash_algorithm)
    )
    return pem_of(certificate).encode()


LEAF = authority.certify(
    ROOT, ROOT.private.public_key(), purpose=Purpose.CERTIFICATE, name="MTTQ root", office=NAME, now=NOW
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "root_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "root_unreadable"),
        (b"\x30" * 70_000, "root_unreadable"),
        (pem_of(LEAF).encode(), "root_unfit"),
        (pem_of(a_root(code="ma so co dau").certificate).encode(), "root_unfit"),
        (pem_of(a_root(now=NOW - timedelta(days=3651)).certificate).encode(), "root_unfit"),
        (pem_of(a_root(now=NOW + timedelta(days=1)).certificate).encode(), "root_unfit"),
        (_self_signed(ec.generate_private_key(ec.SECP384R1())), "root_unfit"),
        (_self_signed(rsa.generate_private_key(65537, 2048)), "root_unfit"),
    ],
    ids=["empty", "no DER", "huge", "no authority", "no code", "ended", "future", "P-384", "RSA"],
)
def test_what_is_no_root_of_an_office_is_refused(data: bytes, code: str) -> None:
    assert refusal(lambda: foreign_offices.read_root(data, NOW)) == code


def test_a_root_is_read_as_pem_and_as_der() -> None:
    assert (
        foreign_offices.read_root(_self_signed(ROOT.private), NOW).public_key() == ROOT.private.public_key()
    )
    der = ROOT.certificate.public_bytes(serialization.Encoding.DER)
    assert foreign_offices.read_root(der, NOW) == ROOT.certificate
    assert foreign_offices.code_of(ROOT.certificate) == "MTTQ-NINHSON"
