"""Wake-ups that keep the index."""

from __future__ import annotations

from celery import shared_task

from services.catalogue.search import actions
from services.catalogue.settings import read_settings


@shared_task(name="catalogue.index-innovations")
def index_innovations() -> None:
    """Take in what changed; several at once do no harm."""
    actions.index_changes(read_settings().index_dir)


@shared_task(name="catalogue.check-index")
def check_index() -> None:
    """Repair the index where it is missing or damaged."""
    actions.check_index(read_settings().index_dir)


@shared_task(name="catalogue.rebuild-index")
def rebuild_index() -> None:
    """Build the index anew beside the live one."""
    actions.rebuild_index(read_settings().index_dir)
