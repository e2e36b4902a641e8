"""Counts how often innovations are read."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.dialects.postgresql import insert

from services.catalogue.database import database
from services.catalogue.innovations.models import InnovationView


def record_view(innovation_id: uuid.UUID, day: dt.date) -> None:
    """Count one reading of an innovation on a day in London."""
    first = insert(InnovationView).values(innovation_id=innovation_id, day=day, views=1)
    once_more = first.on_conflict_do_update(
        index_elements=[InnovationView.innovation_id, InnovationView.day],
        set_={"views": InnovationView.views + 1},
    )
    with database.transaction() as session:
        session.execute(once_more)
