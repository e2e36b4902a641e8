"""Tells the other services and the search index what changed in public."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.catalogue.innovations.models import Innovation, InnovationChange
from services.catalogue.innovations.rules import State, address_of
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.bus import enqueue, publish
from shared.contracts.catalogue import InnovationPublished, InnovationWithdrawn


def announce_published(session: Session, innovations: Sequence[Innovation], bodies: Bodies) -> None:
    """Say that these became public, or that their public text changed."""
    for innovation in innovations:
        data = _published(innovation, bodies)
        publish(session, InnovationPublished, innovation.id, version=innovation.version, data=data)
    note_changes(session, [innovation.id for innovation in innovations])


def announce_withdrawn(session: Session, innovation: Innovation) -> None:
    """Say that this is no longer public."""
    data = {"innovation_id": innovation.id}
    publish(session, InnovationWithdrawn, innovation.id, version=innovation.version, data=data)
    note_changes(session, [innovation.id])


def note_changes(session: Session, innovation_ids: Collection[uuid.UUID]) -> None:
    """Put these on the index's list of work and wake it."""
    if innovation_ids:
        session.add_all(InnovationChange(innovation_id=i) for i in innovation_ids)
        enqueue(session, "catalogue.index-innovations")


def note_organisation(session: Session, organisation_id: uuid.UUID) -> None:
    """Have the index take in anew what is found by an organisation's names."""
    family = {organisation_id, *(b.id for b in get_bodies(session).family(organisation_id))}
    query = select(Innovation.id).where(
        Innovation.organisation_id.in_(family), Innovation.state == State.PUBLISHED
    )
    note_changes(session, session.scalars(query.order_by(Innovation.id)).all())


def forget_changes(session: Session, positions: Collection[int]) -> None:
    """Take from the index's list of work what it has taken in."""
    query = delete(InnovationChange).where(InnovationChange.position.in_(list(positions)))
    session.execute(query.execution_options(synchronize_session=False))


def _published(innovation: Innovation, bodies: Bodies) -> dict[str, Any]:
    body = bodies.find(innovation.organisation_id)
    return {
        "innovation_id": innovation.id,
        "reference": innovation.reference,
        "slug": innovation.slug,
        "title": innovation.title,
        "summary": innovation.summary,
        "organisation_id": innovation.organisation_id,
        "organisation_name": innovation.organisation_name,
        "region": innovation.region or (body.region if body else None),
        "themes": innovation.themes,
        "year": innovation.year,
        "url": address_of(innovation.slug),
    }
