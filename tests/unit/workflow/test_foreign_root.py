"""certapp.workflow.foreign_offices.replace_root: another office has a new root, and a person pins it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from certapp.credential import VerdictCode
from certapp.credential.errors import CertappError
from certapp.keystore.signing import OpenKey, fingerprint
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.workflow import foreign_lists, foreign_offices, issue, root_key, scan, status_key, trust_list
from tests.unit.workflow.test_foreign_offices import NOW, ROOT, a_root, held, pin, signed
from tests.world import ROOT_PASSPHRASE, World

NEW = a_root()
CODE = "MTTQ-NINHSON"


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    """An office that knows another by its old root, and by version 3 of its trust list."""
    with world.app.app_context():
        office = db.session.get_one(Office, world.office_id)
        pin(office)
        foreign_lists.import_trust_list(office, signed(3), NOW)
        yield office


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value.code


def replace(office: Office, data: bytes, root: OpenKey = NEW, typed: str | None = None) -> None:
    certificate = root.certificate
    foreign_offices.replace_root(office, certificate, typed or fingerprint(certificate), data, NOW)


def test_root_and_list_change_in_one_step(office: Office) -> None:
    replace(office, signed(4, NEW))
    [row] = foreign_offices.everyone(office.id)
    assert foreign_offices.root_of(row) == NEW.certificate
    assert held(office) == {CODE: 4}
    assert refusal(lambda: foreign_lists.import_trust_list(office, signed(9, ROOT), NOW)) == "foreign_none"
    foreign_lists.import_trust_list(office, signed(5, NEW), NOW)
    assert held(office) == {CODE: 5}
    [record] = db.session.query(AuditRecord).filter_by(verb="replace_root")
    assert record.facts == {
        "code": CODE,
        "fingerprint": fingerprint(NEW.certificate),
        "before": fingerprint(ROOT.certificate),
        "version": 4,
    }


@pytest.mark.parametrize(
    ("data", "root", "typed", "code"),
    [
        (signed(4, NEW), NEW, fingerprint(ROOT.certificate), "fingerprint_different"),
        (signed(2, NEW), NEW, None, "list_older"),
        (signed(3, NEW), NEW, None, "list_older"),
        (signed(4, ROOT), NEW, None, "list_forged"),
        (signed(4, NEW)[:-1], NEW, None, "list_unreadable"),
        (signed(4, NEW, issuer="MTTQ-KHAC"), NEW, None, "list_foreign"),
        (signed(4, ROOT), ROOT, None, "foreign_same"),
    ],
    ids=[
        "not compared",
        "older",
        "of the same version",
        "of the old root",
        "cut",
        "of another office",
        "same root",
    ],
)
def test_what_is_refused_leaves_the_old_root(
    office: Office, data: bytes, root: OpenKey, typed: str | None, code: str
) -> None:
    assert refusal(lambda: replace(office, data, root, typed)) == code
    [row] = foreign_offices.everyone(office.id)
    assert foreign_offices.root_of(row) == ROOT.certificate
    assert held(office) == {CODE: 3}


def test_only_a_root_that_is_there_can_be_replaced(office: Office) -> None:
    stranger = a_root(code="MTTQ-KHAC")
    assert refusal(lambda: replace(office, signed(4, stranger, "MTTQ-KHAC"), stranger)) == "foreign_none"
    own = a_root(code=office.code)
    assert refusal(lambda: replace(office, signed(4, own, office.code), own)) == "foreign_none"


def test_where_no_list_was_held_any_version_will_do(office: Office) -> None:
    foreign_offices.forget(office, CODE, NOW)
    pin(office)
    replace(office, signed(1, NEW))
    assert held(office) == {CODE: 1}


def test_a_real_offices_papers_are_known_before_and_after(world: World, tmp_path: Path) -> None:
    checking = World(tmp_path / "checking")
    with checking.app.app_context():
        with transaction() as session:
            own = session.get_one(Office, checking.office_id)
            own.code = "KHAC"  # every test office has the same one
        status_key.rotate(own, ROOT_PASSPHRASE, checking.now)

    def given() -> tuple[bytes, bytes]:
        with world.app.app_context():
            data, pem = trust_list.signed_and_root(world.office_id)
            return pem.encode(), data

    def code(text: str) -> VerdictCode:
        with checking.app.app_context():
            return scan.judge(text, checking.now).code

    certificate_id = world.issued()
    with world.app.app_context():
        text = issue.qr_text_of(db.session.get_one(Certificate, certificate_id))
    assert code(text) is VerdictCode.UNKNOWN_SIGNER
    pem, data = given()
    with checking.app.app_context():
        root = foreign_offices.read_root(pem, checking.now)
        own = db.session.get_one(Office, checking.office_id)
        foreign_offices.import_root(own, root, fingerprint(root), checking.now)
        foreign_lists.import_trust_list(own, data, checking.now)
    known = code(text)
    assert known is not VerdictCode.UNKNOWN_SIGNER
    with world.app.app_context():
        root_key.rotate(
            db.session.get_one(Office, world.office_id), ROOT_PASSPHRASE, "một khóa gốc mới", world.now
        )
    assert code(text) is known
    pem, data = given()
    with checking.app.app_context():
        root = foreign_offices.read_root(pem, checking.now)
        own = db.session.get_one(Office, checking.office_id)
        foreign_offices.replace_root(own, root, fingerprint(root), data, checking.now)
    assert code(text) is known
