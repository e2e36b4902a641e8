"""Alembic's entry to the catalogue service's migrations."""

from alembic import context

from shared.db.migrate import run_environment

run_environment("catalogue", context.config.attributes["connection"])
