"""Several approvers at once, as processes on one database file: one wins, the others are told."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from certapp.credential import VerdictCode
from certapp.registry.application import Application, ApplicationState
from certapp.registry.certificate import Certificate, CertificateState
from certapp.registry.database import db
from certapp.workflow import issue, scan
from tests.browsing import Browser
from tests.world import Person, World

TOLD = {"application_changed", "application_state", "being_signed"}


class Signer:
    """An approver's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def answer(self) -> dict[str, str | None]:
        """Wait for one line of its output."""
        assert self._process.stdout is not None
        found: dict[str, str | None] = json.loads(self._process.stdout.readline())
        return found

    def send(self, command: str) -> None:
        """Give it one command."""
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()


@contextmanager
def signing(world: World, approver: Person) -> Iterator[Signer]:
    command = [sys.executable, "-m", "tests.signer", str(approver.id), approver.passphrase]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=world.environment(), stdin=pipe, stdout=pipe, text=True) as process:
        yield Signer(process)
        process.stdin.close()  # type: ignore[union-attr]


def stored(application_id: int) -> Application:
    db.session.rollback()  # reads what others have committed
    return db.session.get_one(Application, application_id)


@pytest.mark.parametrize("second", ["sign", "return", "reject"])
def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(world: World, second: str) -> None:
    with signing(world, world.approver()) as one, signing(world, world.approver()) as other:
        assert one.answer() == other.answer() == {"ready": True}
        for _ in range(3):
            application_id = world.submitted(world.official())
            one.send(f"sign {application_id} 2")
            other.send(f"{second} {application_id} 2")
            answers = [one.answer()["done"], other.answer()["done"]]
            assert answers.count(None) == 1, answers
            assert {code for code in answers if code} <= TOLD
            with world.app.app_context():
                application = stored(application_id)
                is_signed = answers[0] is None or second == "sign"
                assert (application.state == ApplicationState.ISSUED) == is_signed
                states = [certificate.state for certificate in application.certificates]
                assert states == (["valid"] if is_signed else [])


def test_many_at_once_leave_no_gap_no_double_and_nothing_half_done(world: World) -> None:
    """Three processes sign the same applications in the same order, so that they meet at every one."""
    applications = [world.submitted(world.official()) for _ in range(5)]
    approvers = [world.approver() for _ in range(3)]
    with (
        signing(world, approvers[0]) as a,
        signing(world, approvers[1]) as b,
        signing(world, approvers[2]) as c,
    ):
        signers = (a, b, c)
        for signer in signers:
            signer.answer()
        for signer in signers:
            for application_id in applications:
                signer.send(f"sign {application_id} 2")
        answers = [[signer.answer()["done"] for _ in applications] for signer in signers]
    assert [row.count(None) for row in zip(*answers, strict=True)] == [1] * len(applications)
    assert {code for row in answers for code in row if code} <= TOLD
    with world.app.app_context():
        made = list(db.session.scalars(select(Certificate).order_by(Certificate.sequence)))
        assert [certificate.sequence for certificate in made] == list(range(1, 6))
        assert Counter(certificate.state for certificate in made) == {CertificateState.VALID: 5}
        assert len({certificate.status_index for certificate in made}) == 5
        assert sorted(certificate.application_id for certificate in made) == applications
        for certificate in made:
            assert scan.judge(issue.qr_text_of(certificate), world.now).code is VerdictCode.VALID


def test_two_browsers_at_once(office: World, address: str) -> None:
    approvers = [office.approver(), office.approver()]
    with Browser(address) as one, Browser(address) as other, ThreadPoolExecutor(2) as pool:
        browsers = [one.sign_in(approvers[0]), other.sign_in(approvers[1])]
        for _ in range(3):
            path = f"/review/{office.submitted(office.official())}"
            pages = [browser.hidden(path) for browser in browsers]

            def press(turn: int, path: str = path, pages: list[dict[str, str]] = pages) -> int:
                fields = {**pages[turn], "passphrase": approvers[turn].passphrase}
                return browsers[turn].post(f"{path}/sign", data=fields).status_code

            assert sorted(pool.map(press, range(2))) == [303, 409]
            assert all("Đã ký và cấp giấy" in browser.get(f"{path}/done").text for browser in browsers)
