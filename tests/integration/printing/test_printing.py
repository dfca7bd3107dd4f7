"""Asking for print files: what is chosen, in which order, by whom, and what comes of it."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from certapp.registry.audit import AuditRecord
from certapp.registry.database import db, transaction
from certapp.registry.people import ApproverUnit, Grant
from certapp.registry.print_job import PrintedPaper, PrintJob, PrintState, StoredPart
from certapp.workflow import print_jobs, printing
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict, Forbidden, NotFound
from tests import verdicts
from tests.printing import ask, holders, issue, job, make, travellers
from tests.world import Person, World, user


def verbs(job_id: int) -> list[str]:
    """What the audit log says of a job."""
    query = select(AuditRecord.verb).where(
        AuditRecord.subject == "print_job", AuditRecord.subject_id == job_id
    )
    return list(db.session.scalars(query.order_by(AuditRecord.id)))


def test_papers_are_in_order_of_unit_and_given_name_and_all_valid(world: World, approver: Person) -> None:
    other = world.unit("Xã Đa Lộc")
    both = world.approver(world.unit_id, other)
    issue(world, both, "Trần Văn Ước", "Lê Thị Ánh", "Đặng Bình", "Dương Bình")
    issue(world, both, "Nguyễn Thị Yến", "Katơr An", unit_id=other)
    job_id = ask(world, both)
    make(world)
    assert job(job_id).state == PrintState.DONE
    ordered = ["Katơr An", "Nguyễn Thị Yến", "Lê Thị Ánh", "Dương Bình", "Đặng Bình", "Trần Văn Ước"]
    assert holders(job_id) == ordered  # Xã Đa Lộc stands before Xã Phước Đại
    path = print_jobs.file_of(user(both), job_id)
    assert travellers(path, world.now) == ordered
    found = job(job_id)
    assert (found.pages, found.total, found.done) == (6, 6, 6)
    assert found.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.file_size == path.stat().st_size
    assert [each.name for each in path.parent.iterdir()] == [path.name]  # the parts are gone
    assert db.session.scalar(select(func.count()).select_from(StoredPart)) == 0
    assert verbs(job_id) == ["print_request", "print_begin", *["print_advance"] * 3, "print_done"]


def test_an_approver_prints_the_own_units_and_a_clerk_all(world: World, approver: Person) -> None:
    other = world.unit("Xã Phước Thành")
    stranger = world.approver(other)
    [mine], [theirs] = issue(world, approver, "An"), issue(world, stranger, "Bình", unit_id=other)
    assert holders(ask(world, approver)) == ["An"]
    assert holders(ask(world, approver, mine, theirs, 10**6)) == ["An"]
    assert holders(ask(world, world.clerk)) == ["An", "Bình"]
    with pytest.raises(Conflict, match="print_nothing"):
        ask(world, approver, theirs)
    with pytest.raises(Forbidden):
        ask(world, world.official())


def test_the_filter_of_the_list_chooses(world: World, approver: Person) -> None:
    made = issue(world, approver, "Trần An", "Lê Bình", "Trần Cúc")
    verdicts.taken_back(world, made[2], "revoke")
    actor = user(approver)
    assert holders(printing.request(actor, world.now, text="trần")) == ["Trần An"]  # the revoked one is not
    assert holders(printing.request(actor, world.now, standing=Standing.VALID)) == ["Trần An", "Lê Bình"]
    with pytest.raises(Conflict, match="print_nothing"):
        printing.request(actor, world.now, standing=Standing.REVOKED)
    with pytest.raises(Conflict, match="print_nothing"):
        printing.request(actor, world.now + timedelta(days=30))  # all expired by then


def test_there_are_bounds(world: World, approver: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(world, approver, "An", "Bình")
    for _ in range(printing.MAX_OPEN):
        first = ask(world, approver)
    with pytest.raises(Conflict, match="print_jobs_open"):
        ask(world, approver)
    printing.cancel(user(approver), first, world.now)
    ask(world, approver)
    monkeypatch.setattr(printing, "MAX_PAPERS", 1)
    with pytest.raises(Conflict, match="print_too_many"):
        ask(world, world.clerk)


def test_a_job_is_its_owners_alone(world: World, approver: Person) -> None:
    issue(world, approver, "An")
    job_id = ask(world, approver)
    for other in (world.clerk, world.approver()):
        assert print_jobs.own(user(other)) == []
        for verb in (print_jobs.to_see, print_jobs.file_of):
            with pytest.raises(NotFound):
                verb(user(other), job_id)
        with pytest.raises(NotFound):
            printing.cancel(user(other), job_id, world.now)
    assert [each.id for each in print_jobs.own(user(approver))] == [job_id]


def take_unit_away(person: Person, unit_id: int) -> None:
    own = (ApproverUnit.user_id == person.id) & (ApproverUnit.unit_id == unit_id)
    with transaction() as session:
        session.execute(delete(ApproverUnit).where(own))


def test_of_a_unit_taken_away_nothing_is_printed_and_no_file_given_out(world: World) -> None:
    other = world.unit("Xã Phước Thành")
    both = world.approver(world.unit_id, other)
    with world.app.app_context():
        issue(world, both, "An")
        issue(world, both, "Bình", unit_id=other)
        made = ask(world, both)
        make(world)
        waiting = ask(world, both)
        take_unit_away(both, other)
        with pytest.raises(Conflict, match="print_rights"):
            print_jobs.file_of(user(both), made)
        make(world)
        assert holders(waiting) == ["An"]
        assert print_jobs.left_out(job(waiting))[0] == {"outside": 1}
        assert print_jobs.file_of(user(both), waiting).is_file()


def test_who_is_no_approver_any_more_gets_nothing(world: World, approver: Person) -> None:
    issue(world, approver, "An")
    job_id = ask(world, approver)
    with transaction() as session:
        session.execute(delete(Grant).where(Grant.user_id == approver.id))
    make(world)
    assert (job(job_id).state, job(job_id).fault) == (PrintState.FAILED, "print_rights")


def test_a_cancelled_job_leaves_nothing(world: World, approver: Person) -> None:
    issue(world, approver, "An", "Bình", "Cúc")
    job_id = ask(world, approver)
    make(world, steps=1)
    folder = print_jobs.files().path(job_id).parent
    assert list(folder.iterdir())
    printing.cancel(user(approver), job_id, world.now)
    assert not folder.exists()
    assert make(world) == 0
    found = job(job_id)
    assert (found.state, found.done, found.parts) == (PrintState.CANCELLED, 2, [])
    for verb in (printing.cancel, lambda actor, job_id, _: print_jobs.file_of(actor, job_id)):
        with pytest.raises(Conflict, match="print_state"):
            verb(user(approver), job_id, world.now)


def test_files_are_forgotten_after_some_days(world: World, approver: Person) -> None:
    issue(world, approver, "An")
    made, failed, waiting = (ask(world, approver) for _ in "123")
    make(world, steps=1)
    printing.cancel(user(approver), failed, world.now)
    while job(made).state != PrintState.DONE:
        make(world, steps=1)
    days = timedelta(days=world.settings.print_days)
    assert printing.forget(world.now + days - timedelta(hours=1)) == 0
    assert print_jobs.file_of(user(approver), made).is_file()
    assert printing.forget(world.now + days) == 2
    assert print_jobs.files().jobs() in ([], [waiting])
    assert db.session.scalars(select(PrintJob.id)).all() == [waiting]
    assert set(db.session.scalars(select(PrintedPaper.job_id))) == {waiting}
    assert verbs(made)[-1] == verbs(failed)[-1] == "print_forget"


def test_what_a_killed_process_left_behind_is_swept_away(world: World, approver: Person) -> None:
    issue(world, approver, "An")
    made, cancelled = ask(world, approver), ask(world, approver)
    make(world)
    print_jobs.files().put_part(made, 0, b"a part whose file is made")
    print_jobs.files().put_part(99, 0, b"a job that nobody knows")
    with transaction() as session:
        session.execute(update(PrintJob).where(PrintJob.id == cancelled).values(state=PrintState.CANCELLED))
    printing.forget(world.now)
    assert print_jobs.files().jobs() == [made]
    path = print_jobs.file_of(user(approver), made)
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_gone_is_told(world: World, approver: Person) -> None:
    issue(world, approver, "An")
    job_id = ask(world, approver)
    make(world)
    print_jobs.file_of(user(approver), job_id).unlink()
    with pytest.raises(Conflict, match="print_file_gone"):
        print_jobs.file_of(user(approver), job_id)
