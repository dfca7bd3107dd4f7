"""The background jobs: what has to happen though nobody asks for it."""

import logging
import signal
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from certapp.credential.errors import CertappError
from certapp.registry.database import db
from certapp.workflow import access, status_lists, throttle

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did: status lists signed anew, ended sign-ins and old guesses forgotten."""

    lists: int
    forgotten: int


def once() -> Done:
    """Run every job once.

    :raises CertappError: a job cannot be done, such as when the key of the status lists is not there.
    """
    now = datetime.now(UTC)
    lists = status_lists.refresh(now)
    return Done(lists=lists, forgotten=access.forget_ended(now) + throttle.forget_old(now))


def run(seconds: float) -> None:
    """Run every job now and again every `seconds`, until SIGTERM or SIGINT; a failed run is logged."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    while not stop.is_set():
        try:
            once()
        except (CertappError, SQLAlchemyError) as error:
            # the kind alone of a database error: its text may hold somebody's data
            cause = error.code if isinstance(error, CertappError) else type(error).__name__
            _log.error("the jobs failed: %s", cause)
        finally:
            db.session.remove()
        stop.wait(seconds)
