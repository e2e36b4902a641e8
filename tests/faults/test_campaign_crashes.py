"""A worker killed at any moment: nobody is missed, and only what was in flight may come twice."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from threading import Event

import psycopg
import pytest

from services.notifications.database import database
from stack.postgres import PostgresServer
from stack.redis import RedisServer
from tests.conftest import KeyFiles
from tests.faults.campaign_stack import CampaignStack
from tests.faults.conftest import eventually
from tests.notifications.conftest import World
from tests.notifications.smtp_server import CLOSE, MisbehavingSmtp

pytestmark = pytest.mark.faults

PEOPLE = 12
HALT_LOCK = 4242
_HALT = f"""
CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock({HALT_LOCK}); RETURN NEW; END $$;
CREATE TRIGGER halt BEFORE UPDATE ON claims FOR EACH ROW
WHEN (NEW.sent = 4 AND NEW.ended_at IS NULL) EXECUTE FUNCTION halt();
"""
_HALTED = f"""
SELECT pid, client_port FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND objid = {HALT_LOCK} AND NOT granted
"""


@pytest.fixture(scope="module")
def stack(
    postgres: PostgresServer,
    template_of: Callable[[str], str],
    redis_server: RedisServer,
    key_files: KeyFiles,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[CampaignStack]:
    """Two workers and a messenger on a database of their own, with one connection a campaign."""
    name = f"crashes_{uuid.uuid4().hex[:12]}"
    template = template_of("notifications")
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    folder = tmp_path_factory.mktemp("crashes")
    with MisbehavingSmtp() as server:
        environment = dict(os.environ) | {
            "ZONE_ENV": "test",
            "DATABASE_URL": postgres.url(name),
            "REDIS_URL": redis_server.url(),
            "SECRET_KEY": "a secret of the tests",
            "SESSION_KEYS_FILE": str(key_files.public),
            "SIGNING_KEYS_FILE": str(key_files.private),
            "SMTP_URL": server.url,
            "MAIL_FROM": "zone@zone.example",
            "MAIL_LANES": "1",
            "MAILS_A_WEEK": "100",
            "MAIL_LEASE_SECONDS": "2",
            "LOG_LEVEL": "WARNING",
        }
        made = CampaignStack(environment, folder, server, lanes=1)
        messenger = made.start_messenger()
        made.start_worker()
        made.start_worker()
        try:
            yield made
        finally:
            made.stop()
            messenger.kill()
            messenger.wait()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sending(stack: CampaignStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[CampaignStack]:
    """The stack with this process connected to its database and no mails yet."""
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    database.connect(stack.environment["DATABASE_URL"])
    stack.server.mails.clear()
    stack.server.hook = lambda moment, argument: None
    yield stack
    stack.server.hook = lambda moment, argument: None
    database.dispose()


@pytest.fixture
def world(sending: CampaignStack) -> World:
    return World()


def finished(stack: CampaignStack, campaign_id: uuid.UUID) -> Callable[[], bool]:
    return lambda: stack.progress(campaign_id)["state"] == "finished"


def kill_once(stack: CampaignStack, moment: str, after: int) -> Event:
    """Kill the worker that speaks when `moment` comes for the `after`th time."""
    killed, left = Event(), [after]

    def hook(now: str, _: str) -> str | None:
        if now == moment and not killed.is_set():
            left[0] -= 1
            if left[0] == 0:
                killed.set()
                stack.kill_at_port(stack.server.peer_port)
                return CLOSE
        return None

    stack.server.hook = hook
    return killed


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        pytest.param("connect", 1, id="before the claim"),
        pytest.param("mail", 1, id="after the claim"),
        pytest.param("data", 1, id="before DATA"),
        pytest.param("body", 4, id="after the final dot, and the relay forgot it"),
    ],
)
def test_killed_before_the_relay_took_it_everybody_gets_one_mail(
    sending: CampaignStack, world: World, moment: str, after: int
) -> None:
    sending.server.hang_up()
    killed = kill_once(sending, moment, after)
    campaign_id = sending.campaign(world, PEOPLE)
    eventually(finished(sending, campaign_id), seconds=40, what="the campaign is finished")
    assert killed.is_set()
    assert sorted(sending.server.recipients) == sorted(
        f"p{n}@surrey.example" for n in range(PEOPLE)
    )
    # Whoever is killed after the final dot cannot know whether the relay took the mail.
    assert len(sending.uncertain(campaign_id)) == (1 if moment == "body" else 0)


def test_killed_at_the_next_mail_the_last_result_is_lost_and_marked(
    sending: CampaignStack, world: World
) -> None:
    """A result is committed with the next mail's mark: until then it is the mail in flight."""
    killed = kill_once(sending, "data", 4)
    campaign_id = sending.campaign(world, PEOPLE)
    eventually(finished(sending, campaign_id), seconds=40, what="the campaign is finished")
    assert killed.is_set()
    assert_one_repeat(sending, campaign_id)


