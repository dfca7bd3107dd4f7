"""A new office root: what stands, what follows, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from certapp.credential import VerdictCode, trustlist, verify
from certapp.credential.errors import CertappError
from certapp.keystore.signing import fingerprint, public_key_of
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Office
from certapp.registry.signer_key import SignerKey, TrustListRecord
from certapp.workflow import (
    issue,
    key_ends,
    keys,
    office_keys,
    root_key,
    scan,
    status_key,
    status_lists,
    trust_list,
)
from certapp.workflow.held_lists import HeldLists
from tests.world import ROOT_PASSPHRASE, Person, World, user

NEW = "một khóa gốc hoàn toàn mới"


def office_of(world: World) -> Office:
    return db.session.get_one(Office, world.office_id)


def rotate(world: World, old: str | None = ROOT_PASSPHRASE, new: str = NEW) -> SignerKey:
    return root_key.rotate(office_of(world), old, new, world.now)


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(CertappError) as refused:
        verb()
    return refused.value.code


def verdict(world: World, certificate_id: int, after: timedelta = timedelta(0)) -> VerdictCode:
    made = db.session.get_one(Certificate, certificate_id)
    return scan.judge(issue.qr_text_of(made), world.now + after).code


def files(world: World) -> set[str]:
    return {path.name for path in world.settings.keys.iterdir()}


def embedded(certificate_id: int) -> set[str]:
    """The SHA-256 fingerprints of the certificates that a paper's seal carries."""
    paper = issue.paper_of(db.session.get_one(Certificate, certificate_id))
    [seal] = PdfFileReader(BytesIO(paper)).embedded_signatures
    return {each.sha256.hex(":").upper() for each in (seal.signer_cert, *seal.other_embedded_certs)}


def test_everything_stands_and_the_new_root_signs(world: World) -> None:
    approver = world.approver()
    before = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        listed, old = trust_list.current(world.office_id), root_key.find(world.office_id)
        made = rotate(world)
        now_listed = trust_list.current(world.office_id)
        assert now_listed.version == listed.version + 1
        assert [(k.kid, k.state, k.since) for k in listed.keys.values()] == [
            (k.kid, k.state, k.since) for k in now_listed.keys.values()
        ]
        assert (old.state, made.state) == ("retired", "active")
        assert root_key.find(world.office_id).id == made.id
        assert made.public_key != old.public_key
        assert verdict(world, before) is VerdictCode.VALID
        for row, good in ((made, True), (old, False)):
            root = public_key_of(keys.certificate_of(row))
            if good:
                trustlist.open_signed(trust_list.signed(world.office_id), root)
            else:
                code = refusal(
                    lambda root=root: trustlist.open_signed(trust_list.signed(world.office_id), root)
                )
                assert code == "list_forged"
    after = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        assert verdict(world, after) is VerdictCode.VALID


def test_who_has_not_heard_of_the_new_root_goes_on_with_the_old_list(world: World) -> None:
    """Another office pins by hand, perhaps months later: until then it knows no other status-list key."""
    certificate_id = world.issued()
    with world.app.app_context():
        token = db.session.get_one(Certificate, certificate_id).token
        assert token is not None
        old_list = trust_list.current(world.office_id)
        rotate(world)
        later = world.now + timedelta(seconds=3 * world.settings.status_lifetime)
        status_lists.refresh(later)
        for trusted in (old_list, trust_list.current(world.office_id)):
            lists = HeldLists(trusted)
            assert verify(token, trusted, lists, int(later.timestamp())).code is VerdictCode.VALID


def test_the_next_status_list_key_is_certified_by_the_new_root(world: World) -> None:
    certificate_id = world.issued()
    with world.app.app_context():
        new_root = keys.certificate_of(rotate(world))
        made = status_key.rotate(office_of(world), NEW, world.now)
        assert root_key.issuer_of(world.office_id, keys.certificate_of(made)) == new_root
        later = timedelta(seconds=world.settings.status_lifetime + 1)
        status_lists.refresh(world.now + later)
        assert verdict(world, certificate_id, later) is VerdictCode.VALID


def test_a_paper_carries_the_root_that_certified_its_key(world: World) -> None:
    approver = world.approver()
    with world.app.app_context():
        old = fingerprint(keys.certificate_of(root_key.find(world.office_id)))
        new = fingerprint(keys.certificate_of(rotate(world)))
    by_old_key = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        row = keys.request(user(approver), approver.passphrase, world.now)
        keys.certify(office_of(world), row.id, NEW, world.now)
    by_new_key = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        assert old in embedded(by_old_key)
        assert new not in embedded(by_old_key)
        assert new in embedded(by_new_key)
        assert old not in embedded(by_new_key)
        for each in (by_old_key, by_new_key):
            assert verdict(world, each) is VerdictCode.VALID


