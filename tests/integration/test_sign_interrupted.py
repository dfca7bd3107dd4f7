"""A signing that is killed half-way: nothing half-done is seen, and it goes on or is released."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.workflow import issue, reservation, scan
from tests.browsing import Browser
from tests.serving import served
from tests.world import Person, World

KILLED_AT = ["signed", "_paper", "put", "_commit"]  # after the reservation, in the order of their turns


def killed_while_signing(world: World, approver: Person, killed_at: str) -> int:
    """Let an approver's process die while it signs; returns the application's id."""
    application_id = world.submitted(world.official())
    command = [sys.executable, "-m", "tests.signer", str(approver.id), approver.passphrase, killed_at]
    ended = subprocess.run(
        command,
        input=f"sign {application_id} 2\n",
        env=world.environment(),
        stdout=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    return application_id


def certificates(application_id: int) -> list[Certificate]:
    db.session.rollback()  # reads what others have committed
    query = select(Certificate).where(Certificate.application_id == application_id)
    return list(db.session.scalars(query.order_by(Certificate.id)))


def state(application_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Application, application_id).state


@pytest.mark.parametrize("killed_at", KILLED_AT)
def test_after_a_kill_the_same_bytes_are_signed(world: World, killed_at: str) -> None:
    approver = world.approver()
    application_id = killed_while_signing(world, approver, killed_at)
    with world.app.app_context():
        [left] = certificates(application_id)
        assert (left.state, left.token, left.paper, left.issued_at) == ("reserved", None, None, None)
        assert state(application_id) == "signing"
        before = (left.id, left.sequence, left.cti, left.payload, left.status_index)
        world.signed(approver, application_id)
        [made] = certificates(application_id)
        assert (made.id, made.sequence, made.cti, made.payload, made.status_index) == before
        assert (made.state, state(application_id)) == ("valid", "issued")
        assert scan.judge(issue.qr_text_of(made), world.now).code is VerdictCode.VALID
        assert issue.paper_of(made).startswith(b"%PDF")
        following = world.submitted(world.official())
        world.signed(approver, following)
        assert [certificate.sequence for certificate in certificates(following)] == [2]


def test_after_a_kill_the_number_can_be_released(world: World) -> None:
    approver = world.approver()
    application_id = killed_while_signing(world, approver, "put")
    with world.app.app_context():
        actor = db.session.get_one(User, approver.id)
        reservation.release(actor, application_id, 3, world.now)
        assert state(application_id) == "submitted"
        world.signed(world.approver(), application_id)
        void, made = certificates(application_id)
        assert (void.state, void.sequence, made.state, made.sequence) == ("void", 1, "valid", 2)
        assert void.token is None


def test_before_the_reservation_a_kill_leaves_nothing(world: World) -> None:
    """`_check_may_sign` is the first step of a signature."""
    application_id = killed_while_signing(world, world.approver(), "_check_may_sign")
    with world.app.app_context():
        assert (state(application_id), certificates(application_id)) == ("submitted", [])


def test_a_paper_store_that_takes_nothing_leaves_a_signing_to_go_on_with(world: World) -> None:
    """Over HTTP, as on a full disk: the page tells it, and the approver goes on when there is room."""
    approver, application_id = world.approver(), world.submitted(world.official())
    path, papers = f"/review/{application_id}", world.settings.papers
    papers.write_text("not a folder")
    with served(world) as address, Browser(address) as browser:
        browser.sign_in(approver)
        passphrase = {"passphrase": approver.passphrase}
        failed = browser.submit(path, passphrase, to=f"{path}/sign")
        assert failed.status_code == 500
        assert "Traceback" not in failed.text
        left = browser.get(path).text
        assert "Đang ký dở" in left
        assert f"{path}/release" in left
        assert path in browser.get("/review").text
        assert browser.get(f"{path}/done").headers["Location"] == path
        papers.unlink()
        signed = browser.submit(path, passphrase, to=f"{path}/sign")
        assert (signed.status_code, signed.headers["Location"]) == (303, f"{path}/done")
    with world.app.app_context():
        [made] = certificates(application_id)
        assert (made.sequence, made.state) == (1, "valid")
