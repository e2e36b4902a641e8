"""One PostgreSQL and one Redis for the whole run; a database of its own for each test that asks."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
import redis as redis_client
from flask.testing import FlaskClient
from hypothesis import settings

from shared.auth import keys
from shared.auth.tokens import Principal, Role, sign
from shared.db.migrate import upgrade
from stack.ports import free_port
from stack.postgres import PostgresServer
from stack.redis import RedisServer

# The machine may be busy: how long an example takes says nothing about what it shows.
settings.register_profile("zone", deadline=None)
settings.load_profile("zone")

SERVICES = ("catalogue", "events", "notifications")
REPOSITORY = Path(__file__).parent.parent
REAL_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The run's PostgreSQL."""
    server = PostgresServer(
        tmp_path_factory.mktemp("postgres") / "data", free_port(), fast_for_tests=True
    )
    server.initialise()
    server.start()
    yield server
    server.stop()
    server.erase()


@pytest.fixture(scope="session")
def template_of(postgres: PostgresServer) -> Callable[[str], str]:
    """Return the name of a service's migrated template database, made when first asked for."""

    @cache
    def make(service: str) -> str:
        name = f"template_{service}"
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        upgrade(service, postgres.url(name))
        return name

    return make


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The run's Redis."""
    server = RedisServer(tmp_path_factory.mktemp("redis"), free_port(), "test-password")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of the run's Redis, emptied."""
    url = redis_server.url()
    with redis_client.Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture
def database_of(
    postgres: PostgresServer, template_of: Callable[[str], str]
) -> Iterator[Callable[[str], str]]:
    """Return a fresh database of a service by its name, as an address; dropped afterwards."""
    made: list[str] = []

    def make(service: str) -> str:
        name = f"{service}_{uuid.uuid4().hex[:12]}"
        template = template_of(service)
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return postgres.url(name)

    yield make
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        for name in made:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class KeyFiles:
    """The run's signing keys."""

    private: Path
    public: Path


@pytest.fixture(scope="session")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    """A pair of key sets made for this run."""
    folder = tmp_path_factory.mktemp("keys")
    files = KeyFiles(folder / "private.json", folder / "public.json")
    keys.ensure(files.private, files.public)
    return files


@pytest.fixture
def bearer(key_files: KeyFiles) -> Callable[..., dict[str, str]]:
    """Return headers that authenticate as the given roles."""

    def headers(*roles: Role, subject: uuid.UUID | None = None) -> dict[str, str]:
        principal = Principal(
            subject=subject or uuid.uuid4(),
            name="Test Person",
            roles=frozenset(roles),
            session_id=uuid.uuid4(),
            kind="token",
            expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1),
        )
        token = sign(principal, keys.SigningKey.read(key_files.private), dt.datetime.now(dt.UTC))
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def service_environment(
    database_of: Callable[[str], str],
    redis_url: str,
    key_files: KeyFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], dict[str, str]]:
    """Return the environment of a service's process, with a fresh database, and set it here too."""

    def make(service: str) -> dict[str, str]:
        environment = {
            "ZONE_ENV": "development",
            "DATABASE_URL": database_of(service),
            "REDIS_URL": redis_url,
            "PUBLIC_URL": "http://localhost:8000",
            "SECRET_KEY": "a secret of the tests",
            "SESSION_KEYS_FILE": str(key_files.public),
            "SIGNING_KEYS_FILE": str(key_files.private),
            "SMTP_URL": "smtp://127.0.0.1:9",
            "MAIL_FROM": "zone@zone.example",
            "INDEX_DIR": str(tmp_path / "index"),
            "LOG_LEVEL": "WARNING",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return dict(os.environ) | environment

    return make


def make_client(service: str, service_environment: Callable[[str], dict[str, str]]) -> FlaskClient:
    """Return a client of a service's app on a fresh database."""
    import importlib

    service_environment(service)
    app = importlib.import_module(f"services.{service}.app").create_app()
    client: FlaskClient = app.test_client()
    return client


@pytest.fixture
def real_data() -> Path:
    """The folder of real development data beside the checkout; skips where it is not there."""
    if not REAL_DATA.exists():
        pytest.skip(f"the development data is not at {REAL_DATA}")
    return REAL_DATA
