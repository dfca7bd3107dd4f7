"""What only SQLite knows: WAL, foreign keys, the busy timeout, BEGIN IMMEDIATE for writers, and lower()."""

from typing import Any

from sqlalchemy import Connection, Engine, event

from certapp.registry.database import WRITER

BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for another


def prepare(engine: Engine) -> None:
    """Set up every connection of `engine`; does nothing for another database than SQLite."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a certificate shown to its holder must survive a power cut
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # Its own lower() knows a to z only: a search for "đinh" would not find "Đinh".
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _on_begin(connection: Connection) -> None:
    # A reader that turns writer half-way would fail with "database is locked" instead of waiting.
    writer = connection.get_execution_options().get(WRITER)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
