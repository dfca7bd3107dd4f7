"""`flask keys` with approvers' keys in hardware tokens: the same verbs, a PIN in place of a passphrase."""

from pathlib import Path

import pytest

from certapp.credential import VerdictCode
from certapp.keystore.token_uri import TokenUri
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.signer_key import SignerKey
from certapp.workflow import issue, keys, scan
from tests.tokens import PIN, Reader
from tests.unit.cli.conftest import Terminal, terminal
from tests.world import ROOT_PASSPHRASE, Person, World, user

NEW_PIN = "97531"  # a token takes what would be too short for a passphrase


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have chosen English."""
    monkeypatch.delenv("CERTAPP_LANG", raising=False)


@pytest.fixture
def world(tmp_path: Path, reader: Reader) -> World:
    """An office whose module is SoftHSM2, with the reader of the test."""
    return World(tmp_path / "office", pkcs11_module=reader.module)


@pytest.fixture
def run(world: World) -> Terminal:
    return terminal(world.app)


@pytest.fixture
def token(reader: Reader) -> TokenUri:
    return reader.insert("Nguyễn Văn Bền")


@pytest.fixture
def approver(world: World) -> Person:
    added = world.approver(with_key=False)
    return Person(id=added.id, username=added.username, passphrase=PIN)


def own(world: World, person: Person) -> list[SignerKey]:
    with world.app.app_context():
        return list(keys.keys_of(user(person)))


def certify(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "root").write_text(ROOT_PASSPHRASE)
    result = run("keys", "certify", "--yes", "--root-passphrase-file", str(tmp_path / "root"))
    assert result.exit_code == 0, result.output


def check_signs(world: World, person: Person) -> None:
    made = world.signed(person, world.submitted(world.official()))
    with world.app.app_context():
        text = issue.qr_text_of(db.session.get_one(Certificate, made))
        assert scan.judge(text, world.now).code is VerdictCode.VALID


@pytest.mark.parametrize("named", ["label", "serial", "uri"])
def test_a_key_is_created_in_a_token_and_rotated_there(
    world: World, run: Terminal, token: TokenUri, approver: Person, tmp_path: Path, named: str
) -> None:
    name = {"label": token.label, "serial": token.serial.decode(), "uri": str(token)}[named]
    result = run("keys", "create", approver.username, "--token", name, input=f"{PIN}\n")
    assert result.exit_code == 0, result.output
    assert PIN not in result.output
    assert "cụm mật khẩu" not in result.output.lower()
    [row] = own(world, approver)
    assert row.token_uri is not None
    assert TokenUri.parse(row.token_uri).token == token
    certify(run, tmp_path)
    check_signs(world, approver)
    result = run("keys", "rotate", approver.username, "--token", name, input=f"{PIN}\n")
    assert result.exit_code == 0, result.output
    assert [key.state for key in own(world, approver)] == ["requested", "active"]
    check_signs(world, approver)  # by the old key, until the new one is certified
    certify(run, tmp_path)
    assert [key.state for key in own(world, approver)] == ["active", "retired"]
    check_signs(world, approver)
    assert list(world.settings.keys.glob("approver-*")) == []
    assert run("keys", "list").stdout.count("trong thiết bị Nguyễn Văn Bền") == 2


def test_from_a_token_to_a_file_and_back(
    world: World, run: Terminal, token: TokenUri, approver: Person, tmp_path: Path
) -> None:
    assert run("keys", "create", approver.username, "--token", token.label, input=f"{PIN}\n").exit_code == 0
    certify(run, tmp_path)
    phrase = "một cụm từ bí mật"
    result = run("keys", "rotate", approver.username, input=f"{phrase}\n{phrase}\n")
    assert result.exit_code == 0, result.output
    certify(run, tmp_path)
    assert [key.token_uri is None for key in own(world, approver)] == [True, False]
    assert run("keys", "rotate", approver.username, "--token", token.label, input=f"{PIN}\n").exit_code == 0
    certify(run, tmp_path)
    assert [key.token_uri is None for key in own(world, approver)] == [False, True, False]
    check_signs(world, approver)


def test_which_token_is_not_guessed(
    world: World, run: Terminal, reader: Reader, token: TokenUri, approver: Person
) -> None:
    result = run("keys", "create", approver.username, "--token", "Khác", input=f"{PIN}\n")
    assert result.exit_code == 2
    assert f"Nguyễn Văn Bền ({token.serial.decode()})" in result.stderr
    twin = reader.insert("Nguyễn Văn Bền Hai")
    reader.pull(twin)
    result = run("keys", "create", approver.username, "--token", twin.label, input=f"{PIN}\n")
    assert result.exit_code == 2
    assert own(world, approver) == []


def test_a_wrong_pin_or_no_owner_makes_nothing(
    world: World, run: Terminal, token: TokenUri, approver: Person
) -> None:
    result = run("keys", "create", approver.username, "--token", token.label, input="sai\n")
    assert (result.exit_code, "Mã PIN không đúng" in result.stderr) == (1, True)
    for verb in ("create", "rotate"):
        result = run("keys", verb, "--token", token.label, input=f"{ROOT_PASSPHRASE}\n")
        assert (result.exit_code, "USERNAME" in result.stderr) == (2, True)
    assert run("keys", "rotate", approver.username, input="x\n").exit_code == 1  # none to rotate
    assert run("keys", "rotate", approver.username, "--compromised").exit_code == 2
    assert own(world, approver) == []


def test_without_a_module_it_is_said(tmp_path: Path, reader: Reader) -> None:
    bare = World(tmp_path / "bare")
    someone = bare.approver(with_key=False)
    result = terminal(bare.app)("keys", "create", someone.username, "--token", "Bền", input=f"{PIN}\n")
    assert result.exit_code == 1
    assert "(token)" in result.stderr


def test_the_pin_is_changed_at_the_token_by_its_own_rule(
    world: World, run: Terminal, reader: Reader, token: TokenUri, approver: Person, tmp_path: Path
) -> None:
    assert run("keys", "create", approver.username, "--token", token.label, input=f"{PIN}\n").exit_code == 0
    certify(run, tmp_path)
    change = ("keys", "passphrase", approver.username)
    result = run(*change, input=f"{PIN}\n{NEW_PIN}\n{NEW_PIN}\n")
    assert result.exit_code == 0, result.output
    assert "được đổi ngay trong thiết bị" in result.stdout
    assert "ít nhất" not in result.output
    for secret in (PIN, NEW_PIN):
        assert secret not in result.output
    changed = Person(id=approver.id, username=approver.username, passphrase=NEW_PIN)
    check_signs(world, changed)
    refused = run(*change, input=f"{NEW_PIN}\n1\n1\n")  # SoftHSM2 wants four characters
    assert (refused.exit_code, "không nhận mã PIN này" in refused.stderr) == (1, True)
    assert run(*change, input=f"sai\n{PIN}\n{PIN}\n").exit_code == 1
    file = tmp_path / "pin"
    file.write_text("8642\n")
    assert run(*change, "--new-passphrase-file", str(file), input=f"{NEW_PIN}\n").exit_code == 0
    reader.pull(token)
    away = run(*change, input=f"8642\n{PIN}\n{PIN}\n")
    assert (away.exit_code, "Chưa cắm thiết bị ký" in away.stderr) == (1, True)
