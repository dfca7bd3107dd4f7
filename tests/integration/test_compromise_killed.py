"""`flask keys compromised` killed half-way and run again: nothing doubled, nothing skipped."""

import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.registry.audit import AuditRecord
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.signer_key import SignerKey, TrustListRecord
from certapp.workflow import issue, scan
from tests import killed
from tests.world import ROOT_PASSPHRASE, World

# in the order of their turns; each is about to be done when the process dies
PLACES = [
    ("workflow.trust_list.publish", 1),
    ("workflow.compromise.publish", 1),
    ("workflow.reissue.replace_all", 1),
    ("workflow.reissue._reserve", 1),
    ("workflow.issue.signed", 1),
    ("registry.papers.PaperStore.put", 2),
    ("workflow.reissue._commit", 2),
    ("workflow.reissue._reserve", 3),
    ("workflow.reissue.end_replaced", 1),
    ("workflow.compromise.publish", 2),
]


def run(world: World, place: str, nth: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return killed.run(world, place, nth, "keys", "compromised", *arguments)


@pytest.fixture
def theft(world: World, tmp_path: Path) -> tuple[World, list[str], list[int]]:
    """An office with a paper of before and two of since; the command's arguments; the papers' ids."""
    thief, colleague = world.approver(), world.approver()
    since = world.now - timedelta(hours=2)
    papers = [world.signed(thief, world.submitted(world.official(), at=at), at=at)
              for at in (since - timedelta(hours=1), world.now, world.now)]  # fmt: skip
    (tmp_path / "root").write_text(ROOT_PASSPHRASE)
    (tmp_path / "own").write_text(colleague.passphrase)
    with world.app.app_context():
        key_id = db.session.scalars(select(SignerKey.id).where(SignerKey.user_id == thief.id)).one()
    arguments = [
        str(key_id), "--since", since.isoformat(), "--reissue-by", colleague.username, "--yes",
        "--root-passphrase-file", str(tmp_path / "root"), "--passphrase-file", str(tmp_path / "own"),
    ]  # fmt: skip
    return world, arguments, papers


def check_whole(world: World, papers: list[int], versions: int) -> None:
    """Everything is done, and once."""
    with world.app.app_context():
        rows = list(db.session.scalars(select(Certificate).order_by(Certificate.id)))
        assert [row.sequence for row in rows] == list(range(1, 7))
        assert [row.state for row in rows] == ["superseded"] * 3 + ["valid"] * 3
        assert sorted(row.replaces_id or 0 for row in rows[3:]) == papers
        for row in rows[3:]:
            assert scan.judge(issue.qr_text_of(row), world.now).code is VerdictCode.VALID
            assert issue.paper_of(row).startswith(b"%PDF")
        verbs = [record.verb for record in db.session.scalars(select(AuditRecord))]
        counted = ("distrust_key", "suspend", "reissue", "supersede", "void")
        assert [verbs.count(verb) for verb in counted] == [1, 2, 3, 3, 0]
        assert len(list(db.session.scalars(select(TrustListRecord)))) == versions + 1


@pytest.mark.parametrize(("place", "nth"), PLACES, ids=[f"{place}-{nth}" for place, nth in PLACES])
def test_after_a_kill_it_goes_on(theft: tuple[World, list[str], list[int]], place: str, nth: int) -> None:
    world, arguments, papers = theft
    with world.app.app_context():
        versions = len(list(db.session.scalars(select(TrustListRecord))))
    assert run(world, place, nth, *arguments).returncode == -signal.SIGKILL
    ended = run(world, "-", 0, *arguments)
    assert ended.returncode == 0, ended.stderr
    check_whole(world, papers, versions)


def test_a_dry_run_lists_and_changes_nothing_and_a_run_shows_its_progress(
    theft: tuple[World, list[str], list[int]],
) -> None:
    world, arguments, papers = theft
    with world.app.app_context():
        versions = len(list(db.session.scalars(select(TrustListRecord))))
    dry = run(world, "-", 0, *arguments, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "to be suspended unless they are: 2\n  02/GXN" in dry.stdout
    assert "no checkpoint accepts any more: 1\n  01/GXN" in dry.stdout
    assert "To be issued anew: 3\n" in dry.stdout
    with world.app.app_context():
        assert {row.state for row in db.session.scalars(select(Certificate))} == {"valid"}
        assert len(list(db.session.scalars(select(TrustListRecord)))) == versions
    real = run(world, "-", 0, *arguments)
    assert real.returncode == 0, real.stderr
    progress = [line for line in real.stdout.splitlines() if line.startswith("[")]
    assert [line.split()[0] for line in progress] == ["[1/3]", "[2/3]", "[3/3]"]
    assert all("/GXN-MTTQ-BTT -> 0" in line for line in progress)
    check_whole(world, papers, versions)
    once_more = run(world, "-", 0, *arguments)
    assert once_more.returncode == 0, once_more.stderr
    check_whole(world, papers, versions)
    for secret in (ROOT_PASSPHRASE, "cụm từ bí mật"):
        assert secret not in dry.stdout + dry.stderr + real.stdout + real.stderr
