"""Which errors of the database pass by themselves, told by what the driver says of them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, TimeoutError
from sqlalchemy.pool import QueuePool

from certapp.registry import sqlite
from certapp.registry.availability import is_passing
from certapp.registry.database import WRITER


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "of-this-test.db"


@pytest.fixture
def engine(database: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{database}", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01
    )
    sqlite.prepare(engine, 20)
    return engine


def refusal(verb: Callable[[], object]) -> SQLAlchemyError:
    with pytest.raises(SQLAlchemyError) as refused:
        verb()
    return refused.value


def write(engine: Engine) -> None:
    with engine.execution_options(**{WRITER: True}).connect() as connection:
        connection.execute(text("CREATE TABLE things (id INTEGER)"))


def test_another_writer_passes(engine: Engine, database: Path) -> None:
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        error = refusal(lambda: write(engine))
    assert isinstance(error, OperationalError)
    assert is_passing(error)
    write(engine)


def test_a_database_held_by_another_alone_passes(engine: Engine, database: Path) -> None:
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert is_passing(refusal(lambda: write(engine)))


def test_a_pool_without_a_free_connection_passes(engine: Engine) -> None:
    with engine.connect():
        error = refusal(engine.connect)
    assert isinstance(error, TimeoutError)
    assert is_passing(error)


def test_a_fault_of_ours_does_not_pass(engine: Engine) -> None:
    with engine.connect() as connection:
        error = refusal(lambda: connection.execute(text("SELECT * FROM nowhere")))
    assert isinstance(error, OperationalError)  # as a busy database is, too
    assert not is_passing(error)


def test_a_file_that_is_no_database_does_not_pass(engine: Engine, database: Path) -> None:
    database.write_bytes(b"not a database" * 100)
    assert not is_passing(refusal(lambda: write(engine)))


class _DriverError(Exception):
    """What a driver with SQLSTATE raises, such as psycopg."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "passes"),
    [
        ("08006", True),  # connection_failure
        ("40001", True),  # serialization_failure
        ("40P01", True),  # deadlock_detected
        ("53300", True),  # too_many_connections
        ("55P03", True),  # lock_not_available
        ("57P01", True),  # admin_shutdown
        ("57014", False),  # query_canceled
        ("23505", False),  # unique_violation
        ("42P01", False),  # undefined_table
        (None, False),
    ],
)
def test_sqlstate_decides_where_the_driver_has_one(sqlstate: str | None, passes: bool) -> None:
    assert is_passing(OperationalError("SELECT 1", {}, _DriverError(sqlstate))) is passes


def test_a_lost_connection_passes() -> None:
    lost = DBAPIError("SELECT 1", {}, _DriverError(None), connection_invalidated=True)
    assert is_passing(lost)
