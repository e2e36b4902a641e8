"""The catalogue service's commands of `zone`."""

from __future__ import annotations

import click

from services.catalogue.database import database
from services.catalogue.settings import read_settings
from shared.bus.cli import message_commands


@click.group()
def commands() -> None:
    """Work on the catalogue service's database, named by DATABASE_URL."""
    database.connect(read_settings().database_url, pool_size=1)


commands.add_command(message_commands(database))
