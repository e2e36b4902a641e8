"""What a message goes through: relayed in order, applied once, retried, dead, replayed."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from click.testing import CliRunner
from kombu import Connection
from sqlalchemy import MetaData, func, select, text, update
from sqlalchemy.orm import Session

import shared.celery  # noqa: F401 - its signals enter the trace of a task
from shared.bus import enqueue, publish
from shared.bus.cli import message_commands
from shared.bus.inbox import TRIES, Inbox, replay
from shared.bus.models import FailedMessage, InboxEntry, OutboxEntry
from shared.bus.relay import Relay
from shared.bus.retention import prune_messages
from shared.bus.streams import RedisStreams, StreamLost, connect_redis
from shared.contracts.catalogue import InnovationWithdrawn
from shared.contracts.message import Message
from shared.db import Database
from shared.tracing import current_traceparent, trace_id, traced

STREAM = "zone:stream:catalogue"


@pytest.fixture
def database(database_of: Callable[[str], str]) -> Iterator[Database]:
    made = Database("catalogue", MetaData())
    made.connect(database_of("catalogue"))
    yield made
    made.dispose()


@pytest.fixture
def streams(redis_url: str) -> RedisStreams:
    return RedisStreams(connect_redis(redis_url))


@pytest.fixture
def relay(database: Database, streams: RedisStreams, redis_url: str) -> Relay:
    return Relay(database, streams, Celery("catalogue", broker=redis_url))


def publish_one(
    database: Database, subject: uuid.UUID | None = None, version: int = 1
) -> uuid.UUID:
    subject = subject or uuid.uuid4()
    with database.transaction() as session:
        data = {"innovation_id": subject}
        return publish(session, InnovationWithdrawn, subject, version=version, data=data)


def read_all(streams: RedisStreams) -> list[dict[str, object] | None]:
    streams.ensure_group(STREAM, "reader")
    found = streams.read([STREAM], "reader", "one", count=1000, block_ms=100)
    return [delivery.envelope for delivery in found]


class Reaction:
    """A reaction that counts, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.applied: list[str] = []

    def __call__(self, session: Session, message: Message) -> None:
        session.execute(text("SELECT 1"))
        if self.failures:
            self.failures -= 1
            raise LookupError("not yet")
        self.applied.append(message.subject)


def envelope(subject: str = "x") -> dict[str, object]:
    return Message(
        id=uuid.uuid4(),
        type="catalogue.innovation.withdrawn.v1",
        subject=subject,
        version=1,
        time=dt.datetime.now(dt.UTC),
        traceparent="",
        data={"innovation_id": str(uuid.uuid4())},
    ).to_envelope()


def test_messages_arrive_in_the_order_they_were_written(
    database: Database, streams: RedisStreams, relay: Relay
) -> None:
    written = [str(publish_one(database)) for _ in range(30)]
    assert relay.run_once() == 30
    assert [e["id"] for e in read_all(streams) if e] == written
    assert relay.run_once() == 0


def test_what_redis_loses_between_the_look_and_the_adding_is_relayed_again(
    database: Database, streams: RedisStreams, relay: Relay, redis_url: str
) -> None:
    first = publish_one(database)
    relay.run_once()
    second = publish_one(database)
    assert relay.refill() == 0
    connect_redis(redis_url).flushall()
    with pytest.raises(StreamLost):
        relay.run_once()
    assert relay.refill() == 1
    assert relay.run_once() == 2
    assert [e["id"] for e in read_all(streams) if e] == [str(first), str(second)]


def test_a_reaction_that_times_out_fails_and_holds_nothing_up(database: Database) -> None:
    def on_slowly(session: Session, _message: Message) -> None:
        session.execute(text("SET LOCAL statement_timeout = 20"))
        session.execute(text("SELECT pg_sleep(1)"))

    Inbox(database, {InnovationWithdrawn: [on_slowly]}).receive(envelope())
    with database.reading() as session:
        letter = session.scalars(select(FailedMessage)).one()
    assert "QueryCanceled" in letter.error


def test_a_rolled_back_change_publishes_nothing(database: Database, relay: Relay) -> None:
    def fails_after_publishing() -> None:
        with database.transaction() as session:
            data = {"innovation_id": uuid.uuid4()}
            publish(session, InnovationWithdrawn, uuid.uuid4(), version=1, data=data)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_publishing()
    assert relay.run_once() == 0


def test_the_trace_of_a_request_goes_with_the_message(
    database: Database, streams: RedisStreams, relay: Relay
) -> None:
    with traced(None) as traceparent:
        publish_one(database)
    relay.run_once()
    (received,) = read_all(streams)
    assert received
    assert trace_id(str(received["traceparent"])) == trace_id(traceparent)


def test_equal_wake_ups_of_a_batch_are_sent_once(
    database: Database, relay: Relay, redis_url: str
) -> None:
    with database.transaction() as session:
        for _ in range(5):
            enqueue(session, "catalogue.index-innovations")
    assert relay.run_once() == 5
    with Connection(redis_url) as connection:
        assert connection.default_channel.queue_declare("celery", passive=True).message_count == 1


