"""The events service's commands of `zone`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from services.events.database import database
from services.events.selections.actions import run_audit_again
from services.events.settings import read_settings
from services.events.solving.rules import canonical_json
from shared.bus.cli import message_commands


@click.group()
def commands() -> None:
    """Work on the events service's database, named by DATABASE_URL."""
    database.connect(read_settings().database_url, pool_size=1)


commands.add_command(message_commands(database))


@commands.group()
def selections() -> None:
    """Selections of councils."""


@selections.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def rerun(*, file: Path) -> None:
    """Solve the audit FILE of a selection again and say whether it is the same, byte for byte."""
    written = file.read_text(encoding="utf-8").rstrip("\n")
    again = run_audit_again(json.loads(written), read_settings().solver_memory_mb)
    if canonical_json(again) != written:
        raise click.ClickException("The result is not the same.")
    click.echo(f"The same, byte for byte, by solver {again['solver']}.")
