"""certapp.tasks: the work that nobody asks for, once and again and again."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from certapp import tasks
from certapp.registry.access import Guesses, SignIn
from certapp.registry.certificate import SealLevel
from certapp.registry.database import db, transaction
from certapp.registry.print_job import PrintState
from certapp.registry.status_list import StatusListRecord
from certapp.workflow import access, status_lists, throttle
from tests.far_office import far_office, introduce, known
from tests.hostile_server import TRUST_LIST, hostile_server
from tests.patience import PATIENCE, until
from tests.printing import ask, issue, job
from tests.serving import timer
from tests.stamping import stamping
from tests.world import PASSWORD, World, stored_certificate


def is_fresh(world: World) -> bool:
    with world.app.app_context():
        return status_lists.are_fresh(world.now)


def test_lists_are_signed_before_they_expire_and_what_has_ended_is_forgotten(world: World) -> None:
    long_ago = world.now - timedelta(days=60)
    with world.app.app_context():
        access.sign_in(world.clerk.username, PASSWORD, address="", agent="", now=long_ago)
        token = access.sign_in(world.clerk.username, PASSWORD, address="", agent="", now=world.now)
        throttle.count("something", long_ago)
        throttle.count("something else", world.now)
        assert tasks.once() == tasks.Done(lists=1, superseded=0, forgotten=2)
        assert status_lists.are_fresh(world.now)
        assert tasks.once() == tasks.Done(lists=0, superseded=0, forgotten=0)
        assert access.user_of(token, world.now)
        assert (db.session.query(SignIn).count(), db.session.query(Guesses).count()) == (1, 4)


def test_papers_that_wait_to_be_printed_are_printed(world: World) -> None:
    approver = world.approver()
    with world.app.app_context():
        issue(world, approver, "An")
        job_id = ask(world, approver)
        assert tasks.once().print_steps == 2  # the part, and the file
        assert job(job_id).state == PrintState.DONE
        assert tasks.once().print_steps == 0


def test_the_timer_works_from_the_start_and_ends_when_told(world: World) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with world.app.app_context(), transaction() as session:
            session.execute(db.text("UPDATE status_lists SET expires = '2020-01-01 00:00:00'"))
        assert not is_fresh(world)
        with timer(world) as process:
            until(lambda: is_fresh(world), process)
            process.send_signal(number)
            assert process.wait(PATIENCE) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""


def test_a_run_that_fails_is_logged_without_data_and_the_next_one_goes_on(world: World) -> None:
    for file in world.settings.keys.iterdir():
        file.rename(file.with_suffix(".away"))
    with timer(world, CERTAPP_TIMER_SECONDS="1") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "the jobs failed: key_missing\n"
        for file in world.settings.keys.iterdir():
            file.rename(file.with_suffix(".pem"))
        until(lambda: is_fresh(world), process)
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_what_could_not_be_published_at_once_is_published_between_two_runs(world: World) -> None:
    with timer(world) as process:
        until(lambda: is_fresh(world), process)
        publish_later(world, process)
        process.terminate()
        assert process.wait(PATIENCE) == 0


def publish_later(world: World, process: subprocess.Popen[str]) -> None:
    """Leave something to publish, and wait until the timer has published it."""
    with world.app.app_context(), transaction() as session:
        row = session.scalars(select(StatusListRecord)).one()
        while status_lists.publish(session, row, world.now):
            pass
        pending = row.issued_at

    def is_published() -> bool:
        with world.app.app_context():
            now_there = db.session.scalars(select(StatusListRecord)).one()
            return not now_there.is_pending and now_there.issued_at > pending

    until(is_published, process)  # the next whole run would come in a minute


def test_a_server_that_never_answers_holds_up_neither_publishing_nor_the_end(
    world: World, tmp_path: Path
) -> None:
    silence = threading.Event()
    with hostile_server({TRUST_LIST: silent(silence)}) as server:
        introduce(world, far_office(tmp_path / "far", server.port))
        with timer(world) as process:
            until(lambda: bool(server.asked) and is_fresh(world), process)
            publish_later(world, process)
            with world.app.app_context():
                assert known(world).asked_at is None  # it is still being waited for
            process.terminate()
            assert process.wait(PATIENCE) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
        silence.set()


def test_papers_get_their_time_stamps_in_the_background(world: World, tmp_path: Path) -> None:
    certificate_id = world.signed(world.approver(), world.submitted(world.official()))

    def is_archived() -> bool:
        with world.app.app_context():
            return stored_certificate(certificate_id).seal_level == SealLevel.B_LTA

    with stamping() as authority:
        roots = str(authority.root_file(tmp_path))
        with timer(world, CERTAPP_TSA_URL=authority.url, CERTAPP_TSA_ROOTS=roots) as process:
            until(is_archived, process)
            process.terminate()
            assert process.wait(PATIENCE) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""


def silent(end: threading.Event) -> Iterator[bytes]:
    """An answer that begins and says no more."""
    yield b"HTTP/1.1 200 OK\r\n"
    end.wait()
