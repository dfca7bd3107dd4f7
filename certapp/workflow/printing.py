"""Printing many papers at once: asking for a print file, cancelling it, forgetting it.

How it is made, in the background: `print_making.py`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from certapp.config import settings
from certapp.registry.application import Application
from certapp.registry.audit import record
from certapp.registry.certificate import Certificate
from certapp.registry.database import db, transaction
from certapp.registry.office import Unit
from certapp.registry.people import User
from certapp.registry.print_job import PrintedPaper, PrintJob, PrintState
from certapp.workflow import alphabet, certificates
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict
from certapp.workflow.print_jobs import OPEN, files, to_see

MAX_PAPERS = 10_000  # of one print file
MAX_OPEN = 3  # jobs of one person that are not at an end
MAX_TICKED = 500


def request(
    actor: User,
    now: datetime,
    *,
    ticked: Collection[int] | None = None,
    text: str = "",
    standing: Standing | None = None,
) -> int:
    """Ask for a print file of certificates that this person manages; returns the job's id.

    They are printed by unit, then by the holder's given name, in the order of the Vietnamese alphabet.

    :param now: aware UTC.
    :param ticked: ids of certificates; those not in force are left out of the file, and the job says so.
        None for all in force that `text` and `standing` choose, as in `certificates.search`.
    :raises Forbidden: `role_needed`.
    :raises Conflict: `print_nothing`, `print_too_many` papers, `print_jobs_open`, so many are not at an end.
    """
    if ticked is None:
        query = certificates.matching(actor, now, text=text, standing=standing)
        query = query.where(certificates.has_standing(Standing.VALID, now))
    else:
        query = certificates.matching(actor, now).where(Certificate.id.in_(sorted(ticked)[:MAX_TICKED]))
    chosen = _in_order(query)
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        _check_open(session, actor)
        job = PrintJob(
            office_id=actor.office_id,
            owner_id=actor.id,
            state=PrintState.WAITING,
            total=len(chosen),
            requested_at=now,
            advanced_at=now,
        )
        session.add(job)
        session.flush()
        session.execute(
            insert(PrintedPaper),
            [
                {"job_id": job.id, "position": position, "certificate_id": certificate_id}
                for position, certificate_id in enumerate(chosen)
            ],
        )
        record_of(session, job, "print_request", now, actor, papers=len(chosen))
        return job.id


def _in_order(query: Select[Certificate]) -> list[int]:
    columns = (Certificate.id, Certificate.number, Application.holder, Unit.name)
    rows = db.session.execute(
        query.join(Unit, Unit.id == Application.unit_id).with_only_columns(*columns).limit(MAX_PAPERS + 1)
    ).all()
    if not rows:
        raise Conflict("print_nothing")
    if len(rows) > MAX_PAPERS:
        raise Conflict("print_too_many", most=MAX_PAPERS)
    ordered = sorted(rows, key=lambda row: alphabet.place_in_list(row.name, row.holder or "", row.id))
    return [row.id for row in ordered]


def _check_open(session: Session, actor: User) -> None:
    is_open = (PrintJob.owner_id == actor.id) & PrintJob.state.in_(OPEN)
    if (session.scalar(select(func.count()).select_from(PrintJob).where(is_open)) or 0) >= MAX_OPEN:
        raise Conflict("print_jobs_open", most=MAX_OPEN)


def cancel(actor: User, job_id: int, now: datetime) -> None:
    """Stop a print job; what was made of it is deleted.

    :param now: aware UTC.
    :raises NotFound: not a job of this person.
    :raises Conflict: `print_state`, it is at an end already.
    """
    actor_id = actor.id
    with transaction() as session:
        actor = session.get_one(User, actor_id)
        job = to_see(actor, job_id)
        session.refresh(job, with_for_update=True)
        if job.state not in OPEN:
            raise Conflict("print_state", state=job.state)
        end(job, PrintState.CANCELLED, now)
        record_of(session, job, "print_cancel", now, actor)
    files().drop(job_id)


def forget(now: datetime) -> int:
    """Delete the print jobs that ended days ago, and files that belong to none; returns how many jobs.

    :param now: aware UTC.
    """
    kept_since = now - timedelta(days=settings().print_days)
    old = db.session.scalars(select(PrintJob.id).where(PrintJob.ended_at < kept_since)).all()
    for job_id in old:
        with transaction() as session:
            job = session.get(PrintJob, job_id, with_for_update=True)
            if job is None:
                continue
            record_of(session, job, "print_forget", now, None)
            session.execute(delete(PrintedPaper).where(PrintedPaper.job_id == job_id))
            session.delete(job)
        files().drop(job_id)
    _sweep()
    return len(old)


def _sweep() -> None:
    """Delete what a process left behind that was killed between a change and the deletion after it."""
    for job_id in files().jobs():
        state = db.session.scalar(select(PrintJob.state).where(PrintJob.id == job_id))
        if state == PrintState.DONE:
            files().drop_parts(job_id)
        elif state not in OPEN:
            files().drop(job_id)
    db.session.rollback()


def end(job: PrintJob, state: PrintState, now: datetime) -> None:
    """Bring a job to its end, within a transaction."""
    job.state, job.ended_at = state, now
    job.worker = job.lease_until = None
    job.parts.clear()


def record_of(
    session: Session, job: PrintJob, verb: str, now: datetime, actor: User | None, **facts: Any
) -> None:
    """Add the audit record of a change of a job."""
    record(
        session,
        office_id=job.office_id,
        at=now,
        actor=actor,
        verb=verb,
        subject="print_job",
        subject_id=job.id,
        **facts,
    )
