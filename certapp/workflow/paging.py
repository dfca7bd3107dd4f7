"""Lists that are too long to be shown at once: one page of them, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select

from certapp.registry.database import db

SIZE = 25

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page; `total` counts the rows on all pages, `number` starts at 1, `size` is that of a full one."""

    rows: Sequence[Row] = ()
    number: int = 1
    total: int = 0
    size: int = SIZE

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return _count(self.total, self.size)


def bounded(number: int, total: int, size: int) -> int:
    """Return the page that is shown to who asks for `number`: one beyond the last is the last."""
    return min(max(1, number), _count(total, size))


def page_of(query: Select[Row], number: int, size: int | None = None) -> Page[Row]:
    """Return a page of what a query finds, in its order.

    :param number: from 1; one beyond the last is the last.
    :param size: rows of a full page, SIZE where None.
    """
    size = SIZE if size is None else size
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = bounded(number, total, size)
    rows = db.session.scalars(query.offset((number - 1) * size).limit(size)).all()
    return Page(rows=rows, number=number, total=total, size=size)


def _count(total: int, size: int) -> int:
    return max(1, -(-total // size))
