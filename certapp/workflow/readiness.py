"""Whether this process can do its work: what a load balancer asks before it sends anybody here."""

from datetime import datetime
from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from certapp.config import settings
from certapp.registry.database import db
from certapp.workflow import offices, status_lists
from certapp.workflow.errors import NotFound


def faults(now: datetime) -> list[str]:
    """Return what keeps this process from its work, as machine words; nothing when it is ready.

    `database_unreachable`, `migrations_pending`, `office_none`, `status_lists_stale`.

    :param now: aware UTC.
    """
    try:
        applied = MigrationContext.configure(db.session.connection()).get_current_heads()
        if set(applied) != _heads(settings().migrations):
            return ["migrations_pending"]
        offices.the_office()
        return [] if status_lists.are_fresh(now) else ["status_lists_stale"]
    except NotFound as error:
        return [error.code]
    except SQLAlchemyError:
        return ["database_unreachable"]


@cache
def _heads(folder: Path) -> set[str]:
    """The revisions a migrated database stands at."""
    return set(ScriptDirectory(folder).get_heads())
