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
    """Bring the tables to this version's form; makes them all in an empty database."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()


def prepare() -> None:
    """Make the tables in an empty database.

    :raises SchemaError: `database_version`, they are there in another version's form.
    """
    if not _heads():
        migrate()
    require()


def require() -> None:
    """Refuse a database that this version cannot work with.

    :raises SchemaError: `database_empty`, `database_version`.
    """
    found = _heads()
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    if not found:
        raise SchemaError("database_empty")
    if set(found) != set(scripts.get_heads()):
        raise SchemaError("database_version")


def _heads() -> tuple[str, ...]:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()
