"""The database: base class, column types, and the one way to write.

SQL here and in the models is portable; what only SQLite knows stands in `sqlite.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

WRITER = "certapp_writer"  # execution option of a connection that is going to write


class Base(DeclarativeBase):
    """Base of all models; constraint names are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on the way in, UTC in the table, aware UTC on the way out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time rather than guess its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction: committed whole at the end, or rolled back whole.

    What the session has read before is read afresh, so that a verb decides on what is true now.
    """
    session: Session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes outside a transaction")
    session.rollback()
    try:
        session.connection(execution_options={WRITER: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
