"""The catalogue service's commands of `zone`."""

from __future__ import annotations

import click

from services.catalogue.database import database
from services.catalogue.search.actions import rebuild_index
from services.catalogue.settings import read_settings
from shared.bus.cli import message_commands


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


commands.add_command(message_commands(database))
