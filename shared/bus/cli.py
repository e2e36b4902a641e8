"""`zone messages`: what waits, what failed, and trying it again."""

from __future__ import annotations

import datetime as dt
import uuid

import click
from sqlalchemy import func, select

from shared.bus.inbox import discard, replay
from shared.bus.models import FailedMessage, OutboxEntry
from shared.db import Database


def message_commands(database: Database) -> click.Group:
    """Return the commands on one service's messages; the database is connected by the caller."""

    @click.group(help=f"Messages of the {database.service} service.")
    def messages() -> None: ...

    @messages.command(help="How many messages wait, failed and are dead.")
    def status() -> None:
        with database.reading() as session:
            waiting = session.scalar(
                select(func.count())
                .select_from(OutboxEntry)
                .where(OutboxEntry.relayed_at.is_(None))
            )
            failed = session.scalar(
                select(func.count())
                .select_from(FailedMessage)
                .where(FailedMessage.dead_at.is_(None))
            )
            dead = session.scalar(
                select(func.count())
                .select_from(FailedMessage)
                .where(FailedMessage.dead_at.is_not(None))
            )
        click.echo(f"{waiting} waiting to be sent, {failed} to be tried again, {dead} dead")

    @messages.command(help="List the dead letters with their error.")
    def dead() -> None:
        with database.reading() as session:
            letters = session.scalars(
                select(FailedMessage)
                .where(FailedMessage.dead_at.is_not(None))
                .order_by(FailedMessage.dead_at, FailedMessage.message_id)
                .limit(500)
            ).all()
        for letter in letters:
            last_line = _error_line(letter.error)
            click.echo(
                f"{letter.message_id}  {letter.type}  {letter.dead_at:%Y-%m-%d %H:%M}  {last_line}"
            )
        if not letters:
            click.echo("No dead letters.")

    @messages.command(name="replay", help="Try dead letters again: one by its id, or --all.")
    @click.argument("message_id", type=click.UUID, required=False)
    @click.option("--all", "every", is_flag=True)
    def replay_dead(message_id: uuid.UUID | None, every: bool) -> None:  # noqa: FBT001 - click passes it
        if message_id is None and not every:
            raise click.UsageError("Name a message, or say --all.")
        with database.transaction() as session:
            count = replay(session, message_id, dt.datetime.now(dt.UTC))
        click.echo(f"{count} due again; the messenger takes them up within a second or two.")

    @messages.command(name="discard", help="Give a dead letter up for good.")
    @click.argument("message_id", type=click.UUID)
    def discard_dead(message_id: uuid.UUID) -> None:
        with database.transaction() as session:
            found = discard(session, message_id)
        if not found:
            raise click.ClickException("There is no dead letter of that id. List them with `dead`.")
        click.echo("Discarded.")

    return messages


def _error_line(trace: str) -> str:
    """Return the line of a traceback that says what was raised, without what libraries add to it."""
    raised = [line for line in trace.splitlines() if line and not line.startswith((" ", "(", "["))]
    return raised[-1] if raised else trace.strip()