def test_killed_after_the_relay_took_it_one_mail_comes_twice_and_is_marked(
    sending: CampaignStack, world: World
) -> None:
    killed = kill_once(sending, "kept", 4)
    campaign_id = sending.campaign(world, PEOPLE)
    eventually(finished(sending, campaign_id), seconds=40, what="the campaign is finished")
    assert killed.is_set()
    assert_one_repeat(sending, campaign_id)


def test_killed_before_the_commit_one_mail_comes_twice_and_is_marked(
    sending: CampaignStack, world: World
) -> None:
    url = sending.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as halting:
        halting.execute(_HALT)
        halting.execute("SELECT pg_advisory_lock(%s)", [HALT_LOCK])
        campaign_id = sending.campaign(world, PEOPLE)

        def halted() -> list[tuple[int, int]]:
            return halting.execute(_HALTED).fetchall()

        eventually(lambda: bool(halted()), seconds=40, what="a worker is about to commit")
        ((backend, port),) = halted()
        sending.kill_at_port(port)
        # A server that is only waiting would still commit for a client that is gone.
        halting.execute("SELECT pg_terminate_backend(%s)", [backend])
        halting.execute("SELECT pg_advisory_unlock(%s)", [HALT_LOCK])
        eventually(finished(sending, campaign_id), seconds=40, what="the campaign is finished")
        halting.execute("DROP TRIGGER halt ON claims; DROP FUNCTION halt()")
    assert_one_repeat(sending, campaign_id)


def test_workers_killed_at_random_moments_miss_nobody(sending: CampaignStack, world: World) -> None:
    seeded = random.Random(20261122)
    people, kills = 300, 4

    def slow(moment: str, _: str) -> str | None:
        deadline = time.monotonic() + 0.004
        while moment in {"data", "kept"} and time.monotonic() < deadline:
            time.sleep(0.001)
        return None

    sending.server.hook = slow
    campaign_id = sending.campaign(world, people)
    for _ in range(kills):
        reached = len(sending.server.mails) + seeded.randint(5, 60)
        eventually(
            lambda n=reached: len(sending.server.mails) >= n,  # type: ignore[misc]
            seconds=40,
            what="mails go out",
        )
        active = {c.laddr.port for w in sending.workers for c in _relay_connections(sending, w.pid)}
        sending.kill_at_port(seeded.choice(sorted(active)))
    eventually(finished(sending, campaign_id), seconds=60, what="the campaign is finished")
    recipients = sending.server.recipients
    assert len(set(recipients)) == people
    assert sending.repeated() <= sending.uncertain(campaign_id)
    assert len(recipients) - people <= kills


def _relay_connections(stack: CampaignStack, pid: int) -> list[object]:
    import psutil

    port = int(stack.server.url.rsplit(":", 1)[1])
    connections = psutil.Process(pid).net_connections("tcp")
    return [c for c in connections if c.raddr and c.raddr.port == port]


def assert_one_repeat(stack: CampaignStack, campaign_id: uuid.UUID) -> None:
    recipients = stack.server.recipients
    assert len(set(recipients)) == PEOPLE, "nobody is missed"
    assert len(recipients) == PEOPLE + 1, "one mail came twice"
    assert stack.repeated() == stack.uncertain(campaign_id)
    progress = stack.progress(campaign_id)
    assert (progress["sent"], progress["uncertain"]) == (PEOPLE - 1, 1)
