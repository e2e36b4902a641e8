"""Pages to approve and send a campaign, and to follow it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import cast

from flask import Response, current_app, flash, request

from services.notifications.campaigns import actions, queries
from services.notifications.database import database
from services.notifications.delivery.queries import (
    find_state,
    get_recipient,
    list_attempts,
    list_recipients,
)
from services.notifications.delivery.rules import State, london_moment
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import NotFound
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "sending", "services.notifications.campaigns")
_RECIPIENTS_A_PAGE = 100


@pages.post("/campaigns/<uuid:campaign_id>/approval")
@access(Role.ORGANISER)
def approve(campaign_id: uuid.UUID) -> Response:
    """Agree to the rehearsal that was looked at."""
    actions.approve_campaign(
        campaign_id,
        request.form.get("hash", ""),
        actor_id=require_principal().subject,
        second_person=_settings().second_approver,
        now=dt.datetime.now(dt.UTC),
    )
    flash("The campaign is approved. It can be sent to exactly these people.")
    return page_redirect(f"/notifications/campaigns/{campaign_id}")


@pages.post("/campaigns/<uuid:campaign_id>/send")
@access(Role.ORGANISER)
def send(campaign_id: uuid.UUID) -> Response:
    """Begin to send what was approved."""
    actions.send_approved(
        campaign_id,
        lanes=_lanes(),
        now=dt.datetime.now(dt.UTC),
        starts_at=london_moment(request.form.get("starts_at", "")),
        working_hours="working_hours" in request.form,
    )
    return _to_progress(campaign_id)


@pages.post("/campaigns/<uuid:campaign_id>/pause")
@access(Role.ORGANISER)
def pause(campaign_id: uuid.UUID) -> Response:
    """Stop after the mails in flight."""
    actions.pause_campaign(campaign_id)
    return _to_progress(campaign_id)


@pages.post("/campaigns/<uuid:campaign_id>/resume")
@access(Role.ORGANISER)
def resume(campaign_id: uuid.UUID) -> Response:
    """Go on sending."""
    actions.resume_campaign(campaign_id, lanes=_lanes())
    return _to_progress(campaign_id)


@pages.get("/campaigns/<uuid:campaign_id>/cancel")
@access(Role.ORGANISER)
def ask_cancel(campaign_id: uuid.UUID) -> str:
    """Say what cancelling does, and ask."""
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        progress = queries.progress_of(session, campaign)
    return render("campaigns/cancel.html", campaign=campaign, progress=progress)


@pages.post("/campaigns/<uuid:campaign_id>/cancel")
@access(Role.ORGANISER)
def cancel(campaign_id: uuid.UUID) -> Response:
    """Send no more, for good."""
    actions.cancel_campaign(campaign_id)
    return _to_progress(campaign_id)


@pages.post("/campaigns/<uuid:campaign_id>/held")
@access(Role.ORGANISER)
def decide(campaign_id: uuid.UUID) -> Response:
    """Send held mails again, or leave them as uncertain."""
    again = request.form.get("decision") == "send_again"
    count = actions.decide_held_mails(campaign_id, send_again=again, lanes=_lanes())
    what = "will be sent again" if again else "are left as they are"
    flash(f"Held mails: {count} {what}.")
    return _to_progress(campaign_id)


@pages.get("/campaigns/<uuid:campaign_id>/progress")
@access(Role.ORGANISER)
def progress(campaign_id: uuid.UUID) -> str:
    """How far the sending is; refreshes itself while it goes on."""
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        figures = queries.progress_of(session, campaign)
    return render("campaigns/progress.html", campaign=campaign, progress=figures, states=State)


@pages.get("/campaigns/<uuid:campaign_id>/recipients")
@access(Role.ORGANISER)
def recipients(campaign_id: uuid.UUID) -> str:
    """Everybody in the campaign with what became of their mail."""
    asked = request.args.get("state")
    state = asked if asked in set(State) else None
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        page = list_recipients(
            session,
            campaign_id,
            state=state,
            limit=_RECIPIENTS_A_PAGE,
            cursor=request.args.get("cursor"),
        )
    return render(
        "campaigns/recipients.html", campaign=campaign, page=page, state=state, states=State
    )


@pages.get("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>")
@access(Role.ORGANISER)
def recipient(campaign_id: uuid.UUID, recipient_id: uuid.UUID) -> str:
    """One recipient's mail with all that happened to it."""
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        found = get_recipient(session, recipient_id)
        if found.campaign_id != campaign.id:
            raise NotFound("Nobody like that is in this campaign.")
        attempts = list_attempts(session, recipient_id)
        state = find_state(session, recipient_id)
    return render(
        "campaigns/recipient.html",
        campaign=campaign,
        recipient=found,
        attempts=attempts,
        state=state,
    )


def _to_progress(campaign_id: uuid.UUID) -> Response:
    return page_redirect(f"/notifications/campaigns/{campaign_id}/progress")


def _lanes() -> int:
    return _settings().mail_lanes


def _settings() -> NotificationsSettings:
    return cast("NotificationsSettings", current_app.config["SETTINGS"])
