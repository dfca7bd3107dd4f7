"""The state of the database: commands need its tables, and some make them."""

import logging

import flask_migrate

from certapp.credential.errors import CertappError
from certapp.registry import revisions


class SchemaError(CertappError):
    """The database has no tables yet, or those of another version."""


def migrate() -> None:
    """Bring the tables to this version's form; makes them all in an empty database.

    :raises SchemaError: `database_newer`, a newer version has been at work here.
    """
    if not revisions.applied() <= revisions.known():
        raise SchemaError("database_newer")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()


def require() -> None:
    """Refuse a database that this version cannot work with.

    :raises SchemaError: `database_empty`, `database_version`.
    """
    found = revisions.applied()
    if not found:
        raise SchemaError("database_empty")
    if found != revisions.newest():
        raise SchemaError("database_version")
