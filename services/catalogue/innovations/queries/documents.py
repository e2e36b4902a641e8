"""What the search index is told of published innovations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.catalogue.innovations.models import Innovation, InnovationChange, InnovationView
from services.catalogue.innovations.rules import State
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.register import Kind, kind_of


@dataclass(frozen=True)
class InnovationDocument:
    """A published innovation with the names of its organisation, so that old ones find it too.

    `organisation_name` is as written; `organisation_names` are the official and other names, and
    those of successors and predecessors; `council` is None where nobody in the register is meant.
    """

    id: uuid.UUID
    reference: str
    slug: str
    title: str
    summary: str
    organisation_id: uuid.UUID | None
    organisation_name: str
    organisation_names: tuple[str, ...]
    organisation_kind: str
    council: str | None
    successor_names: tuple[str, ...]
    region: str | None
    themes: tuple[str, ...]
    year: int | None
    published_at: dt.datetime
    views: int


def list_changes(session: Session, limit: int) -> Sequence[InnovationChange]:
    """Return the oldest changes that the index has not taken in."""
    query = select(InnovationChange).order_by(InnovationChange.position).limit(limit)
    return session.scalars(query).all()


def get_documents(
    session: Session, innovation_ids: Collection[uuid.UUID]
) -> list[InnovationDocument]:
    """Return the documents of those ids that are published, by id."""
    return _documents(session, select(Innovation).where(Innovation.id.in_(list(innovation_ids))))


def list_documents(
    session: Session, after: uuid.UUID | None, limit: int
) -> list[InnovationDocument]:
    """Return up to `limit` published innovations' documents, by id, after one of them."""
    query = select(Innovation).limit(limit)
    return _documents(session, query.where(Innovation.id > after) if after else query)


def _documents(session: Session, query: Select[Innovation]) -> list[InnovationDocument]:
    published = query.where(Innovation.state == State.PUBLISHED).order_by(Innovation.id)
    rows = session.scalars(published).all()
    views = _views(session, [row.id for row in rows])
    bodies = get_bodies(session)
    return [document_of(row, bodies, views.get(row.id, 0)) for row in rows]


def _views(session: Session, innovation_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    totals = session.execute(
        select(InnovationView.innovation_id, func.sum(InnovationView.views))
        .where(InnovationView.innovation_id.in_(innovation_ids))
        .group_by(InnovationView.innovation_id)
    )
    return {innovation_id: int(views) for innovation_id, views in totals}


def document_of(row: Innovation, bodies: Bodies, views: int) -> InnovationDocument:
    """Return what the index is told of a published innovation."""
    body = bodies.find(row.organisation_id)
    successors = bodies.register.successors_of(body.id) if body else ()
    family = (body, *bodies.family(body.id)) if body else ()
    names = (n for m in family for n in (m.name, m.short_name, *m.other_names))
    return InnovationDocument(
        id=row.id,
        reference=row.reference,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        organisation_names=tuple(dict.fromkeys(names)),
        organisation_kind=body.kind if body else kind_of(row.organisation_name) or Kind.OTHER,
        council=body.name if body else None,
        successor_names=tuple(successor.name for successor in successors),
        region=row.region or (body.region if body else None),
        themes=tuple(row.themes),
        year=row.year,
        published_at=row.published_at or row.updated_at,
        views=views,
    )