def test_the_trace_of_a_request_goes_with_the_task(
    database: Database, streams: RedisStreams, redis_url: str
) -> None:
    celery = Celery("catalogue", broker=redis_url)
    seen: list[str] = []

    @celery.task(name="catalogue.look", shared=False)
    def look() -> None:
        seen.append(trace_id(current_traceparent()))

    with traced(None) as traceparent, database.transaction() as session:
        enqueue(session, "catalogue.look")
    Relay(database, streams, celery).run_once()
    with start_worker(celery, perform_ping_check=False, pool="solo"):
        deadline = time.monotonic() + 20
        while not seen:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert seen == [trace_id(traceparent)]


def test_a_message_received_twice_takes_effect_once(database: Database) -> None:
    reaction = Reaction()
    inbox = Inbox(database, {InnovationWithdrawn: [reaction]})
    sent = envelope()
    inbox.receive(sent)
    inbox.receive(sent)
    assert reaction.applied == ["x"]


def test_a_failing_message_is_tried_again_and_does_not_hold_up_others(database: Database) -> None:
    reaction = Reaction(failures=1)
    inbox = Inbox(database, {InnovationWithdrawn: [reaction]})
    inbox.receive(envelope("first"))
    inbox.receive(envelope("second"))
    assert reaction.applied == ["second"]
    assert inbox.retry_due(dt.datetime.now(dt.UTC)) == 0
    assert inbox.retry_due(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)) == 1
    assert reaction.applied == ["second", "first"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FailedMessage)) == 0
        assert session.scalar(select(func.count()).select_from(InboxEntry)) == 2


def test_after_five_failures_a_message_is_dead_until_replayed(database: Database) -> None:
    reaction = Reaction(failures=TRIES)
    inbox = Inbox(database, {InnovationWithdrawn: [reaction]})
    inbox.receive(envelope())
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    for _ in range(TRIES):
        inbox.retry_due(later)
    with database.reading() as session:
        letter = session.scalars(select(FailedMessage)).one()
    assert letter.dead_at is not None
    assert letter.attempts == TRIES
    assert "not yet" in letter.error
    with database.transaction() as session:
        assert replay(session, letter.message_id, dt.datetime.now(dt.UTC)) == 1
    inbox.retry_due(dt.datetime.now(dt.UTC))
    assert reaction.applied == ["x"]


def test_a_message_that_breaks_its_contract_is_dead_at_once_with_its_reason(
    database: Database,
) -> None:
    broken = envelope() | {"data": {"innovation_id": "not an id"}, "id": "nonsense"}
    Inbox(database, {InnovationWithdrawn: [Reaction()]}).receive(broken)
    with database.reading() as session:
        letter = session.scalars(select(FailedMessage)).one()
    assert letter.dead_at is not None


def test_messages_nobody_here_reacts_to_leave_no_trace(database: Database) -> None:
    Inbox(database, {}).receive(envelope())
    Inbox(database, {}).receive(None)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(InboxEntry)) == 0


def test_dead_letters_are_shown_and_replayed_from_the_command_line(database: Database) -> None:
    reaction = Reaction(failures=TRIES)
    inbox = Inbox(database, {InnovationWithdrawn: [reaction]})
    inbox.receive(envelope())
    for _ in range(TRIES):
        inbox.retry_due(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    commands, runner = message_commands(database), CliRunner()
    assert "LookupError: not yet" in runner.invoke(commands, ["dead"]).output
    assert "1 dead" in runner.invoke(commands, ["status"]).output
    assert runner.invoke(commands, ["replay"]).exit_code != 0
    assert runner.invoke(commands, ["discard", str(uuid.uuid4())]).exit_code != 0
    assert "1 due again" in runner.invoke(commands, ["replay", "--all"]).output
    assert "No dead letters" in runner.invoke(commands, ["dead"]).output


def test_a_hopeless_dead_letter_can_be_given_up(database: Database) -> None:
    broken = envelope() | {"data": {}}
    Inbox(database, {InnovationWithdrawn: [Reaction()]}).receive(broken)
    answer = CliRunner().invoke(message_commands(database), ["discard", str(broken["id"])])
    assert answer.output.endswith("Discarded.\n")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FailedMessage)) == 0


def test_messages_are_kept_as_long_as_promised_and_no_longer(
    database: Database, relay: Relay
) -> None:
    old, fresh = publish_one(database), publish_one(database)
    relay.run_once()
    now = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        long_ago = now - dt.timedelta(days=31)
        aged = update(OutboxEntry).where(OutboxEntry.id == old)
        session.execute(aged.values(relayed_at=long_ago))
        session.add(InboxEntry(message_id=old, type="x", applied_at=now - dt.timedelta(days=91)))
        session.add(InboxEntry(message_id=fresh, type="x", applied_at=now - dt.timedelta(days=89)))
    prune_messages(database, now)
    with database.reading() as session:
        assert session.scalars(select(OutboxEntry.id)).all() == [fresh]
        assert session.scalars(select(InboxEntry.message_id)).all() == [fresh]


def test_personal_data_is_blanked_after_a_day(database: Database, relay: Relay) -> None:
    publish_one(database)
    relay.run_once()
    now = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        session.execute(
            update(OutboxEntry).values(personal=True, relayed_at=now - dt.timedelta(hours=25))
        )
    prune_messages(database, now)
    with database.reading() as session:
        assert session.scalars(select(OutboxEntry.body)).one() is None
