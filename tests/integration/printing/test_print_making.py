"""How a print file comes about whatever happens meanwhile: papers taken back, parts broken."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.papers import PaperStore
from certapp.registry.print_job import PrintState
from certapp.workflow import print_jobs, print_lease, print_making, printing, supersede
from certapp.workflow.print_lease import LEASE, LeaseLost
from tests import verdicts
from tests.printing import ask, holders, issue, job, make, travellers
from tests.world import Person, World, user

NAMES = ("An", "Bình", "Cúc", "Dũng", "Em")


@pytest.fixture
def certificates(world: World, approver: Person) -> list[int]:
    """Five certificates, in the order in which they are printed."""
    return issue(world, approver, *NAMES)


@pytest.fixture
def job_id(world: World, approver: Person, certificates: list[int]) -> int:
    """A job that is to print them."""
    return ask(world, approver)


def printed(world: World, approver: Person, job_id: int) -> list[str]:
    """What the QR codes of the file say who travels; the register must say the same."""
    names = travellers(print_jobs.file_of(user(approver), job_id), world.now)
    assert names == holders(job_id)
    return names


@pytest.mark.parametrize(
    ("steps", "verb"),
    [(0, "revoke"), (1, "suspend"), (3, "revoke")],
    ids=["before its part", "after its part", "before the end"],
)
def test_what_is_taken_back_meanwhile_is_left_out(
    world: World, approver: Person, certificates: list[int], job_id: int, steps: int, verb: str
) -> None:
    make(world, steps=steps)
    verdicts.taken_back(world, certificates[1], verb)
    make(world)
    assert job(job_id).state == PrintState.DONE
    assert printed(world, approver, job_id) == ["An", "Cúc", "Dũng", "Em"]
    counts, papers = print_jobs.left_out(job(job_id))
    assert counts == {"revoked" if verb == "revoke" else "suspended": 1}
    assert [paper.certificate_id for paper in papers] == [certificates[1]]


def test_what_is_taken_back_while_the_parts_are_put_together_is_left_out(
    world: World,
    approver: Person,
    certificates: list[int],
    job_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(world, steps=3)
    real = print_making.assemble

    def slowly(*arguments: object) -> object:
        monkeypatch.setattr(print_making, "assemble", real)
        verdicts.taken_back(world, certificates[4], "revoke")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(print_making, "assemble", slowly)
    make(world)
    assert printed(world, approver, job_id) == ["An", "Bình", "Cúc", "Dũng"]


def test_what_is_superseded_or_has_expired_is_left_out(
    world: World, approver: Person, certificates: list[int], job_id: int
) -> None:
    make(world, steps=1)
    with transaction() as session:
        old, new = (session.get_one(Certificate, number) for number in certificates[:2])
        supersede.supersede(session, old, new, None, world.now)
        values = {"expires": world.now - timedelta(seconds=1)}
        session.execute(update(Certificate).where(Certificate.id == certificates[2]).values(values))
    make(world)
    assert printed(world, approver, job_id) == ["Bình", "Dũng", "Em"]
    assert print_jobs.left_out(job(job_id))[0] == {"superseded": 1, "expired": 1}


def test_what_is_taken_back_afterwards_is_told(
    world: World, approver: Person, certificates: list[int], job_id: int
) -> None:
    make(world)
    assert print_jobs.ended_since(job(job_id), world.now) == 0
    verdicts.taken_back(world, certificates[0], "revoke")
    assert print_jobs.ended_since(job(job_id), world.now) == 1


def test_nothing_is_left_to_print(
    world: World, approver: Person, certificates: list[int], job_id: int
) -> None:
    for certificate_id in certificates:
        verdicts.taken_back(world, certificate_id, "revoke")
    make(world)
    assert (job(job_id).state, job(job_id).fault) == (PrintState.FAILED, "print_nothing_left")
    assert print_jobs.files().jobs() == []


@pytest.mark.parametrize("harm", ["gone", "changed", "cut", "of another"])
def test_a_broken_part_is_made_again(
    world: World, approver: Person, certificates: list[int], job_id: int, harm: str
) -> None:
    make(world, steps=3)
    folder = print_jobs.files().path(job_id).parent
    parts = sorted(folder.glob("*.part"))
    assert len(parts) == 3
    whole = parts[1].read_bytes()
    if harm == "gone":
        parts[1].unlink()
    else:
        changed = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
        parts[1].write_bytes(
            {"changed": changed, "cut": whole[:-1], "of another": parts[0].read_bytes()}[harm]
        )
    assert make(world) == 2  # found broken and made again, then put together
    assert job(job_id).state == PrintState.DONE
    assert printed(world, approver, job_id) == list(NAMES)


def test_a_signed_paper_that_is_lost_or_changed_is_never_printed(
    world: World, approver: Person, certificates: list[int], job_id: int
) -> None:
    digest = db.session.get_one(Certificate, certificates[2]).paper
    path = PaperStore(world.settings.papers)._path(str(digest))
    path.write_bytes(path.read_bytes() + b" ")
    make(world)
    assert (job(job_id).state, job(job_id).fault) == (PrintState.FAILED, "print_paper_lost")
    assert print_jobs.files().jobs() == []


def test_a_full_disk_ends_the_job_and_is_told(
    world: World, approver: Person, certificates: list[int], job_id: int
) -> None:
    world.settings.prints.write_bytes(b"no folder")
    make(world)
    assert (job(job_id).state, job(job_id).fault) == (PrintState.FAILED, "print_disk")


def test_two_processes_never_work_on_one_job_at_once(world: World, job_id: int) -> None:
    now = world.now
    one = print_lease.take("one", lambda: now)
    assert one is not None
    assert one.job_id == job_id
    assert print_lease.take("other", lambda: now) is None
    assert print_lease.take("other", lambda: now + LEASE) is None
    print_lease.renew(one)
    later = now + LEASE + timedelta(seconds=1)
    assert print_lease.take("other", lambda: now + LEASE) is None
    other = print_lease.take("other", lambda: later)
    assert other is not None
    for late in (print_lease.renew, lambda step: print_making._make(step, 0, 2, 5, None)):
        with pytest.raises(LeaseLost):  # the first has slept through its lease: what it does counts no more
            late(one)
    assert job(job_id).done == 0
    print_making._make(other, 0, 2, 5, None)
    assert job(job_id).done == 2


def test_two_jobs_take_turns(world: World, approver: Person, job_id: int) -> None:
    second = ask(world, approver)
    for done in ((2, 0), (2, 2), (4, 2), (4, 4)):
        make(world, steps=1)
        assert (job(job_id).done, job(second).done) == done


def test_cancelled_in_the_middle_of_a_step(
    world: World, approver: Person, job_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = print_making.make_part

    def slowly(*arguments: object) -> object:
        printing.cancel(user(approver), job_id, world.now)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(print_making, "make_part", slowly)
    make(world)
    found = job(job_id)
    assert (found.state, found.done, found.parts) == (PrintState.CANCELLED, 0, [])
    assert print_jobs.files().jobs() == []


def test_a_job_that_kills_its_processes_is_given_up(world: World, job_id: int) -> None:
    now = world.now
    for _ in range(print_making.MAX_TRIES):
        assert print_lease.take("dies", lambda now=now: now) is not None
        now += LEASE + timedelta(seconds=1)
    assert print_making.advance("lives", lambda: now)
    assert (job(job_id).state, job(job_id).fault) == (PrintState.FAILED, "print_gave_up")


def test_every_step_starts_the_count_of_tries_anew(world: World, approver: Person, job_id: int) -> None:
    now = world.now
    for _ in range(print_making.MAX_TRIES - 1):
        print_lease.take("dies", lambda now=now: now)
        now += LEASE + timedelta(seconds=1)
    while print_making.advance("lives", lambda: now):
        assert job(job_id).tries in (0, 1)
    assert job(job_id).state == PrintState.DONE
