"""Alembic's entry to the notifications service's migrations."""

from alembic import context

from shared.db.migrate import run_environment

run_environment("notifications", context.config.attributes["connection"])
