"""Finding one's print jobs, and what has become of them.

A print job is its owner's alone: it names what that person chose, and its file holds the papers of many.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from certapp.config import settings
from certapp.registry.certificate import Certificate
from certapp.registry.database import db
from certapp.registry.people import User
from certapp.registry.print_files import PrintFiles
from certapp.registry.print_job import PrintedPaper, PrintJob, PrintState
from certapp.workflow import certificates
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict, NotFound

SHOWN = 100  # papers left out that are named, and past jobs that are listed
OPEN = (PrintState.WAITING, PrintState.RUNNING)


def to_see(actor: User, job_id: int) -> PrintJob:
    """Return a print job of this person.

    :raises NotFound: there is none, or it is another person's.
    """
    job = db.session.get(PrintJob, job_id)
    if job is None or job.owner_id != actor.id:
        raise NotFound
    return job


def own(actor: User) -> Sequence[PrintJob]:
    """Return this person's print jobs, newest first."""
    query = select(PrintJob).where(PrintJob.owner_id == actor.id)
    return db.session.scalars(query.order_by(PrintJob.id.desc()).limit(SHOWN)).all()


def left_out(job: PrintJob) -> tuple[Counter[str], Sequence[PrintedPaper]]:
    """Return how many papers are left out of the file for which reason, and the first hundred of them."""
    of_job = (PrintedPaper.job_id == job.id) & PrintedPaper.left_out.is_not(None)
    counted = select(PrintedPaper.left_out, func.count()).where(of_job).group_by(PrintedPaper.left_out)
    counts = Counter({str(reason): count for reason, count in db.session.execute(counted)})
    rows = db.session.scalars(
        select(PrintedPaper)
        .join(PrintedPaper.certificate)
        .where(of_job)
        .options(contains_eager(PrintedPaper.certificate))
        .order_by(PrintedPaper.position)
        .limit(SHOWN)
    ).all()
    return counts, rows


def ended_since(job: PrintJob, now: datetime) -> int:
    """Return how many papers in the file are not in force any more.

    :param now: aware UTC.
    """
    query = select(func.count()).select_from(PrintedPaper).join(PrintedPaper.certificate)
    return db.session.scalar(query.where(is_spoilt(job.id, now))) or 0


def kept_until(job: PrintJob) -> datetime | None:
    """Return when the job and its file are deleted; None while it goes on."""
    return job.ended_at + timedelta(days=settings().print_days) if job.ended_at else None


def file_of(actor: User, job_id: int) -> Path:
    """Return where the file to print is.

    :raises NotFound: not a job of this person.
    :raises Forbidden: `role_needed`.
    :raises Conflict: `print_state`, it is not made; `print_rights`, it holds papers of a unit that this
        person no longer manages; `print_file_gone`.
    """
    job = to_see(actor, job_id)
    if job.state != PrintState.DONE:
        raise Conflict("print_state", state=job.state)
    in_file = select(PrintedPaper.certificate_id).where(
        PrintedPaper.job_id == job.id, PrintedPaper.left_out.is_(None)
    )
    managed = certificates.matching(actor, job.requested_at).with_only_columns(Certificate.id)
    if db.session.scalar(in_file.where(PrintedPaper.certificate_id.not_in(managed)).limit(1)) is not None:
        raise Conflict("print_rights")
    path = files().path(job.id)
    if not path.is_file():
        raise Conflict("print_file_gone")
    return path


def is_spoilt(job_id: int, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a paper is in the job's file and its certificate is not in force."""
    is_good = certificates.has_standing(Standing.VALID, now)
    return (PrintedPaper.job_id == job_id) & PrintedPaper.left_out.is_(None) & ~is_good


def files() -> PrintFiles:
    """Return the files of print jobs."""
    return PrintFiles(settings().prints)
