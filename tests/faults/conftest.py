"""What the fault tests share: a publisher, its subscriber, and servers of their own to kill."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from celery import Celery
from sqlalchemy import MetaData

from shared.bus import publish
from shared.bus.messenger import Messenger
from shared.contracts.catalogue import InnovationWithdrawn
from shared.db import Database
from shared.db.migrate import upgrade
from stack.ports import free_port
from stack.postgres import PostgresServer
from stack.redis import RedisServer
from tests.faults.bus_subscriber import TABLE


def eventually(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look at a condition until it holds; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def crash(server: PostgresServer | RedisServer) -> None:
    """End a server without a chance to tidy up: SIGKILL for Redis, SIGQUIT for PostgreSQL.

    PostgreSQL's SIGQUIT is its crash: every backend leaves at once and the next start recovers.
    """
    process = server._process
    assert process is not None
    process.send_signal(signal.SIGQUIT if isinstance(server, PostgresServer) else signal.SIGKILL)
    process.wait()


@dataclass(frozen=True)
class Bus:
    """A publisher's database, a subscriber's, and the Redis between them."""

    publisher: Database
    subscriber_url: str
    redis_url: str

    def publish(self, count: int) -> list[str]:
        """Publish facts in transactions of ten and return their subjects."""
        subjects = [uuid.uuid4() for _ in range(count)]
        for start in range(0, count, 10):
            with self.publisher.transaction() as session:
                for subject in subjects[start : start + 10]:
                    data = {"innovation_id": subject}
                    publish(session, InnovationWithdrawn, subject, version=1, data=data)
        return [str(subject) for subject in subjects]

    def effects(self) -> list[str]:
        """The subjects whose effect is in the subscriber's database, repeats included."""
        with psycopg.connect(self.subscriber_url) as connection:
            return [row[0] for row in connection.execute("SELECT subject FROM effects ORDER BY id")]

    def relay(self) -> Messenger:
        """A messenger that relays the publisher's outbox."""
        return Messenger(
            self.publisher, self.redis_url, Celery("unused", broker=self.redis_url), {}
        )


def make_bus(publisher_url: str, subscriber_url: str, redis_url: str) -> Bus:
    """Return a bus over databases that are migrated."""
    publisher = Database("catalogue", MetaData())
    publisher.connect(publisher_url)
    with psycopg.connect(subscriber_url) as connection:
        connection.execute(TABLE)
    return Bus(publisher, subscriber_url, redis_url)


@contextmanager
def working(messenger: Messenger) -> Iterator[None]:
    """Let a messenger work in a thread."""
    thread = Thread(target=messenger.work)
    thread.start()
    try:
        yield
    finally:
        messenger.stop()
        thread.join(timeout=30)
        assert not thread.is_alive()


@pytest.fixture
def bus(database_of: Callable[[str], str], redis_url: str) -> Iterator[Bus]:
    """A bus on the run's own servers."""
    made = make_bus(database_of("catalogue"), database_of("events"), redis_url)
    yield made
    made.publisher.dispose()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that this test may kill."""
    server = RedisServer(tmp_path / "redis", free_port(), "test-password")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL that this test may kill, with the three services' databases."""
    server = PostgresServer(tmp_path_factory.mktemp("own") / "data", free_port())
    server.initialise()
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        for service in ("catalogue", "events", "notifications"):
            admin.execute(f"CREATE DATABASE {service}")
            upgrade(service, server.url(service))
    yield server
    server.stop()
    server.erase()
