"""`flask keys`: listed, certified, ended and exported."""

from pathlib import Path

import pytest
from cryptography import x509

from certapp.credential import trustlist
from certapp.keystore.signing import fingerprint, public_key_of
from certapp.registry.database import db
from certapp.registry.signer_key import SignerKey
from certapp.workflow import accounts, keys
from tests.unit.cli.conftest import terminal
from tests.world import ROOT_PASSPHRASE, Person, World, user


def requested(world: World) -> tuple[Person, int, str]:
    """Return an approver whose key waits, the key's id and its fingerprint."""
    approver = world.approver(with_key=False)
    with world.app.app_context():
        row = keys.request(user(approver), approver.passphrase, world.now)
        return approver, row.id, keys.fingerprint(row)


def state(world: World, key_id: int) -> str:
    with world.app.app_context():
        return db.session.get_one(SignerKey, key_id).state


def test_every_key_is_listed(world: World) -> None:
    _, key_id, print_ = requested(world)
    result = terminal(world.app)("keys", "list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["1", "2", str(key_id)]
    assert print_ in result.stdout
    assert "Chờ chứng nhận" in result.stdout


def test_certifying_shows_whose_key_it_is_and_asks(world: World) -> None:
    _, key_id, print_ = requested(world)
    run = terminal(world.app)
    for answer in ("\n", "n\n", "không\n"):
        result = run("keys", "certify", str(key_id), input=answer)
        assert result.exit_code == 0
        assert state(world, key_id) == "requested"
    assert "Nguyễn Văn Bền, Phó Chủ tịch" in result.stdout
    assert print_ in result.stdout
    result = run("keys", "certify", str(key_id), input=f"c\n{ROOT_PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    assert state(world, key_id) == "active"


def test_without_a_number_each_waiting_key_is_asked_about(world: World, root_file: str) -> None:
    ids = [requested(world)[1] for _ in range(3)]
    result = terminal(world.app)("keys", "certify", "--root-passphrase-file", root_file, input="c\nk\nc\n")
    assert result.exit_code == 0, result.output
    assert [state(world, key_id) for key_id in ids] == ["active", "requested", "active"]


def test_nothing_waits(world: World) -> None:
    result = terminal(world.app)("keys", "certify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Không có khóa nào" in result.stdout


def test_a_password_that_others_saw_is_mentioned(world: World) -> None:
    approver, key_id, _ = requested(world)
    run = terminal(world.app)
    assert "đặt lại" not in run("keys", "certify", str(key_id), input="n\n").stdout
    with world.app.app_context():
        accounts.reset_password(user(world.clerk), approver.id, world.now)
    assert "đặt lại" in run("keys", "certify", str(key_id), input="n\n").stdout


@pytest.mark.parametrize("number", ["1", "2", "99", "-1", "9" * 30])
def test_a_key_that_does_not_wait(world: World, root_file: str, number: str) -> None:
    result = terminal(world.app)(
        "keys", "certify", "--yes", "--root-passphrase-file", root_file, "--", number
    )
    assert result.exit_code == 1
    assert result.stderr == "Không có yêu cầu chứng nhận khóa này.\n"


def test_a_wrong_root_passphrase_changes_nothing(world: World) -> None:
    _, key_id, _ = requested(world)
    result = terminal(world.app)("keys", "certify", "--yes", input="wrong passphrase\n")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert state(world, key_id) == "requested"


def test_a_key_is_retired_or_revoked(world: World, root_file: str) -> None:
    run, certificate_id = terminal(world.app), world.issued()
    with world.app.app_context():
        key_id = db.session.query(SignerKey).filter_by(purpose="certificate").one().id
    assert certificate_id
    assert run("keys", "retire", str(key_id), input="n\n").exit_code == 0
    assert state(world, key_id) == "active"
    for verb, after in (("retire", "retired"), ("revoke", "revoked")):
        result = run("keys", verb, str(key_id), "--yes", "--root-passphrase-file", root_file)
        assert result.exit_code == 0, result.output
        assert state(world, key_id) == after
    assert run("keys", "revoke", str(key_id), "--yes", "--root-passphrase-file", root_file).exit_code == 1


def test_the_trust_list_and_the_root_are_handed_out(world: World, tmp_path: Path) -> None:
    run, file = terminal(world.app), tmp_path / "trust-list"
    result = run("keys", "root")
    root = x509.load_pem_x509_certificate(result.stdout.encode())
    assert fingerprint(root) in result.stderr
    assert run("keys", "export", "trust-list", str(file)).exit_code == 0
    opened = trustlist.open_signed(file.read_bytes(), public_key_of(root))
    assert opened.version == 1
    assert file.stat().st_mode & 0o777 == 0o644
    result = run("keys", "export", "trust-list", str(tmp_path / "no" / "such" / "folder"))
    assert result.exit_code == 1
    assert "Không ghi được tệp" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"trust-list", "instance", "keys"}
