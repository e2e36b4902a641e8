"""One service's database: its connection pool and its transactions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, Text, Uuid, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_SERVER_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=120000"
)
TYPES: dict[Any, Any] = {
    dt.datetime: DateTime(timezone=True),
    uuid.UUID: Uuid(),
    str: Text(),
    dict[str, Any]: JSONB(),
    list[str]: JSONB(),
}


def new_metadata() -> MetaData:
    """Return metadata whose constraints have names we can look errors up by."""
    return MetaData(naming_convention=_NAMING)


commit_note: ContextVar[Callable[[Session], None] | None] = ContextVar("commit_note", default=None)
"""What whoever is around wants to be committed with each of the transactions inside."""


class SharedModel(DeclarativeBase):
    """Tables that every service's database has: the bus, idempotency keys, ended sessions."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class Database:
    """A service's database. Made at import, connected by `connect` when a process starts."""

    def __init__(self, service: str, metadata: MetaData) -> None:
        self.service = service
        self.metadata = metadata
        self._engine: Engine | None = None

    def connect(self, url: str, *, pool_size: int = 10) -> None:
        """Make the pool; connections open when first used, so a database that is away does no harm."""
        self.url = url
        self._engine = create_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=10,
            pool_timeout=5,
            pool_pre_ping=True,
            pool_recycle=1800,
            hide_parameters=True,  # an error's text must not carry a person's data into the logs
            connect_args={"options": _SERVER_OPTIONS, "connect_timeout": 5},
        )

    @property
    def engine(self) -> Engine:
        """The engine. Raises RuntimeError before `connect`."""
        if self._engine is None:
            raise RuntimeError(f"the {self.service} database is not connected")
        return self._engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One use case's transaction: committed at the end, rolled back when anything is raised."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            note = commit_note.get()
            if note is not None:
                note(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads, refused by PostgreSQL if it tries to write."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"postgresql_readonly": True})
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        if self._engine is not None:
            self._engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """Return a `postgresql://` address as SQLAlchemy wants it for psycopg 3."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
