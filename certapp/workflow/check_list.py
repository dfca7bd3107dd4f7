"""The checks of all checkpoints as the clerk looks through them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certapp.credential import VerdictCode
from certapp.registry.checks import Check
from certapp.registry.people import Role, User
from certapp.workflow.paging import Page, page_of
from certapp.workflow.people import require_role

SIZE = 50


def search(
    actor: User, *, checkpoint_id: int | None = None, verdict: VerdictCode | None = None, page: int = 1
) -> Page[Check]:
    """Return checks of the clerk's office, newest first.

    :param page: from 1; one too high is the last.
    """
    require_role(actor, Role.CLERK)
    chosen = select(Check).where(Check.office_id == actor.office_id)
    if checkpoint_id is not None:
        chosen = chosen.where(Check.checkpoint_id == checkpoint_id)
    if verdict is not None:
        chosen = chosen.where(Check.verdict == verdict.value)
    ordered = chosen.options(
        joinedload(Check.checkpoint),
        joinedload(Check.certificate),
        joinedload(Check.scanner),
        joinedload(Check.user),
    ).order_by(Check.at.desc(), Check.id.desc())
    return page_of(ordered, page, SIZE)
