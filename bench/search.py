"""Measures the search over HTTP beside a bare Flask app on the same server, in one run.

`.venv/bin/python -m bench.search [ENTRIES]` starts PostgreSQL, Redis and granian, fills a made-up
catalogue, builds its index and prints times, CPU a request of the server's processes, and ratios.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg

from bench.search_corpus import Corpus
from services.catalogue.database import database
from services.catalogue.organisations.actions import seed_register
from services.catalogue.search.actions import rebuild_index
from services.catalogue.search.gateways import reading
from services.catalogue.search.queries import (
    Search,
    current_knowledge,
    find_innovations,
    find_relaxations,
)
from shared.auth import keys
from shared.db.migrate import upgrade
from stack.plan import BLOCKING_THREADS, WAITING_REQUESTS
from stack.ports import LOOPBACK, free_port
from stack.postgres import PostgresServer
from stack.redis import RedisServer

REQUESTS = 1500
WARM_UP = 300


@dataclass(frozen=True)
class Figures:
    """What a series of requests cost, in milliseconds; CPU is the server's, not ours."""

    p50: float
    p99: float
    cpu: float


def main() -> None:
    """Set everything up, measure, print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = stack.enter_context(services(folder))
        os.environ |= environment
        corpus = fill(environment["DATABASE_URL"], entries)
        index_dir = Path(environment["INDEX_DIR"])
        began = time.perf_counter(), time.process_time()
        rebuild_index(index_dir)
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        print(f"{entries:,} entries; full rebuild {wall:.2f} s, {cpu:.2f} s of CPU")
        queries = [corpus.query() for _ in range(REQUESTS + WARM_UP)]
        addresses = [f"/catalogue/api/search?{urlencode(query)}" for query in queries]
        pages = [f"/catalogue/search?{urlencode(query)}" for query in queries]
        with server("bench.search_hello:app", environment) as (port, process):
            hello = measure(port, process, ["/"] * len(addresses))
        with server("services.catalogue.app:create_app", environment) as (port, process):
            searched = measure(port, process, addresses)
            live = measure(port, process, ["/catalogue/live"] * len(addresses))
            paged = measure(port, process, pages)
        remembered = [address.replace("/api/search?", "/api/remembered?") for address in addresses]
        with server("bench.search_memory:create_app", environment) as (port, process):
            measure(port, process, remembered)
            memory = measure(port, process, remembered)
        within = in_process(index_dir, queries)
        report(hello, live, searched, paged, within, memory)


@contextmanager
def services(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis, and the environment of a catalogue that uses them."""
    postgres = PostgresServer(folder / "postgres" / "data", free_port())
    redis = RedisServer(folder, free_port(), "bench")
    private, public = folder / "private.json", folder / "public.json"
    keys.ensure(private, public)
    postgres.initialise()
    with ExitStack() as stack:
        for part in (postgres, redis):
            part.start()
            stack.callback(part.stop)
        with psycopg.connect(postgres.url(), autocommit=True) as admin:
            admin.execute("CREATE DATABASE catalogue")
        yield {
            "DATABASE_URL": postgres.url("catalogue"),
            "REDIS_URL": redis.url(),
            "SECRET_KEY": "bench",
            "SESSION_KEYS_FILE": str(public),
            "INDEX_DIR": str(folder / "index"),
            "LOG_LEVEL": "INFO",
            "LOG_FORMAT": "json",
        }


def fill(url: str, entries: int) -> Corpus:
    """Make the tables, the register and the entries."""
    upgrade("catalogue", url)
    database.connect(url)
    corpus = Corpus()
    seed_register(corpus.innovation(0).created_at)
    with database.transaction() as session:
        session.add_all(corpus.innovation(number) for number in range(1, entries + 1))
    return corpus


@contextmanager
def server(app: str, environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """granian as the stack runs it, on a free port."""
    port = free_port()
    factory = ["--factory"] if app.endswith(":create_app") else []
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", *factory, app]
    argv += ["--host", LOOPBACK, "--port", str(port), "--workers", "1", "--http", "1", "--no-ws"]
    argv += ["--blocking-threads", str(BLOCKING_THREADS), "--backpressure", str(WAITING_REQUESTS)]
    argv += ["--log-level", "warning"]
    with tempfile.TemporaryFile() as log:
        started = subprocess.Popen(argv, env=os.environ | environment, stdout=log, stderr=log)
        try:
            await_port(port)
            yield port, psutil.Process(started.pid)
        finally:
            started.terminate()
            started.wait(20)


def await_port(port: int) -> None:
    """Wait until somebody answers there."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            http.client.HTTPConnection(LOOPBACK, port, timeout=1).connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def measure(port: int, process: psutil.Process, addresses: Sequence[str]) -> Figures:
    """Ask one after the other on one connection."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    for address in addresses[:WARM_UP]:
        ask(connection, address)
    before = cpu_seconds(process)
    times = [ask(connection, address) for address in addresses[WARM_UP:]]
    spent = cpu_seconds(process) - before
    return Figures(*percentiles(times), spent / len(times) * 1000)


def ask(connection: http.client.HTTPConnection, address: str) -> float:
    """Return the seconds that one answer took."""
    began = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{address} answered {answer.status}")
    return time.perf_counter() - began


def in_process(index_dir: Path, queries: Sequence[dict[str, str]]) -> Figures:
    """The same searches without HTTP: understanding, matching, counting, snippets."""
    times = []
    known = current_knowledge()
    for query in queries:
        theme = (query["theme"],) if "theme" in query else ()
        began, spent = time.perf_counter(), time.thread_time()
        with reading(index_dir) as view:
            search = Search(query["q"], theme=theme)
            if find_innovations(view, search, known).total == 0:
                find_relaxations(view, search, known)
        times.append((time.perf_counter() - began, time.thread_time() - spent))
    used = times[WARM_UP:]
    cpu = statistics.mean(spent for _, spent in used) * 1000
    return Figures(*percentiles([wall for wall, _ in used]), cpu)


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a server and its workers."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(member.cpu_times()[:2]) for member in family)


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def report(
    hello: Figures,
    live: Figures,
    searched: Figures,
    paged: Figures,
    within: Figures,
    memory: Figures,
) -> None:
    """Print the figures, and what surrounds the engine beside the two peers."""
    print(f"{'':28}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'CPU ratio':>11}")
    for name, figures in [
        ("bare Flask hello", hello),
        ("catalogue /live", live),
        ("answer from memory", memory),
        ("search in process", within),
        ("search API", searched),
        ("search page", paged),
    ]:
        ratio = figures.cpu / hello.cpu
        print(f"{name:28}{figures.p50:9.2f}{figures.p99:9.2f}{figures.cpu:9.2f}{ratio:11.1f}")
    around = searched.cpu - within.cpu
    print(f"search without the engine: {around:.2f} ms of CPU")
    print(f"  {around / memory.cpu:.2f} times the same answer from memory (at most 1.3)")
    print(f"  {around / hello.cpu:.2f} times a bare hello (at most 2)")


if __name__ == "__main__":
    main()
