"""The table of processes that make up the embedded stack."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from stack.environment import (
    ROOT,
    SERVICES,
    Place,
    front_door_environment,
    mailbox_environment,
    process_environment,
    service_environment,
)
from stack.faults import MigrationFailed, NotSetUp, StackFault, StartFailed
from stack.ports import LOOPBACK, answers
from stack.postgres import ensure_role_and_database_at
from stack.process import Command

BLOCKING_THREADS = 8
"""Requests that a web process works on at once: they wait for PostgreSQL more than they compute."""
WAITING_REQUESTS = 64
"""Requests that a web process takes in before new ones wait in the socket's queue."""


@dataclass(frozen=True)
class WorkerOptions:
    """How a service's Celery worker runs; it consumes every queue its app declares."""

    concurrency: int = 4
    pool: str = "threads"


WORKERS: Mapping[str, WorkerOptions] = {service: WorkerOptions() for service in SERVICES}


@dataclass(frozen=True)
class Part:
    """One process that stays: how to make its command, when it is ready, when it stops."""

    name: str
    command: Callable[[], Command]
    is_ready: Callable[[], bool] | None = None
    rank: int = 0
    """Parts of a higher rank stop first; parts of the same rank stop together."""


@dataclass(frozen=True)
class Step:
    """Something that is done once between the stages: a program, or a function of ours."""

    label: str
    work: Command | Callable[[], None]
    fault: type[StackFault] = StartFailed


@dataclass(frozen=True)
class Stage:
    """Parts that start together; its steps are done together once all of them are ready."""

    parts: tuple[Part, ...]
    steps: tuple[Step, ...] = ()


def stages(place: Place) -> list[Stage]:
    """The whole stack in the order it starts."""
    preparations = (
        Step("Making the databases", partial(_make_databases, place)),
        Step("Making the session keys", _module(place, "session-keys", *_keys_argv(place))),
    )
    migrations = tuple(migration(place, service) for service in SERVICES)
    services = tuple(part for service in SERVICES for part in service_parts(place, service))
    return [Stage(tuple(foundation(place)), preparations), Stage((), migrations), Stage(services)]


def _module(place: Place, name: str, *argv: str, service: str = "notifications") -> Command:
    """A program of ours that is run once, with a service's settings."""
    environment = process_environment() | service_environment(place, service)
    return Command(name, (sys.executable, "-m", *argv), environment, ROOT)


def _keys_argv(place: Place) -> list[str]:
    told = service_environment(place, "notifications")
    argv = ["shared.auth.keys", "ensure", "--private", told["SIGNING_KEYS_FILE"]]
    return [*argv, "--public", told["SESSION_KEYS_FILE"]]


def _make_databases(place: Place) -> None:
    for service in SERVICES:
        password = place.database_password(service)
        ensure_role_and_database_at(place.admin_url(), service, password)


def migration(place: Place, service: str) -> Step:
    """Bring a service's database to its newest shape."""
    command = _module(place, f"{service}-migrate", "shared.db.migrate", service, service=service)
    return Step(f"Migrating the {service} database", command, MigrationFailed)


def foundation(place: Place) -> list[Part]:
    """PostgreSQL and Redis, unless servers elsewhere are named, the mailbox and the front door."""
    parts = []
    if not place.postgres_url:
        server = place.postgres()
        parts.append(Part("postgres", partial(_postgres, place), server.answers, rank=0))
    if not place.redis_url:
        parts.append(Part("redis", lambda: place.redis().command(), place.redis().answers, rank=1))
    mailbox_port, door_port = place.ports["mailbox"], place.ports["front door"]
    parts.append(Part("mailbox", partial(_mailbox, place), partial(answers, mailbox_port), rank=2))
    parts.append(Part("caddy", partial(_front_door, place), partial(answers, door_port), rank=3))
    return parts


def _postgres(place: Place) -> Command:
    server = place.postgres()
    server.initialise()
    return server.command()


def _mailbox(place: Place) -> Command:
    environment = process_environment() | mailbox_environment(place)
    return Command("mailbox", (sys.executable, "-m", "stack.mailbox"), environment, ROOT)


def _front_door(place: Place) -> Command:
    program = Path(sys.executable).with_name("caddy")
    if not program.exists():
        raise NotSetUp("The front door (Caddy) is not installed: run `make setup`.")
    argv = (str(program), "run", "--config", str(ROOT / "deploy" / "Caddyfile"))
    environment = process_environment() | front_door_environment(place)
    return Command("caddy", (*argv, "--adapter", "caddyfile"), environment, ROOT)


def service_parts(place: Place, service: str) -> list[Part]:
    """A service's web, worker and messenger."""
    make = partial(_service_program, place, service)
    ready_url = f"{place.service_url(service)}/ready"
    return [
        Part(
            f"{service}-web", partial(make, "web", web_argv), partial(is_ready, ready_url), rank=4
        ),
        Part(f"{service}-worker", partial(make, "worker", worker_argv), rank=4),
        Part(f"{service}-messenger", partial(make, "messenger", messenger_argv), rank=4),
    ]


def _service_program(
    place: Place, service: str, kind: str, argv: Callable[[Place, str], list[str]]
) -> Command:
    environment = process_environment() | service_environment(place, service)
    program = (sys.executable, "-m", *argv(place, service))
    return Command(f"{service}-{kind}", program, environment, ROOT, stop_seconds=15.0)


def web_argv(place: Place, service: str) -> list[str]:
    """The module and arguments of a service's web server."""
    argv = ["granian", "--interface", "wsgi", "--factory", f"services.{service}.app:create_app"]
    argv += ["--host", LOOPBACK, "--port", str(place.ports[service]), "--workers", "1"]
    argv += ["--blocking-threads", str(BLOCKING_THREADS), "--backpressure", str(WAITING_REQUESTS)]
    return [
        *argv,
        "--http",
        "1",
        "--no-ws",
        "--workers-kill-timeout",
        "10",
        "--log-level",
        "warning",
    ]


def worker_argv(place: Place, service: str) -> list[str]:
    """The module and arguments of a service's Celery worker, which also ticks."""
    options = WORKERS[service]
    argv = ["celery", "-A", f"services.{service}.worker:app", "worker", "-n", f"{service}@%h"]
    argv += ["-B", "-s", str(place.var / f"{service}-beat"), "--loglevel", "INFO"]
    argv += ["--pool", options.pool, "--concurrency", str(options.concurrency)]
    return [*argv, "--without-mingle", "--without-gossip"]


def messenger_argv(place: Place, service: str) -> list[str]:  # noqa: ARG001 - one shape for all three
    """The module of a service's messenger."""
    return [f"services.{service}.messenger"]


def is_ready(url: str) -> bool:
    """Whether the address answers 200, asked directly and never through a proxy."""
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
