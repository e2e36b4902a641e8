"""Nothing is lost on the way and nothing takes effect twice, whatever is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import psycopg
import pytest
import redis

from stack.postgres import PostgresServer
from stack.redis import RedisServer
from tests.conftest import REPOSITORY
from tests.faults.bus_subscriber import make_subscriber
from tests.faults.conftest import Bus, crash, eventually, make_bus, working

pytestmark = pytest.mark.faults

KILLS = 20


def subscriber_process(bus: Bus, order: str) -> subprocess.Popen[bytes]:
    command = ["-m", "tests.faults.bus_subscriber", bus.subscriber_url, bus.redis_url, order]
    return subprocess.Popen([sys.executable, *command], cwd=REPOSITORY)


def kill_repeatedly(bus: Bus, order: str, kills: int) -> None:
    """Start the subscriber, let it work, and kill it at a seeded random point, `kills` times."""
    chance = random.Random(20261122)
    for _ in range(kills):
        before = len(bus.effects())
        process = subscriber_process(bus, order)
        try:
            eventually(lambda b=before: len(bus.effects()) > b, seconds=20, what="an effect")
            pause = time.monotonic() + chance.uniform(0, 0.08)
            while time.monotonic() < pause:
                time.sleep(0.001)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def finish(bus: Bus, order: str, expected: int) -> list[str]:
    """Let a subscriber run undisturbed until nothing more comes, and return all effects."""
    process = subscriber_process(bus, order)
    client = redis.Redis.from_url(bus.redis_url)

    def all_read() -> bool:
        group = client.xinfo_groups("zone:stream:catalogue")[0]
        return len(bus.effects()) >= expected or (group["lag"] == 0 and group["pending"] == 0)

    try:
        eventually(all_read, seconds=60, what="all messages read")
    finally:
        process.terminate()
        process.wait()
    return bus.effects()


def test_a_subscriber_killed_twenty_times_applies_each_message_once(bus: Bus) -> None:
    with working(bus.relay()):
        subjects = bus.publish(3000)
        kill_repeatedly(bus, "commit-first", KILLS)
        effects = finish(bus, "commit-first", len(subjects))
    assert Counter(effects) == Counter(subjects)


def test_the_same_kills_lose_messages_when_acknowledged_before_the_commit(bus: Bus) -> None:
    with working(bus.relay()):
        subjects = bus.publish(2000)
        kill_repeatedly(bus, "acknowledge-first", 8)
        effects = finish(bus, "acknowledge-first", len(subjects))
    assert set(subjects) - set(effects), "this test cannot see a lost message"


@pytest.fixture
def bus_on_own_redis(database_of: Callable[[str], str], own_redis: RedisServer) -> Bus:
    return make_bus(database_of("catalogue"), database_of("events"), own_redis.url())


def test_redis_killed_and_restarted_loses_nothing(
    bus_on_own_redis: Bus, own_redis: RedisServer
) -> None:
    bus = bus_on_own_redis
    subscriber = make_subscriber(bus.subscriber_url, bus.redis_url)
    subjects: list[str] = []
    with working(bus.relay()), working(subscriber):
        for _ in range(3):
            subjects += bus.publish(200)
            eventually(lambda: len(bus.effects()) > 0, seconds=20, what="an effect")
            crash(own_redis)
            subjects += bus.publish(50)  # while it is away
            own_redis.start()
        eventually(lambda: len(bus.effects()) >= len(subjects), seconds=40, what="all effects")
    assert Counter(bus.effects()) == Counter(subjects)


def test_an_emptied_redis_is_refilled_from_the_outbox(bus: Bus) -> None:
    client = redis.Redis.from_url(bus.redis_url)
    with working(bus.relay()):
        subjects = bus.publish(300)
        eventually(
            lambda: client.xlen("zone:stream:catalogue") == 300,
            seconds=20,
            what="the stream filled",
        )
        client.flushall()  # before anybody has read it
        with working(make_subscriber(bus.subscriber_url, bus.redis_url)):
            eventually(lambda: len(bus.effects()) > 100, seconds=20, what="a third of the effects")
            client.flushall()  # in the middle of reading
            subjects += bus.publish(50)
            eventually(
                lambda: len(set(bus.effects())) == len(subjects), seconds=30, what="all effects"
            )
    assert Counter(bus.effects()) == Counter(subjects)


def test_postgresql_stopped_hard_and_restarted_loses_nothing(
    own_postgres: PostgresServer, redis_url: str
) -> None:
    bus = make_bus(own_postgres.url("catalogue"), own_postgres.url("events"), redis_url)
    subjects: list[str] = []
    with working(bus.relay()), working(make_subscriber(bus.subscriber_url, bus.redis_url)):
        for round_number in range(3):
            subjects += bus.publish(200)
            eventually(
                lambda n=round_number: len(bus.effects()) > n * 200 + 50, seconds=30, what="effects"
            )
            crash(own_postgres)
            own_postgres.start()
        eventually(lambda: len(bus.effects()) >= len(subjects), seconds=40, what="all effects")
    assert Counter(bus.effects()) == Counter(subjects)
    with psycopg.connect(bus.subscriber_url) as connection:
        assert connection.execute("SELECT count(*) FROM failed_messages").fetchone() == (0,)
