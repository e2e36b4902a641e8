"""Endpoints of proposals."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.proposals.actions import add_proposal, edit_proposal
from services.events.proposals.models import Proposal
from services.events.proposals.queries import get_proposal, list_proposals
from services.events.proposals.schemas import (
    PROPOSAL_CHANGE,
    ProposalIn,
    ProposalOut,
    ProposalQuery,
)
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "proposals", description="What organisations would show.")


@api.route("/editions/<uuid:edition_id>/proposals", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(ProposalQuery, location="query")
@api.response(200, list_schema(ProposalOut))
def index(query: dict[str, Any], edition_id: uuid.UUID) -> Page[Proposal]:
    """List an edition's proposals in the order they came."""
    with database.reading() as session:
        get_edition(session, edition_id)
        return list_proposals(session, edition_id, **query)


@api.route("/editions/<uuid:edition_id>/proposals", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(ProposalIn)
@api.response(201, ProposalOut)
def propose(fields: dict[str, Any], edition_id: uuid.UUID) -> tuple[Proposal, int, dict[str, str]]:
    """Add a proposal that no invitation led to."""
    proposal = add_proposal(edition_id, fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/proposals/{proposal.id}"
    return proposal, 201, _tagged(proposal) | {"Location": where}


@api.route("/proposals/<uuid:proposal_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, ProposalOut)
def show(proposal_id: uuid.UUID) -> tuple[Proposal, int, dict[str, str]]:
    """Show a proposal."""
    with database.reading() as session:
        proposal = get_proposal(session, proposal_id)
    return proposal, 200, _tagged(proposal)


@api.route("/proposals/<uuid:proposal_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(PROPOSAL_CHANGE)
@api.response(200, ProposalOut)
def edit(fields: dict[str, Any], proposal_id: uuid.UUID) -> tuple[Proposal, int, dict[str, str]]:
    """Change a proposal; lists that are given replace the whole list."""
    proposal = edit_proposal(proposal_id, fields, check_if_match, dt.datetime.now(dt.UTC))
    return proposal, 200, _tagged(proposal)


def _tagged(proposal: Proposal) -> dict[str, str]:
    return {"ETag": f'"{proposal.version}"'}
