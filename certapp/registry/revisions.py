"""The revisions of the database: those that this version of certapp knows, and those found applied."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from certapp.config import settings
from certapp.registry.database import db


def applied() -> frozenset[str]:
    """Return the revisions that the database stands at; none in an empty one.

    :raises SQLAlchemyError: the database cannot be reached.
    """
    with db.engine.connect() as connection:
        return frozenset(MigrationContext.configure(connection).get_current_heads())


def newest() -> frozenset[str]:
    """Return the revisions that a database stands at after every migration of this version."""
    return _newest(settings().migrations)


def known() -> frozenset[str]:
    """Return every revision of this version and of those before it."""
    return frozenset(script.revision for script in ScriptDirectory(settings().migrations).walk_revisions())


@cache
def _newest(folder: Path) -> frozenset[str]:
    return frozenset(ScriptDirectory(folder).get_heads())
