"""`flask keys`: made, rotated, given another passphrase; a key in other hands; other offices."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.credential import trustlist
from certapp.keystore import authority
from certapp.keystore.files import pem_of
from certapp.keystore.signing import fingerprint
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.signer_key import SignerKey
from certapp.workflow import foreign_offices, keys, office_keys, trust_list
from tests.far_office import CODE, address_of, far_office, status_list_of, trust_list_of
from tests.unit.cli.conftest import terminal
from tests.world import PASSPHRASE, ROOT_PASSPHRASE, World, user

OTHER = "một cụm mật khẩu khác"


def key_states(world: World, purpose: str) -> list[str]:
    with world.app.app_context():
        rows = db.session.query(SignerKey).filter_by(purpose=purpose).order_by(SignerKey.id)
        return [row.state for row in rows]


@pytest.mark.parametrize(
    ("options", "states"),
    [
        ((), ["retired", "active"]),
        (("--at-once",), ["retired", "active"]),
        (("--compromised",), ["revoked", "active"]),
    ],
)
def test_the_status_list_key_is_rotated(
    world: World, root_file: str, options: tuple[str, ...], states: list[str]
) -> None:
    run = terminal(world.app)
    result = run("keys", "rotate", *options, "--root-passphrase-file", root_file)
    assert result.exit_code == 0, result.output
    assert key_states(world, "status_list") == states
    assert "từ" in run("keys", "list").stdout  # since when
    assert run("keys", "rotate", input="wrong passphrase\n").exit_code == 1
    assert key_states(world, "status_list") == states


def test_a_key_is_created(world: World, root_file: str) -> None:
    run, approver = terminal(world.app), world.approver(with_key=False)
    result = run("keys", "create", "--root-passphrase-file", root_file)
    assert (result.exit_code, "keys rotate" in result.stderr) == (1, True)
    result = run("keys", "create", approver.username, input=f"short\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    with world.app.app_context():
        [row] = keys.requests(world.office_id)
        assert row.user_id == approver.id
        assert keys.fingerprint(row) in result.stdout
    assert run("keys", "create", world.official().username).exit_code == 1


def test_passphrases_are_changed(world: World, root_file: str, tmp_path: Path) -> None:
    run, approver = terminal(world.app), world.approver()
    new = tmp_path / "new"
    new.write_text(OTHER)
    result = run("keys", "passphrase", "--root-passphrase-file", root_file, "--new-passphrase-file", str(new))
    assert result.exit_code == 0, result.output
    result = run("keys", "passphrase", approver.username, input=f"{PASSPHRASE}\n{OTHER}\n{OTHER}\n")
    assert result.exit_code == 0, result.output
    with world.app.app_context():
        assert office_keys.open_root(world.office_id, OTHER)
        assert keys.open_own(user(approver), OTHER, world.now)
    result = run("keys", "passphrase", "--root-passphrase-file", root_file, "--new-passphrase-file", str(new))
    assert result.exit_code == 1
    new.write_text("short")
    assert run("keys", "passphrase", "--new-passphrase-file", str(new), input=f"{OTHER}\n").exit_code == 1


def test_a_compromised_key_is_asked_about_and_told_of(world: World, root_file: str) -> None:
    run, certificate_id = terminal(world.app), world.issued()
    with world.app.app_context():
        key_id = str(db.session.get_one(Certificate, certificate_id).signer_key_id)
    since = (world.now - timedelta(days=1)).isoformat()
    for answer in ("n\n", "\n"):
        assert run("keys", "compromised", key_id, "--since", since, input=answer).exit_code == 0
        assert key_states(world, "certificate") == ["active"]
    result = run("keys", "compromised", key_id, "--since", since, "--revoke", input=f"c\n{ROOT_PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    assert key_states(world, "certificate") == ["revoked"]
    assert "Còn 1 giấy chưa có giấy thay" in result.stdout
    stranger = world.approver(world.unit("Xã khác"))
    again = ("keys", "compromised", key_id, "--since", since, "--revoke", "--yes", "--reissue-by")
    result = run(*again, stranger.username, input=f"{PASSPHRASE}\n")
    assert (result.exit_code, "Còn 1 giấy chưa cấp lại được" in result.stderr) == (1, True)
    result = run(*again, world.approver().username, input=f"{PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    assert "[1/1] 01/GXN-MTTQ-BTT -> 02/GXN-MTTQ-BTT" in result.stdout


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--since", "hôm qua"), 2),
        (("--since", "2999-01-01"), 2),
        (("--since", "2026-01-01", "--suspend", "--revoke"), 2),
        (("--since", "2026-01-01", "--reissue-by", "nobody"), 1),
        ((), 2),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_done(
    world: World, options: tuple[str, ...], status: int
) -> None:
    result = terminal(world.app)("keys", "compromised", "2", "--yes", *options)
    assert result.exit_code == status
    assert "Traceback" not in result.output


def test_another_offices_root_is_compared_group_by_group(world: World, tmp_path: Path) -> None:
    run = terminal(world.app)
    root = authority.self_sign(
        ec.generate_private_key(ec.SECP256R1()), office="Huyện Ninh Sơn", code="NINHSON", now=world.now
    )
    file, told = tmp_path / "root.pem", fingerprint(root.certificate).replace(":", "")
    file.write_text(pem_of(root.certificate))
    wrong = run("keys", "import-root", str(file), input="0000\n0000\n0000\n0000\n")
    assert (wrong.exit_code, "Vân tay không khớp" in wrong.stderr) == (1, True)
    shown = next(line.split() for line in wrong.stdout.splitlines() if "????" in line)
    assert len(shown) == 16
    assert shown.count("????") == 4
    assert all(group in ("????", told[4 * place : 4 * place + 4]) for place, group in enumerate(shown))
    assert run("keys", "offices").stdout == ""
    assert run("keys", "import-root", str(file), "--fingerprint", told).exit_code == 0
    signed = tmp_path / "list"
    signed.write_bytes(
        trustlist.prepare("NINHSON", 4, int(world.now.timestamp()), [], root.kid).signed_by(root.sign)
    )
    assert run("keys", "import-list", str(signed)).exit_code == 0
    listed = run("keys", "offices").stdout
    assert re.search(r"NINHSON .*Huyện Ninh Sơn.*bản 4", listed)
    assert run("keys", "forget-root", "NINHSON", input="n\n").exit_code == 0
    with world.app.app_context():
        assert len(foreign_offices.everyone(world.office_id)) == 1
    assert run("keys", "forget-root", "NINHSON", "--yes").exit_code == 0
    assert run("keys", "offices").stdout == ""
    assert run("keys", "import-list", str(tmp_path / "none")).exit_code == 2


def test_another_offices_lists_come_in_files_or_from_its_address(world: World, tmp_path: Path) -> None:
    run, far = terminal(world.app), far_office(tmp_path / "far", 8104)
    text = far.qr_text(far.issued())
    with far.app.app_context():
        pem = trust_list.root_certificate(far.office_id)
    files = {"root": pem.encode(), "trust-list": trust_list_of(far), "statuses": status_list_of(far)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    known = fingerprint(x509.load_pem_x509_certificate(pem.encode()))
    import_root = ("keys", "import-root", str(tmp_path / "root"), "--fingerprint", known)
    wrong = run(*import_root, "--address", "ftp://far.example")
    assert (wrong.exit_code, "Địa chỉ công khai" in wrong.stderr) == (1, True)
    assert "keys import-status-list FILE" in run(*import_root).stdout
    assert "chưa ghi địa chỉ" in run("keys", "offices").stdout
    assert "Chưa ghi địa chỉ" in run("keys", "fetch").stdout
    assert run("keys", "fetch", CODE).exit_code == 1
    assert run("keys", "import-status-list", str(tmp_path / "statuses")).exit_code == 1
    assert address_of(far) in run("keys", "address", CODE, address_of(far)).stdout
    assert "chưa lấy lần nào" in run("keys", "offices").stdout
    assert run("keys", "import-list", str(tmp_path / "trust-list")).exit_code == 0
    assert json.loads(run("verify", text).stdout)["verdict"] == "STATUS_UNKNOWN"
    imported = run("keys", "import-status-list", str(tmp_path / "statuses"))
    assert (imported.exit_code, f"{address_of(far)}/s/1" in imported.stdout) == (0, True)
    assert f"danh sách tình trạng {address_of(far)}/s/1" in run("keys", "offices").stdout
    assert json.loads(run("verify", text).stdout)["verdict"] == "VALID"
    assert "Thôi" in run("keys", "address", CODE, "").stdout
