"""The state of the database: commands need its tables, and some make them."""

import logging

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from certapp.credential.errors import CertappError
from certapp.registry.database import db


class SchemaError(CertappError):
    """The database has no tables yet, or those of another version."""


def migrate() -> None:
    """Bring the tables to this version's form; makes them all in an empty database.

    :raises SchemaError: `database_newer`, a newer version has been at work here.
    """
    if not _found() <= {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaError("database_newer")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()


def require() -> None:
    """Refuse a database that this version cannot work with.

    :raises SchemaError: `database_empty`, `database_version`.
    """
    found = _found()
    if not found:
        raise SchemaError("database_empty")
    if found != set(_scripts().get_heads()):
        raise SchemaError("database_version")


def _found() -> set[str]:
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(current_app.extensions["migrate"].directory)
