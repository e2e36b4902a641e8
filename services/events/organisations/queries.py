"""Every read of organisations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.organisations.models import Organisation
from services.events.organisations.rules import Directory
from shared.register import COUNCIL_KINDS, Kind, Register

_MOST_BODIES = 20_000


def find_organisations(
    session: Session, ids: Iterable[uuid.UUID | None]
) -> dict[uuid.UUID, Organisation]:
    """Return those of these organisations that we know, by id."""
    wanted = {i for i in ids if i is not None}
    rows = session.scalars(
        select(Organisation).where(Organisation.id.in_(wanted)).order_by(Organisation.id)
    )
    return {row.id: row for row in rows}


def get_directory(session: Session) -> Directory:
    """Return every body we know, to find by name and to follow through reorganisations."""
    rows = session.scalars(select(Organisation).order_by(Organisation.id).limit(_MOST_BODIES)).all()
    councils = [row.as_council() for row in rows if Kind(row.kind) in COUNCIL_KINDS]
    others = {row.name.casefold(): row.id for row in rows if Kind(row.kind) not in COUNCIL_KINDS}
    return Directory(Register(tuple(councils)), others)


def list_council_names(session: Session) -> list[str]:
    """Return the names of the councils that exist, in order: what a form suggests."""
    kinds = [kind.value for kind in COUNCIL_KINDS]
    return list(
        session.scalars(
            select(Organisation.name)
            .where(Organisation.kind.in_(kinds), Organisation.ended_on.is_(None))
            .order_by(Organisation.name, Organisation.id)
            .limit(_MOST_BODIES)
        )
    )
