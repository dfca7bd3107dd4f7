"""The office's status lists as it gives them out: the newest, and those of a past moment."""

from datetime import datetime

from sqlalchemy import select

from certapp.config import settings
from certapp.registry.database import db
from certapp.registry.status_list import PastStatusList, StatusListRecord
from certapp.workflow.errors import NotFound, WorkflowError


def published(number: int) -> StatusListRecord:
    """Return the published list with this number.

    :raises NotFound: there is none.
    """
    row = db.session.scalar(select(StatusListRecord).where(StatusListRecord.number == number))
    if row is None:
        raise NotFound
    return row


def published_at(number: int, at: datetime, now: datetime) -> bytes:
    """Return the list with this number as it was in force at a moment (draft, section 8.4).

    :param at: aware UTC; so is `now`.
    :raises WorkflowError: `status_history`, this office keeps no past lists.
    :raises NotFound: there is no such list, or none of that moment, or none any more; nor is there one yet.
    """
    if not settings().status_history_days:
        raise WorkflowError("status_history")
    row = published(number)
    if at > now:
        raise NotFound
    past = db.session.scalar(
        select(PastStatusList.signed)
        .where(
            PastStatusList.status_list_id == row.id,
            PastStatusList.issued_at <= at,
            PastStatusList.expires > at,
        )
        .order_by(PastStatusList.issued_at.desc())
        .limit(1)
    )
    if past is not None:
        return past
    if row.issued_at <= at < row.expires:  # signed before the office began to keep them
        return row.signed
    raise NotFound
