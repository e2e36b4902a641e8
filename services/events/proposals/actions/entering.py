"""Proposals entered and changed by organisers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.proposals.actions.bodies import Bodies, get_bodies
from services.events.proposals.models import Proposal
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import (
    DEFAULT_MINUTES,
    ProposalState,
    Source,
    reference_of,
    slugs_of,
)
from shared.db import new_id

_FACTS = (
    "title",
    "abstract",
    "format",
    "organisation_id",
    "organisation_name",
    "organisation_kind",
    "innovation_id",
    "innovation",
    "people",
    "available",
    "needs",
    "score",
    "duration_minutes",
    "expected_audience",
)


def add_proposal(edition_id: uuid.UUID, fields: dict[str, Any], now: dt.datetime) -> Proposal:
    """Add a proposal that no invitation led to. Raises NotFound."""
    with database.transaction() as session:
        edition = get_edition(session, edition_id)
        proposal = new_proposal(edition.id, Source.ORGANISER, now)
        proposal.submitted_at = now
        write_facts(proposal, fields, get_bodies(session))
        session.add(proposal)
    return proposal


def edit_proposal(
    proposal_id: uuid.UUID,
    fields: dict[str, Any],
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Proposal:
    """Change what is given of a proposal; `check_version` is asked once nobody else can change it.

    Raises NotFound and what `check_version` raises.
    """
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        check_version(proposal.version)
        write_facts(proposal, fields, get_bodies(session))
        proposal.edited = True
        proposal.version += 1
        proposal.changed_at = now
    return proposal


def new_proposal(edition_id: uuid.UUID, source: Source, now: dt.datetime) -> Proposal:
    """Return an empty proposal, received now."""
    proposal_id = new_id()
    return Proposal(
        id=proposal_id,
        edition_id=edition_id,
        reference=reference_of(proposal_id),
        source=source.value,
        version=1,
        answer_version=0,
        state=ProposalState.RECEIVED.value,
        themes=[],
        comment="",
        changed_at=now,
    )


def write_facts(proposal: Proposal, fields: dict[str, Any], bodies: Bodies) -> None:
    """Write what is given; the kind, region and length are found where they are not given."""
    renamed = fields.get("organisation_name", proposal.organisation_name)
    if "organisation_id" not in fields and renamed != proposal.organisation_name:
        fields = fields | {"organisation_id": None}
    for name in _FACTS:
        if name in fields:
            setattr(proposal, name, fields[name])
    if "themes" in fields:
        proposal.themes = slugs_of(fields["themes"])
    if "organisation_id" in fields and proposal.organisation_id is None:
        proposal.organisation_id = bodies.find(proposal.organisation_name).id
    known = bodies.kind_of(proposal.organisation_id, proposal.organisation_name)
    proposal.organisation_kind = proposal.organisation_kind or known.value
    proposal.region = bodies.region_of(proposal.organisation_id)
    if proposal.duration_minutes is None:
        proposal.duration_minutes = DEFAULT_MINUTES[proposal.format]