def test_only_the_new_passphrase_opens_what_the_root_does(world: World, approver: Person) -> None:
    with world.app.app_context():
        rotate(world)
        active = keys.active_key(user(approver))
        assert active is not None
        end = active.id
        assert refusal(lambda: key_ends.retire(office_of(world), end, ROOT_PASSPHRASE, world.now)) == (
            "passphrase_wrong"
        )
        key_ends.retire(office_of(world), end, NEW, world.now)
        assert trust_list.current(world.office_id).version == 4  # founding, certifying, rotating, retiring


@pytest.fixture
def approver(world: World) -> Person:
    return world.approver()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("sai mật khẩu rồi", NEW, "passphrase_wrong"),
        ("", NEW, "passphrase_wrong"),
        (ROOT_PASSPHRASE, "ngắn", "passphrase_short"),
        (ROOT_PASSPHRASE, "x" * 201, "passphrase_long"),
        (None, "", "passphrase_short"),
    ],
)
def test_what_is_refused_changes_nothing(world: World, old: str | None, new: str, code: str) -> None:
    with world.app.app_context():
        kept, signed = files(world), trust_list.signed(world.office_id)
        assert refusal(lambda: rotate(world, old, new)) == code
        assert files(world) == kept
        assert trust_list.signed(world.office_id) == signed
        assert [row.state for row in root_key.everyone(world.office_id)] == ["active"]


def test_a_failure_half_way_leaves_the_old_root_and_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with world.app.app_context():
        kept, signed = files(world), trust_list.signed(world.office_id)
        with monkeypatch.context() as patch:
            patch.setattr(trust_list, "publish", fail)
            with pytest.raises(ZeroDivisionError):
                rotate(world)
        assert files(world) == kept
        assert trust_list.signed(world.office_id) == signed
        rotate(world)
        assert len(files(world)) == len(kept) + 1


def test_a_lost_root_is_replaced_without_it_and_the_log_says_so(world: World) -> None:
    certificate_id = world.issued()
    with world.app.app_context():
        (world.settings.keys / f"{root_key.find(world.office_id).file_name}.pem").unlink()
        assert refusal(lambda: rotate(world)) == "key_missing"
        rotate(world, None)
        verbs = [row.verb for row in db.session.query(AuditRecord).filter_by(subject="key")]
        assert "lose_key" in verbs
        assert verdict(world, certificate_id) is VerdictCode.VALID


def test_a_root_that_was_opened_before_signs_no_trust_list_after(world: World) -> None:
    """Two people at two terminals: the slower one must not bring the old root's signature back."""
    with world.app.app_context():
        opened = office_keys.open_root(world.office_id, ROOT_PASSPHRASE)
        rotate(world)
        with pytest.raises(CertappError) as refused, transaction() as session:
            trust_list.publish(session, session.get_one(Office, world.office_id), opened, world.now)
        assert refused.value.code == "root_replaced"
        trust_list.current(world.office_id)


def test_two_rotations_at_once_make_one_root(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = office_keys.open_root

    def opened(office_id: int, passphrase: str) -> object:
        found = opening(office_id, passphrase)
        monkeypatch.setattr(office_keys, "open_root", opening)
        rotate(world, new="người khác nhanh hơn")
        return found

    with world.app.app_context():
        monkeypatch.setattr(office_keys, "open_root", opened)
        assert refusal(lambda: rotate(world)) == "root_replaced"
        assert [row.state for row in root_key.everyone(world.office_id)] == ["active", "retired"]
        assert office_keys.open_root(world.office_id, "người khác nhanh hơn")


def test_rotated_twice(world: World) -> None:
    certificate_id = world.issued()
    with world.app.app_context():
        rotate(world)
        rotate(world, NEW, "và một khóa gốc nữa")
        assert [row.state for row in root_key.everyone(world.office_id)] == ["active", "retired", "retired"]
        assert verdict(world, certificate_id) is VerdictCode.VALID
        versions = [
            row.version for row in db.session.query(TrustListRecord).order_by(TrustListRecord.version)
        ]
        assert versions == list(range(1, len(versions) + 1))
