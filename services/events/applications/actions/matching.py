"""Finds the councils of applications that came before the register told of them."""

from __future__ import annotations

from sqlalchemy import select

from services.events.applications.models import ApplicationCouncil
from services.events.database import database
from services.events.organisations.queries import get_directory

_BATCH = 1000


def match_councils() -> int:
    """Find whom names without an organisation mean, and return how many were found."""
    with database.transaction() as session:
        waiting = session.scalars(
            select(ApplicationCouncil)
            .where(ApplicationCouncil.organisation_id.is_(None))
            .order_by(ApplicationCouncil.application_id.desc(), ApplicationCouncil.position)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        if not waiting:
            return 0
        directory = get_directory(session)
        for row in waiting:
            row.organisation_id = directory.find(row.name).organisation_id
        return sum(row.organisation_id is not None for row in waiting)
