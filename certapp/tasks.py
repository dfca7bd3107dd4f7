"""The background jobs: what has to happen though nobody asks for it."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from certapp.credential.errors import CertappError
from certapp.registry.database import db
from certapp.workflow import (
    access,
    archive,
    check_retention,
    foreign_refresh,
    print_making,
    printing,
    status_lists,
    supersede,
    throttle,
)

PUBLISH_SECONDS = 1.0  # between two looks for status lists that wait to be published
PRINT_SECONDS = 1.0  # between two looks for papers to print
RETRY_SECONDS = 5.0  # before the next look when one failed, so that a database that is down fills no log

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did: status lists signed anew; certificates superseded; what has ended, forgotten.

    `taken_over` counts lists of other offices, `print_steps` how often a print file came forward,
    `archived` papers that got their time stamp.
    """

    lists: int
    superseded: int
    forgotten: int
    taken_over: int = 0
    print_steps: int = 0
    archived: int = 0


def once() -> Done:
    """Run every job once.

    :raises CertappError: a job cannot be done, such as when the key of the status lists is not there.
    """
    clock = foreign_refresh.system_clock
    done = replace(_own_jobs(), taken_over=foreign_refresh.due(clock), archived=archive.due(clock))
    worker, steps = str(uuid4()), 0
    while print_making.advance(worker, clock):
        steps += 1
    return replace(done, print_steps=steps)


def _own_jobs() -> Done:
    now = datetime.now(UTC)
    lists = status_lists.refresh(now)
    return Done(
        lists=lists,
        superseded=supersede.due(now),
        forgotten=sum(
            forget(now)
            for forget in (
                access.forget_ended,
                throttle.forget_old,
                status_lists.forget_past,
                printing.forget,
                check_retention.forget,
            )
        ),
    )


def run(seconds: float) -> None:
    """Run every job now and again every `seconds`, until SIGTERM or SIGINT; a failed run is logged.

    Between two runs it publishes what had to wait, should whoever changed it not be there to do so. Other
    offices are asked for their lists beside it, in a thread, and the time-stamp authority in another: no
    network may hold up what is to be published. Nor may the printing of thousands of papers, which has a
    thread of its own, too.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for job in (foreign_refresh.due, archive.due):
        threading.Thread(target=_ask_others, args=(app, job, seconds, stop), daemon=True).start()
    threading.Thread(target=_print, args=(app, stop), daemon=True).start()
    next_run = time.monotonic()
    waiting_since: float | None = None
    while not stop.is_set():
        if time.monotonic() >= next_run:
            _attempt(_own_jobs)
            next_run = time.monotonic() + seconds
        is_urgent = waiting_since is not None and time.monotonic() - waiting_since >= status_lists.PATIENCE
        left = _attempt(partial(status_lists.publish_pending, datetime.now(UTC), is_urgent=is_urgent))
        waiting_since = (waiting_since or time.monotonic()) if left else None
        stop.wait(PUBLISH_SECONDS if left is not None else RETRY_SECONDS)


def _ask_others(
    app: Flask, job: Callable[[foreign_refresh.Clock], int], seconds: float, stop: threading.Event
) -> None:
    """Do a job that needs the network now, and again every `seconds`; it ends with the process."""
    while not stop.is_set():
        with app.app_context():
            _attempt(partial(job, foreign_refresh.system_clock))
        stop.wait(seconds)


def _print(app: Flask, stop: threading.Event) -> None:
    """Make print files, step by step, as soon as somebody asks; it ends with the process."""
    worker = str(uuid4())
    try:
        while not stop.is_set():
            with app.app_context():
                is_busy = _attempt(partial(print_making.advance, worker, foreign_refresh.system_clock))
            if not is_busy:
                stop.wait(RETRY_SECONDS if is_busy is None else PRINT_SECONDS)
    finally:
        stop.set()  # an error that nobody foresaw ends the process, which is then started again


def _attempt(job: Callable[[], Result]) -> Result | None:
    try:
        return job()
    except (CertappError, SQLAlchemyError) as error:
        # the kind alone of a database error: its text may hold somebody's data
        cause = error.code if isinstance(error, CertappError) else type(error).__name__
        _log.error("the jobs failed: %s", cause)
        return None
    finally:
        db.session.remove()
