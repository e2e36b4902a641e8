"""The catalogue service's commands of `zone`."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from pathlib import Path

import click

from services.catalogue.database import database
from services.catalogue.innovations.actions import IMPORTERS
from services.catalogue.organisations.actions import RegisterImporter, seed_register
from services.catalogue.search.actions import rebuild_index
from services.catalogue.settings import read_settings
from shared.bus.cli import message_commands
from shared.imports import run_import, start_import
from shared.imports.queries import get_import

# Who imported a file that no signed-in person sent.
_COMMAND_LINE = uuid.UUID(int=0)


@click.group()
def commands() -> None:
    """Work on the catalogue service's database, named by DATABASE_URL."""
    database.connect(read_settings().database_url, pool_size=1)


@commands.group()
def index() -> None:
    """Work on the search index."""


@index.command()
def rebuild() -> None:
    """Build the index anew beside the live one, which goes on answering meanwhile."""
    count = rebuild_index(read_settings().index_dir)
    if count is None:
        raise click.ClickException("The index is being rebuilt already. Wait for that to end.")
    click.echo(f"The index holds {count:,} innovations.")


@commands.group()
def register() -> None:
    """Work on the register of councils and other bodies."""


@register.command()
def seed() -> None:
    """Add the councils of the shipped register that are missing; what is there stays."""
    added = seed_register(dt.datetime.now(dt.UTC))
    click.echo(f"{added} councils added." if added else "Every council is there already.")


@register.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file only; nothing is changed.")
def import_register(*, file: Path, dry_run: bool) -> None:
    """Follow the published register in FILE, a CSV file."""
    entry = start_import(
        database,
        kind=RegisterImporter.kind,
        filename=file.name,
        content=file.read_bytes(),
        dry_run=dry_run,
        publish=False,
        actor_id=_COMMAND_LINE,
    )
    while True:
        run_import(database, IMPORTERS, entry.id)
        with database.reading() as session:
            done = get_import(session, entry.id)
        if done.finished_at is not None:
            break
        time.sleep(0.2)  # a worker took it before us
    for fault in [*done.errors, *done.notes]:
        click.echo(f"row {fault['row']}: {fault['message']}", err=True)
    if done.state == "failed":
        raise click.ClickException("Nothing was imported.")
    click.echo(
        f"{done.rows} rows: {done.created} created, {done.updated} updated,"
        f" {done.unchanged} unchanged, {done.rejected} rejected."
    )


commands.add_command(message_commands(database))
