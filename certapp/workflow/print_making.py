"""How a print file is made: in steps, each by one process and none longer than a few seconds.

A step makes a part of fifty papers, or makes a part again that is broken or holds a paper that was taken back
meanwhile, or puts all parts together. What a step has done stands in one transaction at its end; a process
that dies before leaves files that nobody asks for. The job is then free again when the lease ends.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from certapp.config import settings
from certapp.credential.errors import CertappError
from certapp.paper.print_file import FIRST, Chapter, assemble
from certapp.paper.print_part import PrintPart, make_part
from certapp.registry.application import Application
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Unit
from certapp.registry.papers import PaperStore
from certapp.registry.people import User
from certapp.registry.print_job import PrintedPaper, PrintJob, PrintState, StoredPart
from certapp.workflow import certificates, print_jobs, print_lease, printing
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Forbidden, WorkflowError
from certapp.workflow.local_time import day_text
from certapp.workflow.print_lease import LeaseLost, Step

BATCH = 50  # papers of one part
MAX_TRIES = 5  # steps that came to nothing, one after another; then it is the job that kills its processes
OUTSIDE = "outside"  # why a paper is left out: its unit is no longer the owner's

Clock = Callable[[], datetime]


class _Broken(Exception):
    """A part is not there any more, or was changed."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


def advance(worker: str, clock: Clock) -> bool:
    """Do one step of the job whose last step is longest ago; tells whether there was one.

    :param worker: names this process among those that may work on the same jobs, at most 36 characters.
    :param clock: tells the moment, aware UTC.
    """
    step = print_lease.take(worker, clock)
    if step is None:
        return False
    try:
        try:
            _do(step)
        except CertappError as error:
            print_lease.fail(step, error.code)
        except OSError:  # the disk is full, or the folder not writable
            print_lease.fail(step, "print_disk")
    except LeaseLost:
        if db.session.scalar(select(PrintJob.state).where(PrintJob.id == step.job_id)) not in print_jobs.OPEN:
            print_jobs.files().drop(step.job_id)
    finally:
        db.session.rollback()
    return True


def _do(step: Step) -> None:
    job = db.session.get_one(PrintJob, step.job_id)
    if job.tries > MAX_TRIES:
        raise WorkflowError("print_gave_up")
    if job.done < job.total:
        last = job.parts[-1] if job.parts else None
        first = last.first + last.room if last else FIRST
        _make(step, job.done, min(BATCH, job.total - job.done), first, None)
    elif (stale := _stale_part(db.session(), step)) is not None:
        _make(step, stale.start, stale.count, stale.first, stale.room)
    else:
        try:
            _finish(step)
        except _Broken as broken:
            part = db.session.get_one(StoredPart, (step.job_id, broken.start))
            _make(step, part.start, part.count, part.first, part.room)


def _make(step: Step, start: int, count: int, first: int, room: int | None) -> None:
    """Make the part of `count` papers from position `start` on, and remember that it is there."""
    out, papers = _sorted_out(step, start, count)
    store = PaperStore(settings().papers)
    part = make_part([_stored(store, number, sha256) for number, sha256 in papers], first, room)
    sha256 = print_jobs.files().put_part(step.job_id, start, part.to_bytes())
    with transaction() as session:
        job = print_lease.held(session, step)
        session.merge(
            StoredPart(job_id=job.id, start=start, count=count, first=first, room=part.room, sha256=sha256)
        )
        for position, reason in out.items():
            session.get_one(PrintedPaper, (job.id, position)).left_out = reason
        job.done = max(job.done, start + count)
        print_lease.release(job)
        printing.record_of(
            session, job, "print_advance", step.now, None, start=start, papers=count, left_out=len(out)
        )


def _sorted_out(step: Step, start: int, count: int) -> tuple[dict[int, str], list[tuple[str, str]]]:
    """Return what to leave out, by position and why, and number and SHA-256 of every paper to print."""
    owner = db.session.get_one(PrintJob, step.job_id).owner
    rows = db.session.scalars(
        select(PrintedPaper)
        .join(PrintedPaper.certificate)
        .join(Certificate.application)
        .where(
            PrintedPaper.job_id == step.job_id,
            PrintedPaper.position >= start,
            PrintedPaper.position < start + count,
            PrintedPaper.left_out.is_(None),  # what was left out once stays so
        )
        .options(contains_eager(PrintedPaper.certificate).contains_eager(Certificate.application))
        .order_by(PrintedPaper.position)
    ).all()
    reasons = {row.position: _reason(owner, row.certificate, step.now) for row in rows}
    out = {position: reason for position, reason in reasons.items() if reason is not None}
    papers = [
        (row.certificate.number, row.certificate.paper or "") for row in rows if reasons[row.position] is None
    ]
    db.session.rollback()  # nothing is held open while the part is made
    return out, papers


