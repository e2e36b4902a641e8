"""Tells a database that is away from a statement it refused."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Connection exceptions, insufficient resources, and a server that is shutting down or starting
# (PostgreSQL's manual, appendix A).
_AWAY_CLASSES = ("08", "53", "57P")


def is_away(error: BaseException) -> bool:
    """True where trying again later helps: the server cannot be reached, or is full or stopping.

    A statement that timed out or deadlocked is also an OperationalError, but it was answered.
    """
    if isinstance(error, PoolTimeout | InterfaceError):
        return True
    if not isinstance(error, DBAPIError) or not isinstance(error, OperationalError):
        return False
    if error.connection_invalidated:
        return True
    state = error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
    return state is None or state.startswith(_AWAY_CLASSES)
