"""The checks of all checkpoints as the clerk looks through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certapp.credential import VerdictCode
from certapp.registry.checks import Check
from certapp.registry.database import db
from certapp.registry.people import Role, User
from certapp.workflow.people import require_role

PAGE = 50


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """One page of checks; `total` counts those on all pages, `number` starts at 1."""

    rows: Sequence[Check]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def search(
    actor: User, *, checkpoint_id: int | None = None, verdict: VerdictCode | None = None, page: int = 1
) -> ChecksPage:
    """Return checks of the clerk's office, newest first.

    :param page: from 1; one too high is the last.
    """
    require_role(actor, Role.CLERK)
    chosen = select(Check).where(Check.office_id == actor.office_id)
    if checkpoint_id is not None:
        chosen = chosen.where(Check.checkpoint_id == checkpoint_id)
    if verdict is not None:
        chosen = chosen.where(Check.verdict == verdict.value)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    rows = db.session.scalars(
        chosen.options(
            joinedload(Check.checkpoint),
            joinedload(Check.certificate),
            joinedload(Check.scanner),
            joinedload(Check.user),
        )
        .order_by(Check.at.desc(), Check.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    return ChecksPage(rows=rows, number=number, total=total)
