"""Brings a service's database to its latest migration: `python -m shared.db.migrate SERVICE`."""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, pool, text

from shared.db.database import Database, SharedModel, sqlalchemy_url

_ADVISORY_LOCK = 0x5A4F4E45  # "ZONE": one migration at a time per database


def service_database(service: str) -> Database:
    """Return the Database object of a service, with all its models imported."""
    # Every database has the shared tables, whichever of them its app happens to use.
    importlib.import_module("shared.imports.models")
    importlib.import_module(f"services.{service}.app")
    package = Path(str(importlib.import_module(f"services.{service}").__file__)).parent
    for models in sorted(package.glob("*/models*")):  # also of features that only listen so far
        importlib.import_module(f"services.{service}.{models.parent.name}.models")
    database: Database = importlib.import_module(f"services.{service}.database").database
    return database


def _config(service: str, connection: Connection | None = None) -> Config:
    package = importlib.import_module(f"services.{service}")
    config = Config()
    config.set_main_option(
        "script_location", str(Path(str(package.__file__)).parent / "migrations")
    )
    config.attributes["connection"] = connection
    config.attributes["service"] = service
    return config


def upgrade(service: str, url: str) -> None:
    """Apply what is missing, in one transaction a migration; concurrent callers wait for each other."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        connection.commit()
        command.upgrade(_config(service, connection), "head")
        connection.commit()


def expected_revision(service: str) -> str | None:
    """Return the newest migration that this checkout has."""
    return ScriptDirectory.from_config(_config(service)).get_current_head()


def applied_revision(engine: Engine) -> str | None:
    """Return the migration the database is at, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def run_environment(service: str, connection: Connection) -> None:
    """What every service's `migrations/env.py` calls."""
    from alembic import context

    context.configure(
        connection=connection,
        target_metadata=[service_database(service).metadata, SharedModel.metadata],
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Command line: `python -m shared.db.migrate SERVICE [--new MESSAGE]`, with DATABASE_URL set."""
    parser = argparse.ArgumentParser(prog="python -m shared.db.migrate", description=main.__doc__)
    parser.add_argument("service", choices=["catalogue", "events", "notifications"])
    parser.add_argument("--new", metavar="MESSAGE", help="write a migration from the models")
    arguments = parser.parse_args()
    url = (
        os.environ.get("DATABASE_URL") or Path(os.environ["DATABASE_URL_FILE"]).read_text().strip()
    )
    if not arguments.new:
        upgrade(arguments.service, url)
        return
    with create_engine(sqlalchemy_url(url), poolclass=pool.NullPool).connect() as connection:
        config = _config(arguments.service, connection)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, arguments.new, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main()
