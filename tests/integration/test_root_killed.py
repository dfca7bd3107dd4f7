"""`flask keys rotate-root` killed half-way: the office goes on, with the old root or with the new one."""

import signal
import subprocess
from pathlib import Path

import pytest

from certapp.credential import VerdictCode
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.workflow import issue, keys, office_keys, root_key, scan, trust_list
from tests import killed
from tests.world import ROOT_PASSPHRASE, Person, World, user

NEW = "một khóa gốc hoàn toàn mới"

# in the order of their turns; each is about to be done when the process dies
BEFORE = [
    ("workflow.root_key.rotate", 1),
    ("keystore.files.KeyFolder.create", 1),
    ("keystore.files.make_durable", 1),
    ("keystore.authority.self_sign", 1),
    ("workflow.trust_list.publish", 1),
    ("credential.trustlist.prepare", 1),
]
AFTER = [("cli.root._tell", 1)]


def run(world: World, place: str, nth: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return killed.run(world, place, nth, "keys", "rotate-root", *arguments)


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    (tmp_path / "old").write_text(ROOT_PASSPHRASE)
    (tmp_path / "new").write_text(NEW)
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    return ["--yes", "--root-passphrase-file", old, "--new-passphrase-file", new]


def check_usable(world: World, approver: Person, certificate_id: int, passphrase: str, version: int) -> None:
    """Old papers are good, new ones are signed, and this passphrase opens the root for a new key."""
    with world.app.app_context():
        assert trust_list.current(world.office_id).version == version
        old = db.session.get_one(Certificate, certificate_id)
        assert scan.judge(issue.qr_text_of(old), world.now).code is VerdictCode.VALID
        office_keys.open_root(world.office_id, passphrase)
    made = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        text = issue.qr_text_of(db.session.get_one(Certificate, made))
        assert scan.judge(text, world.now).code is VerdictCode.VALID
        row = keys.request(user(world.approver(with_key=False)), "cụm từ bí mật", world.now)
        keys.certify(db.session.get_one(Office, world.office_id), row.id, passphrase, world.now)


@pytest.mark.parametrize(("place", "nth"), [*BEFORE, *AFTER], ids=lambda value: str(value))
def test_after_a_kill_the_office_is_whole(world: World, arguments: list[str], place: str, nth: int) -> None:
    approver = world.approver()
    certificate_id = world.signed(approver, world.submitted(world.official()))
    with world.app.app_context():
        version = trust_list.current(world.office_id).version
    assert run(world, place, nth, *arguments).returncode == -signal.SIGKILL
    is_done = (place, nth) in AFTER
    check_usable(world, approver, certificate_id, NEW if is_done else ROOT_PASSPHRASE, version + is_done)
    ended = run(world, "-", 0, *arguments)
    if is_done:  # the old passphrase opens nothing any more
        assert ended.returncode == 1
        check_usable(world, approver, certificate_id, NEW, version + 2)
        return
    assert ended.returncode == 0, ended.stderr
    check_usable(world, approver, certificate_id, NEW, version + 2)
    with world.app.app_context():
        assert [row.state for row in root_key.everyone(world.office_id)] == ["active", "retired"]
    for secret in (ROOT_PASSPHRASE, NEW):
        assert secret not in ended.stdout + ended.stderr
