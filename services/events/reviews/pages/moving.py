"""The form that moves a proposal to another edition."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.events.reviews.actions import move_proposal
from services.events.reviews.pages.organising import pages, proposal_page
from services.events.reviews.schemas import MoveIn
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web import page_redirect
from shared.web.forms import faults_of, status_of


@pages.post("/editions/<slug>/review/<uuid:proposal_id>/move")
@access(Role.ORGANISER)
def move(slug: str, proposal_id: uuid.UUID) -> Any:
    """Move the proposal to another edition, or show what stands against it."""
    proposal_page(slug, proposal_id, {})  # refuses a proposal of another edition

    def same(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale("Somebody changed this proposal meanwhile. Read it again, then move it.")

    try:
        asked = MoveIn().load({"edition_id": request.form.get("edition_id", "")})
        moved = move_proposal(proposal_id, **asked, check_version=same, now=dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return proposal_page(slug, proposal_id, faults_of(error)), status_of(error)
    flash(f"“{moved.title}” was moved.")
    return page_redirect(f"/events/editions/{slug}/review/{proposal_id}")
