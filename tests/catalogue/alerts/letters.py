"""What tests of saved searches read of the letters that were written."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from services.catalogue.database import database
from shared.bus.models import OutboxEntry


def messages(kind: str) -> list[dict[str, Any]]:
    """The bodies of the messages of a kind in the outbox, the oldest first."""
    with database.reading() as session:
        query = select(OutboxEntry.body).where(OutboxEntry.type == f"catalogue.{kind}.v1")
        return list(session.scalars(query.order_by(OutboxEntry.id)))


def letters(kind: str) -> list[dict[str, Any]]:
    """The letters of a kind."""
    return [m for m in messages("letter.written") if m["kind"] == f"saved-search-{kind}"]


def link(letter: dict[str, Any], page: str) -> str:
    """The path of the letter's link to a page; each link stands on a line of its own."""
    [found] = re.findall(
        rf"^http://localhost:8000(/catalogue/saved-searches/{page}/\S+)$",
        letter["text"],
        re.MULTILINE,
    )
    return str(found)
