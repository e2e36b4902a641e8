"""Endpoints to write, rehearse, approve, send and follow campaigns."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import current_app, url_for

from services.notifications.campaigns import actions, queries, schemas
from services.notifications.campaigns.models import Rehearsal
from services.notifications.campaigns.queries import Listed
from services.notifications.database import database
from services.notifications.delivery.queries import list_recipients
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "campaigns", description="Invitations to many councils")


@api.route("/campaigns", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.CampaignIn)
@api.response(201, schemas.CampaignOut)
def create(fields: dict[str, Any]) -> tuple[Listed, int, dict[str, str]]:
    """Write a campaign."""
    made = actions.create_campaign(fields, actor_id=require_principal().subject, now=_now())
    return made, 201, {"Location": _address(made.campaign.id), "ETag": f'"{made.campaign.version}"'}


@api.route("/campaigns", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.CampaignList)
def list_all(query: dict[str, Any]) -> Page[Listed]:
    """List campaigns, newest first."""
    with database.reading() as session:
        return queries.list_campaigns(session, **query)


@api.route("/campaigns/<uuid:campaign_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.CampaignOut)
def show(campaign_id: uuid.UUID) -> tuple[Listed, int, dict[str, str]]:
    """Show a campaign."""
    with database.reading() as session:
        found = queries.state_of(session, queries.get_campaign(session, campaign_id))
    return found, 200, {"ETag": f'"{found.campaign.version}"'}


@api.route("/campaigns/<uuid:campaign_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(schemas.CampaignPatch(partial=True))
@api.response(200, schemas.CampaignOut)
def edit(fields: dict[str, Any], campaign_id: uuid.UUID) -> tuple[Listed, int, dict[str, str]]:
    """Change a campaign; an approval it has is void then."""
    edited = actions.edit_campaign(
        campaign_id,
        fields,
        check_version=check_if_match,
        actor_id=require_principal().subject,
        now=_now(),
    )
    return edited, 200, {"ETag": f'"{edited.campaign.version}"'}


@api.route("/campaigns/<uuid:campaign_id>/rehearsals", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.response(201, schemas.RehearsalOut)
def rehearse(campaign_id: uuid.UUID) -> Rehearsal:
    """Freeze who would get the campaign, and who not and why."""
    return actions.rehearse_campaign(campaign_id, actor_id=require_principal().subject, now=_now())


@api.route("/campaigns/<uuid:campaign_id>/rehearsals", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.RehearsalList)
def rehearsals(query: dict[str, Any], campaign_id: uuid.UUID) -> Page[Rehearsal]:
    """List a campaign's rehearsals, newest first."""
    with database.reading() as session:
        queries.get_campaign(session, campaign_id)
        return queries.list_rehearsals(session, campaign_id, **query)


@api.route("/campaigns/<uuid:campaign_id>/rehearsals/<uuid:rehearsal_id>/entries", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(schemas.EntryQuery, location="query")
@api.response(200, schemas.EntryList)
def entries(
    query: dict[str, Any], campaign_id: uuid.UUID, rehearsal_id: uuid.UUID
) -> Page[queries.Entry]:
    """List who is in a rehearsal and who is left out."""
    with database.reading() as session:
        rehearsal = queries.get_rehearsal(session, campaign_id, rehearsal_id)
        return queries.list_entries(session, rehearsal.id, **query)


@api.route("/campaigns/<uuid:campaign_id>/approval", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(schemas.ApprovalIn)
@api.response(200, schemas.CampaignOut)
def approve(fields: dict[str, Any], campaign_id: uuid.UUID) -> Listed:
    """Agree to the newest rehearsal by its hash; 409 when it is not that one any more."""
    return actions.approve_campaign(
        campaign_id,
        fields["hash"],
        actor_id=require_principal().subject,
        second_person=_settings().second_approver,
        now=_now(),
    )


@api.route("/campaigns/<uuid:campaign_id>/send", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.SendIn, required=False)
@api.response(202, schemas.ProgressOut)
def send(
    fields: dict[str, Any], campaign_id: uuid.UUID
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Send what was approved to exactly those who were approved; progress is at the Location."""
    actions.send_approved(campaign_id, lanes=_settings().mail_lanes, now=_now(), **fields)
    location = url_for("campaigns_api.progress", campaign_id=campaign_id)
    return _progress(campaign_id), 202, {"Location": location}


@api.route("/campaigns/<uuid:campaign_id>/pause", methods=["POST"])
@access(Role.ORGANISER)
@api.response(200, schemas.ProgressOut)
def pause(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Stop sending after the mails in flight."""
    actions.pause_campaign(campaign_id)
    return _progress(campaign_id)


@api.route("/campaigns/<uuid:campaign_id>/resume", methods=["POST"])
@access(Role.ORGANISER)
@api.response(200, schemas.ProgressOut)
def resume(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Go on sending."""
    actions.resume_campaign(campaign_id, lanes=_settings().mail_lanes)
    return _progress(campaign_id)


@api.route("/campaigns/<uuid:campaign_id>/cancel", methods=["POST"])
@access(Role.ORGANISER)
@api.response(200, schemas.ProgressOut)
def cancel(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Send no more of the campaign, for good."""
    actions.cancel_campaign(campaign_id)
    return _progress(campaign_id)


@api.route("/campaigns/<uuid:campaign_id>/held", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(schemas.HeldIn)
@api.response(200, schemas.ProgressOut)
def decide(fields: dict[str, Any], campaign_id: uuid.UUID) -> dict[str, Any]:
    """Send held mails again, or leave them as uncertain."""
    lanes = _settings().mail_lanes
    actions.decide_held_mails(campaign_id, send_again=fields["send_again"], lanes=lanes)
    return _progress(campaign_id)


@api.route("/campaigns/<uuid:campaign_id>/progress", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.ProgressOut)
def progress(campaign_id: uuid.UUID) -> dict[str, Any]:
    """Say how far the sending is."""
    return _progress(campaign_id)


@api.route("/campaigns/<uuid:campaign_id>/recipients", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(schemas.RecipientQuery, location="query")
@api.response(200, schemas.RecipientList)
def recipients(query: dict[str, Any], campaign_id: uuid.UUID) -> Page[Any]:
    """List the recipients with what became of their mail."""
    with database.reading() as session:
        queries.get_campaign(session, campaign_id)
        return list_recipients(session, campaign_id, **query)


def _progress(campaign_id: uuid.UUID) -> dict[str, Any]:
    with database.reading() as session:
        return queries.progress_of(session, queries.get_campaign(session, campaign_id))


def _address(campaign_id: uuid.UUID) -> str:
    return url_for("campaigns_api.show", campaign_id=campaign_id)


def _settings() -> NotificationsSettings:
    return cast("NotificationsSettings", current_app.config["SETTINGS"])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
