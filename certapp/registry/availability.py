"""Errors of the database that pass by themselves: it is busy, or the connection to it was lost."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

from certapp.registry import sqlite

# SQL's own classes (ISO/IEC 9075-2, "SQLSTATE class and subclass values"): connection exceptions, and
# transactions that were rolled back in favour of another one
_PASSING_CLASSES = ("08", "40")
# and PostgreSQL's own (appendix A of its manual): too many connections, a lock not granted in time, a restart
_PASSING_CODES = ("53300", "55P03", "57P01", "57P02", "57P03")


def is_passing(error: SQLAlchemyError) -> bool:
    """Tell whether the same request may well succeed in a moment; nothing of it was written.

    The driver's own code decides, never the words of its message.
    """
    if isinstance(error, TimeoutError):  # every connection of the pool is in use
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or (error.orig is not None and sqlite.is_busy(error.orig)):
        return True
    code = getattr(error.orig, "sqlstate", None)  # psycopg 3 and others; None where the driver has none
    return isinstance(code, str) and (code[:2] in _PASSING_CLASSES or code in _PASSING_CODES)
