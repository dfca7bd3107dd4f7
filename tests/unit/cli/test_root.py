"""`flask keys root` and `rotate-root`."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from certapp.keystore.files import pem_of
from certapp.keystore.signing import fingerprint
from certapp.registry.database import db
from certapp.registry.foreign_office import ForeignOffice
from certapp.workflow import foreign_offices, keys, office_keys, root_key, trust_list
from tests.unit.cli.conftest import terminal
from tests.unit.workflow.test_foreign_offices import ROOT, a_root, signed
from tests.world import ROOT_PASSPHRASE, World

NEW = "một khóa gốc hoàn toàn mới"
VERIFY = "openssl verify -x509_strict -check_ss_sig -CAfile root.pem leaf.pem"


def roots(world: World) -> list[str]:
    with world.app.app_context():
        return [row.state for row in root_key.everyone(world.office_id)]


def test_the_root_is_replaced_after_a_yes(world: World) -> None:
    run = terminal(world.app)
    world.approver()
    for answer in ("\n", "n\n"):
        assert run("keys", "rotate-root", input=answer).exit_code == 0
        assert roots(world) == ["active"]
    typed = f"c\n{ROOT_PASSPHRASE}\nngắn\n{NEW}\n{NEW}x\n{NEW}\n{NEW}\n"
    result = run("keys", "rotate-root", input=typed)
    assert result.exit_code == 0, result.output
    assert roots(world) == ["active", "retired"]
    assert "ít nhất 8" in result.stderr
    with world.app.app_context():
        new, old = (fingerprint(keys.certificate_of(row)) for row in root_key.everyone(world.office_id))
        office_keys.open_root(world.office_id, NEW)
    assert new in result.stdout
    assert old in result.stdout
    assert "(Nguyễn Văn Bền) dùng tiếp đến" in result.stdout
    assert "(Khóa ký danh sách tình trạng) dùng tiếp đến" in result.stdout
    assert "import-root root.pem --replace LIST" in result.stdout
    for secret in (ROOT_PASSPHRASE, NEW):
        assert secret not in result.output


@pytest.mark.parametrize("typed", ["wrong passphrase\n", "\n"])
def test_a_wrong_passphrase_replaces_nothing(world: World, tmp_path: Path, typed: str) -> None:
    file = tmp_path / "new"
    file.write_text(NEW)
    result = terminal(world.app)(
        "keys", "rotate-root", "--yes", "--new-passphrase-file", str(file), input=typed
    )
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert roots(world) == ["active"]


def test_a_lost_root_needs_no_old_passphrase_but_a_yes(world: World) -> None:
    run = terminal(world.app)
    assert run("keys", "rotate-root", "--lost", input="\n").exit_code == 0
    assert roots(world) == ["active"]
    result = run("keys", "rotate-root", "--lost", input=f"c\n{NEW}\n{NEW}\n")
    assert result.exit_code == 0, result.output
    assert roots(world) == ["active", "retired"]


def test_each_root_is_printed_and_openssl_takes_what_it_certified(world: World, tmp_path: Path) -> None:
    run, new = terminal(world.app), tmp_path / "new"
    new.write_text(NEW)
    world.approver()
    assert run("keys", "rotate-root", "--lost", "--yes", "--new-passphrase-file", str(new)).exit_code == 0
    assert run("keys", "rotate", "--root-passphrase-file", str(new)).exit_code == 0
    with world.app.app_context():
        rows = [row for row in keys.keys_of_office(world.office_id) if row.certificate]
        leaves = {row.id: keys.certificate_of(row) for row in rows if row.purpose != "root"}
        new_root, old_root = (row.id for row in root_key.everyone(world.office_id))
    accepted: dict[int, list[int]] = {}
    for root_id in (old_root, new_root):
        result = run("keys", "root", str(root_id))
        certificate = x509.load_pem_x509_certificate(result.stdout.encode())
        assert fingerprint(certificate) in result.stderr
        (tmp_path / "root.pem").write_text(result.stdout)
        for key_id, leaf in leaves.items():
            (tmp_path / "leaf.pem").write_text(pem_of(leaf))
            ended = subprocess.run(VERIFY.split(), cwd=tmp_path, capture_output=True, check=False)
            if ended.returncode == 0:
                accepted.setdefault(root_id, []).append(key_id)
    assert sorted(accepted[old_root] + accepted[new_root]) == sorted(leaves)
    assert accepted[new_root] == [max(leaves)]  # the new status-list key
    assert run("keys", "root").stdout == run("keys", "root", str(new_root)).stdout
    assert run("keys", "root", "999").exit_code == 1
    assert run("keys", "root", str(max(leaves))).exit_code == 1  # no root


def test_another_offices_new_root_takes_the_place_of_its_old_one(world: World, tmp_path: Path) -> None:
    run, new = terminal(world.app), a_root()
    for name, root in (("old", ROOT), ("new", new)):
        (tmp_path / f"{name}.pem").write_text(pem_of(root.certificate))
        (tmp_path / f"{name}.list").write_bytes(signed(1 if name == "old" else 2, root))

    def give(name: str, *options: str) -> tuple[int, str]:
        root = ROOT if name == "old" else new
        told = ("--fingerprint", fingerprint(root.certificate))
        result = run("keys", "import-root", str(tmp_path / f"{name}.pem"), *told, *options)
        return result.exit_code, result.output

    assert give("old")[0] == 0
    assert run("keys", "import-list", str(tmp_path / "old.list")).exit_code == 0
    refused = give("new")
    assert refused[0] == 1
    assert "--replace" in refused[1]
    assert give("new", "--replace", str(tmp_path / "old.list"))[0] == 1
    assert give("new", "--replace", str(tmp_path / "none"))[0] == 2
    done = give("new", "--replace", str(tmp_path / "new.list"))
    assert done[0] == 0, done[1]
    assert "bản 2" in done[1]
    with world.app.app_context():
        [row] = db.session.query(ForeignOffice)
        assert foreign_offices.root_of(row) == new.certificate


def test_what_is_handed_to_another_office_fits_together(world: World, tmp_path: Path) -> None:
    run, new = terminal(world.app), tmp_path / "new"
    new.write_text(NEW)
    assert run("keys", "rotate-root", "--lost", "--yes", "--new-passphrase-file", str(new)).exit_code == 0
    assert run("keys", "export", "trust-list", str(tmp_path / "list")).exit_code == 0
    with world.app.app_context():
        root = foreign_offices.read_root(run("keys", "root").stdout.encode(), world.now)
        assert (tmp_path / "list").read_bytes() == trust_list.signed(world.office_id)
        assert foreign_offices.code_of(root) == trust_list.current(world.office_id).issuer