def _reason(owner: User, certificate: Certificate, now: datetime) -> str | None:
    """Return why a certificate is not printed, if so."""
    try:
        if not certificates.manages(owner, certificate):
            return OUTSIDE
    except Forbidden as error:
        raise WorkflowError("print_rights") from error
    found = certificates.standing(certificate, now)
    return None if found is Standing.VALID else found.value


def _stored(store: PaperStore, number: str, sha256: str) -> bytes:
    try:
        return store.get(sha256)
    except (FileNotFoundError, ValueError) as error:
        raise WorkflowError("print_paper_lost", number=number) from error


def _stale_part(session: Session, step: Step) -> StoredPart | None:
    """Return the first part with a paper that is not in force any more."""
    position = session.scalar(
        select(PrintedPaper.position)
        .join(PrintedPaper.certificate)
        .where(print_jobs.is_spoilt(step.job_id, step.now))
        .order_by(PrintedPaper.position)
        .limit(1)
    )
    if position is None:
        return None
    before = select(StoredPart).where(StoredPart.job_id == step.job_id, StoredPart.start <= position)
    return session.scalars(before.order_by(StoredPart.start.desc()).limit(1)).one()


def _finish(step: Step) -> None:
    """Put the parts together and bring the job to its end.

    :raises _Broken: a part has to be made again before.
    """
    job = db.session.get_one(PrintJob, step.job_id)
    title, made_at = _title(job), job.requested_at
    parts = [(part.start, part.sha256) for part in job.parts]
    db.session.rollback()
    pages: list[int] = []
    with print_jobs.files().written(step.job_id) as file:
        written = assemble(file, _parts(step, parts, pages), _chapters(step, pages), title, made_at)
    if written.pages == 0:
        raise WorkflowError("print_nothing_left")
    with transaction() as session:
        job = print_lease.held(session, step)
        if _stale_part(session, step) is not None:  # taken back just now: its part is made again first
            print_lease.release(job)
            return
        job.file_hash, job.file_size, job.pages = written.sha256, written.size, written.pages
        printing.end(job, PrintState.DONE, step.now)
        printing.record_of(
            session, job, "print_done", step.now, None, file=written.sha256, pages=written.pages
        )
    print_jobs.files().drop_parts(step.job_id)


def _parts(step: Step, parts: Sequence[tuple[int, str]], pages: list[int]) -> Iterator[PrintPart]:
    """Read the parts, one at a time; the number of each paper's first page is added to `pages`."""
    renewed = step.now
    for start, sha256 in parts:
        if step.now - renewed > print_lease.RENEWAL:
            print_lease.renew(step)
            renewed = step.now
        data = print_jobs.files().part(step.job_id, start, sha256)
        if data is None:
            raise _Broken(start)
        part = PrintPart.from_bytes(data)
        pages.extend(numbers[0] for numbers in part.papers)
        yield part


def _chapters(step: Step, pages: Sequence[int]) -> Iterator[Chapter]:
    """Yield a chapter for each unit, once `pages` is complete."""
    rows = db.session.execute(
        select(Unit.id, Unit.name, Certificate.number, Application.holder)
        .select_from(PrintedPaper)
        .join(PrintedPaper.certificate)
        .join(Certificate.application)
        .join(Unit, Unit.id == Application.unit_id)
        .where(PrintedPaper.job_id == step.job_id, PrintedPaper.left_out.is_(None))
        .order_by(PrintedPaper.position)
    ).all()
    db.session.rollback()
    for (_unit, name), group in groupby(zip(rows, pages, strict=True), key=lambda pair: pair[0][:2]):
        yield Chapter(name, [(f"{row.holder} – {row.number}", page) for row, page in group])


def _title(job: PrintJob) -> str:
    """Return the title of the document, in Vietnamese as its pages are."""
    with force_locale("vi"):
        return _("printing.document", office=job.office.name, day=day_text(job.requested_at))
