"""Alembic's entry to the events service's migrations."""

from alembic import context

from shared.db.migrate import run_environment

run_environment("events", context.config.attributes["connection"])
