"""An edition's workspace: its proposals, sessions and figures, and the release of its programme."""

from __future__ import annotations

import datetime as dt

from flask import request

from services.events.database import database
from services.events.editions.queries import Edition, get_edition_by_slug, state_of
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import (
    find_latest_release,
    list_planned,
    list_unplaced,
    list_unscheduled,
)
from services.events.programme.rules import is_within
from services.events.proposals.rules import ProposalState
from services.events.reports.queries import list_campaign_figures
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "planning", "services.events.programme")

_PROPOSALS_SHOWN = 50


@pages.get("/editions/<slug>")
@access(Role.ORGANISER)
def workspace(slug: str) -> str:
    """Everything an organiser needs of an edition; `?wish=` is a state of proposals."""
    wish = request.args.get("wish", ProposalState.RECEIVED, type=ProposalState)
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        proposals = list_unscheduled(
            session,
            edition.id,
            limit=_PROPOSALS_SHOWN,
            cursor=request.args.get("cursor"),
            state=wish,
        )
        planned = list_planned(session, edition.id)
        return render(
            "programme/workspace.html",
            edition=edition,
            state=state_of(edition, dt.datetime.now(dt.UTC)),
            wish=wish,
            proposals=proposals,
            planned=planned,
            unplaced=list_unplaced(session, edition.id),
            outside={item.id for item in planned if not _fits(edition, item)},
            release=find_latest_release(session, edition.id),
            figures=list_campaign_figures(session, edition.id),
        )


def _fits(edition: Edition, item: ProgrammeSession) -> bool:
    return is_within(*item.slot, edition.starts_on, edition.ends_on)
