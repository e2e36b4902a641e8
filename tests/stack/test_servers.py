"""PostgreSQL and Redis from their wheels."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from stack.faults import AlreadyRunning, DataFolderUnusable
from stack.ports import free_port
from stack.postgres import PostgresServer, ensure_role_and_database
from stack.redis import RedisServer


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    folder = tmp_path_factory.mktemp("servers") / "postgres"
    server = PostgresServer(folder, free_port(), fast_for_tests=True)
    server.initialise()
    server.start()
    yield server
    server.stop()
    server.erase()


def _postmaster(server: PostgresServer) -> psutil.Process:
    return psutil.Process(int((server.data_dir / "postmaster.pid").read_text().split()[0]))


def test_a_service_reaches_its_own_database_and_no_other(postgres: PostgresServer) -> None:
    ensure_role_and_database(postgres, "north", "one")
    ensure_role_and_database(postgres, "south", "two")
    ensure_role_and_database(postgres, "south", "changed")
    address = f"127.0.0.1:{postgres.port}"
    psycopg.connect(f"postgresql://south:changed@{address}/south").close()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(f"postgresql://north:one@{address}/south")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://south:two@{address}/south")


def test_postgres_runs_as_an_ordinary_user_on_loopback_alone(postgres: PostgresServer) -> None:
    process = _postmaster(postgres)
    assert process.uids().real != 0
    listens = [c.laddr for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert listens == [("127.0.0.1", postgres.port)]


def test_the_superusers_password_is_its_owners_alone(postgres: PostgresServer) -> None:
    file = postgres.data_dir.with_name(f"{postgres.data_dir.name}.password")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() in postgres.url()


def test_postgres_comes_back_after_a_kill_with_a_lock_that_names_a_living_process(
    postgres: PostgresServer,
) -> None:
    ensure_role_and_database(postgres, "kept", "x")
    process = _postmaster(postgres)
    children = process.children()
    os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(children, timeout=10)
    postgres.stop()
    lock = postgres.data_dir / "postmaster.pid"
    first, _, rest = lock.read_text().partition("\n")
    assert first == str(process.pid)
    lock.write_text(f"{os.getpid()}\n{rest}")
    postgres.start()
    with psycopg.connect(postgres.url("kept")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_second_server_on_the_same_data_is_refused(postgres: PostgresServer) -> None:
    second = PostgresServer(postgres.data_dir, free_port())
    second.data_dir = postgres.data_dir
    with pytest.raises(AlreadyRunning, match="kill -INT"):
        second.start()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", free_port())
    server.data_dir = tmp_path / "postgres"
    server.data_dir.mkdir()
    (server.data_dir / "letter").write_text("dear")
    with pytest.raises(DataFolderUnusable, match="not a database"):
        server.initialise()
    (server.data_dir / "PG_VERSION").write_text("9\n")
    with pytest.raises(DataFolderUnusable, match="made by PostgreSQL 9"):
        server.initialise()


def test_redis_wants_its_password_and_keeps_its_data(tmp_path: Path) -> None:
    server = RedisServer(tmp_path / "redis", free_port(), "s3cret")
    server.start()
    try:
        with Redis.from_url(server.url()) as client:
            client.set("kept", "yes")
        once = Retry(NoBackoff(), 0)
        with pytest.raises(AuthenticationError), Redis(port=server.port, retry=once) as stranger:
            stranger.ping()
        server.stop()
        server.start()
        with Redis.from_url(server.url()) as client:
            assert client.get("kept") == b"yes"
    finally:
        server.stop()
