"""One step of one print job by one process: taking it up, holding it, letting go of it.

A job belongs to a process until its lease ends, in columns of its own row, so that any database will do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from certapp.registry.database import db, transaction
from certapp.registry.print_job import PrintJob, PrintState
from certapp.workflow import print_jobs, printing

LEASE = timedelta(seconds=20)  # far longer than a step takes, and what waits after a process was killed
RENEWAL = LEASE / 4  # how old a lease is when a long step renews it


class LeaseLost(Exception):
    """The job was cancelled, or the lease ended and another process works on it; so much for the step."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job.

    :param worker: names the process.
    :param clock: tells the moment, aware UTC.
    """

    job_id: int
    worker: str
    clock: Callable[[], datetime]

    @property
    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return self.clock()


def take(worker: str, clock: Callable[[], datetime]) -> Step | None:
    """Take up the job whose last step is longest ago, of those that no process holds, if any."""
    now = clock()
    is_free = PrintJob.state.in_(print_jobs.OPEN) & (
        PrintJob.lease_until.is_(None) | (PrintJob.lease_until < now)
    )
    oldest = select(PrintJob.id).where(is_free).order_by(PrintJob.advanced_at, PrintJob.id).limit(1)
    job_id = db.session.scalar(oldest)
    db.session.rollback()
    if job_id is None:
        return None
    with transaction() as session:
        taken = session.execute(
            update(PrintJob)
            .where(PrintJob.id == job_id, is_free)
            .values(worker=worker, lease_until=now + LEASE, advanced_at=now, tries=PrintJob.tries + 1)
        )
        if cast(CursorResult[tuple[()]], taken).rowcount == 0:  # another process was faster
            return None
        job = session.get_one(PrintJob, job_id, populate_existing=True)
        if job.state == PrintState.WAITING:
            job.state = PrintState.RUNNING
            printing.record_of(session, job, "print_begin", now, None)
    return Step(job_id, worker, clock)


def held(session: Session, step: Step) -> PrintJob:
    """Return the job within the transaction that ends a step.

    :raises LeaseLost: it is not this process' any more.
    """
    job = session.get(PrintJob, step.job_id, with_for_update=True, populate_existing=True)
    if job is None or job.state != PrintState.RUNNING or job.worker != step.worker:
        raise LeaseLost
    return job


def renew(step: Step) -> None:
    """Hold the job for the time of another lease.

    :raises LeaseLost: it is not this process' any more.
    """
    with transaction() as session:
        held(session, step).lease_until = step.now + LEASE


def release(job: PrintJob) -> None:
    """Leave the job to whoever comes next, in the transaction of what a step has brought about."""
    job.worker = job.lease_until = None
    job.tries = 0


def fail(step: Step, code: str) -> None:
    """Bring the job to its end because it cannot be done."""
    with transaction() as session:
        job = held(session, step)
        job.fault = code
        printing.end(job, PrintState.FAILED, step.now)
        printing.record_of(session, job, "print_fail", step.now, None, code=code)
    print_jobs.files().drop(step.job_id)
