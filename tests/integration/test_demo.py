"""The demo office: people of every role who can sign in, and papers that get the verdict of their name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest

from certapp import create_app
from certapp.config import Settings
from certapp.demo import accounts, build
from certapp.demo.accounts import DemoError
from certapp.registry.people import Role
from certapp.workflow import access, scan

ADDRESS = "http://127.0.0.1:8000"
PAPERS = {
    "certificate": "VALID",
    "expired": "EXPIRED",
    "forged": "FORGED",
    "revoked": "REVOKED",
    "suspended": "SUSPENDED",
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the demo's files lie; inside the context of its application."""
    app = create_app(replace(Settings(), instance=tmp_path / "instance", keys=tmp_path / "keys"))
    with app.app_context():
        flask_migrate.upgrade()
        build.build(ADDRESS, datetime.now(UTC))
        yield tmp_path / "instance" / "demo"


def test_people_and_papers_to_try_everything_with(folder: Path) -> None:
    now = datetime.now(UTC)
    assert {path.stem for path in folder.glob("*.pdf")} == PAPERS.keys()
    read = {name: scan.judge_upload((folder / f"{name}.pdf").read_bytes(), now) for name in PAPERS}
    assert {name: paper.verdict.code for name, paper in read.items()} == PAPERS
    found = {name: scan.judge(paper.text, now) for name, paper in read.items()}  # the QR alone
    assert {name: verdict.code for name, verdict in found.items()} == PAPERS
    sample = scan.judge((folder / "certificate.txt").read_text(), now)
    assert sample == found["certificate"]
    assert not scan.is_outside_hours(sample, now)  # whoever tries it in the evening shall see green, too
    people = accounts.read()
    assert {account.role for account in people} == set(Role)
    for account in people:
        access.sign_in(account.username, account.password, address="127.0.0.1", agent="", now=now)
    with pytest.raises(DemoError, match="demo_not_empty"):
        build.build(ADDRESS, now)
