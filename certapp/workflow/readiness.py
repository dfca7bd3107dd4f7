"""Whether this process can do its work: what a load balancer asks before it sends anybody here."""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from certapp.registry import revisions
from certapp.workflow import offices, status_lists
from certapp.workflow.errors import NotFound


def faults(now: datetime) -> list[str]:
    """Return what keeps this process from its work, as machine words; nothing when it is ready.

    `database_unreachable`, `migrations_pending`, `office_none`, `status_lists_stale`.

    :param now: aware UTC.
    """
    try:
        if revisions.applied() != revisions.newest():
            return ["migrations_pending"]
        offices.the_office()
        return [] if status_lists.are_fresh(now) else ["status_lists_stale"]
    except NotFound as error:
        return [error.code]
    except SQLAlchemyError:
        return ["database_unreachable"]
