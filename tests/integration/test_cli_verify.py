"""`flask verify`: one line of JSON and an exit status that a script can rely on."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from certapp.credential import VerdictCode
from certapp.paper import qr
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.workflow import issue
from tests.patience import PATIENCE
from tests.verdicts import qr_texts
from tests.world import World


@pytest.fixture(scope="module")
def texts(office: World) -> dict[VerdictCode, str]:
    """The QR text of a paper of each verdict."""
    return qr_texts(office)


@pytest.fixture(scope="module")
def paper(office: World) -> bytes:
    """A signed PDF."""
    certificate = office.issued()
    with office.app.app_context():
        return issue.paper_of(db.session.get_one(Certificate, certificate))


def run(office: World, *arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command; returns exit status, standard output and standard error."""
    done = office.app.test_cli_runner().invoke(args=["verify", *arguments], input=given)
    return done.exit_code, done.stdout, done.stderr


def verdict(office: World, *arguments: str, given: bytes = b"") -> dict[str, Any]:
    """Run the command where it must give a verdict."""
    status, out, err = run(office, *arguments, given=given)
    assert err == ""
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    assert status == (0 if found["verdict"] == VerdictCode.VALID else 1)
    return found


@pytest.mark.parametrize("code", VerdictCode)
def test_every_verdict_of_a_text(code: VerdictCode, office: World, texts: dict[VerdictCode, str]) -> None:
    assert verdict(office, texts[code])["verdict"] == code


def test_the_line_is_what_the_api_answers(office: World, texts: dict[VerdictCode, str], address: str) -> None:
    mine = verdict(office, texts[VerdictCode.VALID])
    other = httpx.post(
        f"{address}/api/v1/verify", json={"qr": texts[VerdictCode.VALID]}, timeout=PATIENCE
    ).json()
    assert datetime.fromisoformat(mine.pop("checked_at")) <= datetime.now(UTC)
    other.pop("checked_at")
    assert mine.pop("pdf") is None
    assert mine.pop("status_age") <= other.pop("status_age")  # asked first, of a list of the same age
    assert mine == other


def test_files_are_read_by_their_ending_and_content(
    office: World, texts: dict[VerdictCode, str], paper: bytes, tmp_path: Path
) -> None:
    text = texts[VerdictCode.REVOKED]
    for name, data, code in (
        ("giay.pdf", paper, VerdictCode.VALID),
        ("GIAY.PDF", paper, VerdictCode.VALID),
        ("giay.png", qr.png(text), VerdictCode.REVOKED),
        ("giay.txt", f"{text}\n".encode(), VerdictCode.REVOKED),
        ("giấy của tôi.png", qr.png(text), VerdictCode.REVOKED),
    ):
        (tmp_path / name).write_bytes(data)
        assert verdict(office, str(tmp_path / name))["verdict"] == code


def test_standard_input_may_be_text_picture_or_pdf(
    office: World, texts: dict[VerdictCode, str], paper: bytes
) -> None:
    text = texts[VerdictCode.SUSPENDED]
    assert verdict(office, "-", given=f"\n {text.lower()} \n".encode())["verdict"] == VerdictCode.SUSPENDED
    assert verdict(office, "-", given=qr.png(text))["verdict"] == VerdictCode.SUSPENDED
    assert verdict(office, "-", given=paper)["verdict"] == VerdictCode.VALID


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_qr_text"),
        (b"\xff\xfe\x00", "text_not_ascii"),
        ("Giấy xác nhận".encode(), "text_not_ascii"),
        (b"A" * 10_000, "text_too_long"),
        (b"A" * (9 << 20), "text_too_long"),
        (b"\x89PNG broken", "upload_unreadable"),
        (b"%PDF-1.7 broken", "upload_unreadable"),
        (b"\x89PNG" + bytes(9 << 20), "upload_too_large"),
    ],
    ids=lambda value: f"{value[:20]!r} {len(value)}",
)
def test_what_holds_no_paper_is_unreadable(data: bytes, reason: str, office: World, tmp_path: Path) -> None:
    found = verdict(office, "-", given=data)
    assert (found["verdict"], found["reason"], found["certificate"]) == (
        VerdictCode.UNREADABLE,
        reason,
        None,
    )
    if reason.startswith("upload"):
        (tmp_path / "giay.pdf").write_bytes(data)
        assert verdict(office, str(tmp_path / "giay.pdf"))["reason"] == reason


def test_where_there_is_nothing_to_judge_nothing_is_printed(office: World, tmp_path: Path) -> None:
    (tmp_path / "giay.docx").write_bytes(b"PK")
    (tmp_path / "thu-muc.pdf").mkdir()
    for arguments in (
        (),
        (str(tmp_path / "missing.pdf"),),
        (str(tmp_path / "missing.png"),),
        (str(tmp_path / "giay.docx"),),
        (str(tmp_path / "thu-muc.pdf"),),
        (str(tmp_path),),
        ("two", "papers"),
        ("--unknown",),
    ):
        status, out, err = run(office, *arguments)
        assert (status, out) == (2, "")
        assert err.strip()
        assert "Traceback" not in err


def test_an_argument_longer_than_any_name_is_a_text(office: World) -> None:
    assert verdict(office, "A" * 5_000)["verdict"] == VerdictCode.UNREADABLE
    assert verdict(office, "HTTPS://GXN.EXAMPLE/V/" + "A" * 800)["verdict"] == VerdictCode.UNREADABLE


def test_without_an_office_nobody_can_judge(tmp_path: Path) -> None:
    environment = {"CERTAPP_INSTANCE": str(tmp_path / "instance"), "CERTAPP_KEYS": str(tmp_path / "keys")}
    (tmp_path / "instance").mkdir()
    command = [sys.executable, "-m", "flask", "--app", "certapp", "verify", "ABC"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_the_program_itself_ends_with_the_status(office: World, texts: dict[VerdictCode, str]) -> None:
    command = [sys.executable, "-m", "flask", "--app", "certapp", "verify", texts[VerdictCode.FORGED]]
    done = subprocess.run(command, env=office.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["verdict"] == VerdictCode.FORGED
