"""certapp.cli.schema: the state of the database, told before a command works with it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from certapp.cli import schema
from certapp.registry.database import db, transaction
from tests.unit.cli.conftest import terminal


@pytest.fixture(autouse=True)
def context(empty: Flask) -> Iterator[None]:
    """An installation that was never used, and its folder."""
    with empty.app_context():
        yield


def stand_at(revision: str) -> None:
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_an_empty_database_gets_its_tables() -> None:
    with pytest.raises(schema.SchemaError, match="database_empty"):
        schema.require()
    schema.migrate()
    schema.require()
    assert {"offices", "users", "certificates"} <= set(inspect(db.engine).get_table_names())
    schema.migrate()


def test_a_database_of_a_newer_version_is_left_alone(empty: Flask, root_file: str) -> None:
    schema.migrate()
    stand_at("from-the-future")
    with pytest.raises(schema.SchemaError, match="database_newer"):
        schema.migrate()
    with pytest.raises(schema.SchemaError, match="database_version"):
        schema.require()
    result = terminal(empty)("office", "init")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
