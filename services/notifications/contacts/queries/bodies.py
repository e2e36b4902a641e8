"""Reads organisations: which exist, who took over from whom, and whom a name means."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, Uuid, cast, func, literal, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Organisation
from shared.register import COUNCIL_KINDS, Kind, Matcher


def bodies() -> Select[uuid.UUID, str, str, bool]:
    """Select every organisation: id, name, kind, and whether its days are over."""
    ended = func.coalesce(Organisation.ended_on <= func.current_date(), False)
    return select(Organisation.id, Organisation.name, Organisation.kind, ended.label("ended"))


def successions() -> Select[uuid.UUID, str]:
    """Select each organisation that has ended with each of its direct successors."""
    successor = func.jsonb_array_elements_text(Organisation.successor_ids)
    return select(Organisation.id.label("before"), successor.label("after")).where(
        Organisation.ended_on <= func.current_date()
    )


def list_ancestors(session: Session, organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """Return an organisation and all it replaced, directly or through others."""
    line = select(literal(organisation_id).label("id")).cte("line", recursive=True)
    steps = successions().subquery("steps")
    earlier = select(steps.c.before).join(line, cast(steps.c.after, Uuid) == line.c.id)
    line = line.union(earlier)
    return list(session.scalars(select(line.c.id).order_by(line.c.id)))


def get_matcher(session: Session) -> tuple[Matcher, dict[str, Organisation]]:
    """Return what finds councils by names as written, and every other body by its name in lower case."""
    rows = session.scalars(select(Organisation).order_by(Organisation.id)).all()
    councils = [row.as_council() for row in rows if Kind(row.kind) in COUNCIL_KINDS]
    others = {row.name.casefold(): row for row in rows if Kind(row.kind) not in COUNCIL_KINDS}
    return Matcher(councils), others
