"""`flask office`: founding by flags and by asking."""

from pathlib import Path

import pytest
from flask import Flask

from certapp.registry.database import db
from certapp.registry.office import Office
from certapp.registry.people import Role
from certapp.workflow import access, office_keys, offices
from tests.unit.cli.conftest import terminal
from tests.world import FACTS, PASSWORD, ROOT_PASSPHRASE, World

FLAGS = (
    "office", "init", "--code", FACTS.code, "--name", FACTS.name, "--parent-line", "ỦY BAN MTTQ VIỆT NAM",
    "--parent-line", "HUYỆN BÁC ÁI", "--body-line", "BAN THƯỜNG TRỰC", "--place", "Bác Ái", "--number-form",
    "{number}/GXN", "--authority-line", "TM. BAN THƯỜNG TRỰC", "--recipient", "- Lưu: VT.", "--home-district",
    "Huyện Bác Ái", "--home-province", "Tỉnh Ninh Thuận", "--public-url", "https://gxn.example", "--max-days",
    "14", "--admin-username", "vanthu", "--admin-name", "Lê Thị Hoa", "--admin-title", "Văn thư",
)  # fmt: skip

ANSWERS = (
    "mttq", FACTS.code,  # refused, then right
    FACTS.name,
    "ỦY BAN MTTQ VIỆT NAM", "HUYỆN BÁC ÁI", "",
    "BAN THƯỜNG TRỰC", "",
    "Bác Ái",
    "",  # the form of the number: as proposed
    "TM. BAN THƯỜNG TRỰC", "",
    "",  # the recipients: as proposed
    "Huyện Bác Ái", "Tỉnh Ninh Thuận",
    "http://gxn.example", "https://gxn.example/",  # refused, then right
    "nhiều", "9" * 5000, "14",
    "Văn Thư", "vanthu",
    "Lê Thị Hoa", "Văn thư",
    "ngắn", PASSWORD, "another one", PASSWORD, PASSWORD,  # too short; not the same; right
    "ngắn", ROOT_PASSPHRASE, ROOT_PASSPHRASE,
)  # fmt: skip


def office_of(app: Flask) -> dict[str, object]:
    with app.app_context():
        office = offices.the_office()
        return {name: getattr(office, name) for name in FACTS.__slots__}


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Office).count()


def test_an_office_from_flags_in_an_empty_database(empty: Flask, root_file: str, office: World) -> None:
    result = terminal(empty)(*FLAGS, "--generate-password", "--root-passphrase-file", root_file)
    assert (result.exit_code, result.stderr) == (0, "")
    found = office_of(empty)
    assert (found["code"], found["max_days"], found["recipients"]) == (FACTS.code, 14, ["- Lưu: VT."])
    password = next(line for line in result.stdout.splitlines() if "Mật khẩu mới" in line).split()[-1]
    with empty.app_context():
        token = access.sign_in("vanthu", password, address="", agent="", now=office.now)
        user = access.user_of(token, office.now)
        assert user is not None
        assert user.roles == {Role.CLERK}
        office_keys.open_root(user.office_id, ROOT_PASSPHRASE)
    assert ROOT_PASSPHRASE not in result.output


def test_an_office_by_asking(empty: Flask, office: World) -> None:
    result = terminal(empty)("office", "init", input="\n".join(ANSWERS) + "\n")
    assert result.exit_code == 0, result.output
    found = office_of(empty)
    assert found["parent_lines"] == ["ỦY BAN MTTQ VIỆT NAM", "HUYỆN BÁC ÁI"]
    assert found["recipients"] == ["- Người được cấp giấy;", "- Lưu: VT."]
    assert (found["number_form"], found["public_url"], found["max_days"]) == (
        "{number}/GXN", "https://gxn.example", 14,
    )  # fmt: skip
    for sentence in ("Mã cơ quan gồm", "https://ten-mien", "Số ngày không đúng", "Tên đăng nhập gồm",
                     "ít nhất 10 ký tự", "không giống nhau", "ít nhất 8 ký tự"):  # fmt: skip
        assert sentence in result.stderr
    with empty.app_context():
        assert access.sign_in("vanthu", PASSWORD, address="", agent="", now=office.now)


def test_what_is_missing_is_asked_for_and_nothing_else(empty: Flask, root_file: str, tmp_path: Path) -> None:
    password_file = tmp_path / "password"
    password_file.write_text(PASSWORD)
    flags = [flag for flag in FLAGS if flag not in ("--place", "Bác Ái")]
    result = terminal(empty)(
        *flags,
        "--admin-password-file",
        str(password_file),
        "--root-passphrase-file",
        root_file,
        input="Phước Đại\n",
    )
    assert result.exit_code == 0, result.output
    assert office_of(empty)["place"] == "Phước Đại"
    assert PASSWORD not in result.output


def test_wrong_flags_are_told_together_and_nothing_is_asked(empty: Flask, root_file: str) -> None:
    result = terminal(empty)(
        "office",
        "init",
        "--code",
        "a b",
        "--public-url",
        "http://x.vn",
        "--admin-username",
        "X",
        "--root-passphrase-file",
        root_file,
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Mã cơ quan: " in result.stderr
    assert "Địa chỉ công khai: " in result.stderr
    assert count(empty) == 0


@pytest.mark.parametrize(
    ("flags", "field"),
    [
        (("--admin-username", "VT"), "Tên đăng nhập của người quản trị"),
        (("--body-line", "NGHIÊNG " * 7) * 3, "Cơ quan ban hành"),
        (("--name", "人民"), "Tên cơ quan"),
    ],
)
def test_one_wrong_flag_is_named(empty: Flask, root_file: str, flags: tuple[str, ...], field: str) -> None:
    result = terminal(empty)(*FLAGS, *flags, "--generate-password", "--root-passphrase-file", root_file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{field}: " in result.stderr
    assert count(empty) == 0


def test_an_input_that_ends_is_a_wrong_usage(empty: Flask) -> None:
    result = terminal(empty)("office", "init", input="MTTQ\nTên\n")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Chưa có câu trả lời")
    assert count(empty) == 0


@pytest.mark.parametrize("content", [b"short\n", b"\xff\xfe", None])
def test_a_root_passphrase_file_that_is_no_good(empty: Flask, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    result = terminal(empty)(*FLAGS, "--generate-password", "--root-passphrase-file", str(file))
    assert result.exit_code == (1 if content == b"short\n" else 2)
    assert len(result.stderr.splitlines()) == 1
    assert count(empty) == 0


def test_there_is_no_flag_for_a_secret(empty: Flask) -> None:
    run = terminal(empty)
    for flag in ("--root-passphrase", "--admin-password", "--password"):
        assert run("office", "init", flag, "secret").exit_code == 2


def test_a_second_office_is_refused_before_anything_is_asked(office: World) -> None:
    result = terminal(office.app)("office", "init")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Máy chủ này đã có một cơ quan.\n"


def test_a_lost_password(world: World) -> None:
    run = terminal(world.app)
    assert "ok" not in run("office", "password", world.clerk.username, input="n\n").stdout
    with world.app.app_context():
        assert access.sign_in(world.clerk.username, PASSWORD, address="", agent="", now=world.now)
    result = run("office", "password", world.clerk.username, input="c\n")
    password = result.stdout.split()[-1]
    with world.app.app_context():
        assert access.sign_in(world.clerk.username, password, address="", agent="", now=world.now)
    assert run("office", "password", "nobody", "--yes").exit_code == 1
