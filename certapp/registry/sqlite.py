"""What only SQLite knows: WAL, foreign keys, the busy timeout, BEGIN IMMEDIATE for writers, and lower()."""

import sqlite3
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

from certapp.registry.database import WRITER

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRIMARY_CODE = 0xFF  # an extended result code holds its primary one in its lowest byte


def prepare(engine: Engine, lock_wait: int) -> None:
    """Set up every connection of `engine`; does nothing for another database than SQLite.

    :param lock_wait: milliseconds a writer waits for another.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", partial(_on_connect, lock_wait))
    event.listen(engine, "begin", _on_begin)


def is_busy(error: BaseException) -> bool:
    """Tell whether the driver gave up waiting for another connection (https://sqlite.org/rescode.html)."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _BUSY


def _on_connect(lock_wait: int, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {lock_wait}",
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
    # A reader that turns writer half-way fails with "database is locked" instead of waiting, but only if
    # another has written meanwhile: refused always, so that such a fault is seen when it is made.
    writer = bool(connection.get_execution_options().get(WRITER))
    if connection.info.get(WRITER) is not writer:
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writer else 'ON'}")
        connection.info[WRITER] = writer
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
