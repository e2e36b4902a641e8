"""Pages to write a campaign, look at it and rehearse it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, flash, request
from marshmallow import ValidationError

from services.notifications.campaigns import actions, queries
from services.notifications.campaigns.models import Campaign
from services.notifications.campaigns.rules import REASONS
from services.notifications.campaigns.schemas import CampaignForm, CampaignIn, faults_of
from services.notifications.database import database
from services.notifications.segments.queries import list_segments
from services.notifications.templates.queries import find_template, list_brands, list_templates
from services.notifications.templates.rules import PLACEHOLDERS
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "campaigns", "services.notifications.campaigns")
_CAMPAIGNS_A_PAGE = 50
_ENTRIES_A_PAGE = 100
_CHOICES = 200


@pages.get("/")
@access(Role.ORGANISER)
def index() -> str:
    """The campaigns, newest first."""
    with database.reading() as session:
        cursor = request.args.get("cursor")
        page = queries.list_campaigns(session, limit=_CAMPAIGNS_A_PAGE, cursor=cursor)
    return render("campaigns/index.html", page=page)


@pages.get("/campaigns/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The form of a new campaign, with the starter invitation in it."""
    wanted = request.args
    typed = {f"{name}_id": wanted.get(name, "") for name in ("edition", "segment", "template")}
    with database.reading() as session:
        template = find_template(session, _uuid(typed["template_id"]))
    if template is not None:
        typed |= {"subject": template.subject, "body": template.body}
    return _form(CampaignForm.blank(**typed), None)


@pages.post("/campaigns/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Keep the campaign, show a preview, or show what is wrong."""
    form = CampaignForm.sent(request.form)
    try:
        fields: dict[str, Any] = CampaignIn().load(form.data())
        if "preview" in request.form:
            return _form(form, None, preview=_preview(Campaign(**fields)))
        made = actions.create_campaign(fields, actor_id=require_principal().subject, now=_now())
    except (ValidationError, Refusal) as error:
        return _form(form, None, error), 422
    flash(f"{made.campaign.name} was saved. Nobody has been invited yet.")
    return page_redirect(f"/notifications/campaigns/{made.campaign.id}")


@pages.get("/campaigns/<uuid:campaign_id>")
@access(Role.ORGANISER)
def show(campaign_id: uuid.UUID) -> str:
    """The campaign, how its mail reads, and what comes next."""
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        found = queries.state_of(session, campaign)
        edition = queries.find_edition(session, campaign.edition_id)
        preview = queries.preview_of(session, campaign)
        newest = queries.find_newest_rehearsal(session, campaign_id)
    return render(
        "campaigns/show.html", found=found, edition=edition, preview=preview, newest=newest
    )


@pages.get("/campaigns/<uuid:campaign_id>/edit")
@access(Role.ORGANISER)
def ask_changes(campaign_id: uuid.UUID) -> str:
    """The form filled with the campaign."""
    campaign = _campaign(campaign_id)
    return _form(CampaignForm.of(campaign), campaign)


@pages.post("/campaigns/<uuid:campaign_id>/edit")
@access(Role.ORGANISER)
def edit(campaign_id: uuid.UUID) -> Any:
    """Change the campaign, which voids its approval, show a preview, or show what is wrong."""
    campaign = _campaign(campaign_id)
    form = CampaignForm.sent(request.form)

    def check_version(version: int) -> None:
        if form.version != str(version):
            raise Stale(
                "Somebody else changed this campaign while you were editing. Nothing was saved."
                " Open it again to see their changes, then make yours."
            )

    try:
        fields: dict[str, Any] = CampaignIn().load(form.data())
        if "preview" in request.form:
            return _form(form, campaign, preview=_preview(Campaign(**fields)))
        actions.edit_campaign(
            campaign_id,
            fields,
            check_version=check_version,
            actor_id=require_principal().subject,
            now=_now(),
        )
    except (ValidationError, Refusal) as error:
        return _form(form, campaign, error), 422
    flash("The campaign was changed. Rehearse it again before it is approved and sent.")
    return page_redirect(f"/notifications/campaigns/{campaign_id}")


@pages.post("/campaigns/<uuid:campaign_id>/rehearsal")
@access(Role.ORGANISER)
def rehearse(campaign_id: uuid.UUID) -> Response:
    """Freeze the audience and show it."""
    actions.rehearse_campaign(campaign_id, actor_id=require_principal().subject, now=_now())
    return page_redirect(f"/notifications/campaigns/{campaign_id}/rehearsal")


@pages.get("/campaigns/<uuid:campaign_id>/rehearsal")
@access(Role.ORGANISER)
def rehearsal(campaign_id: uuid.UUID) -> Any:
    """Who gets it, who not and why."""
    included = request.args.get("show") != "excluded"
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        newest = queries.find_newest_rehearsal(session, campaign_id)
        if newest is None:
            return page_redirect(f"/notifications/campaigns/{campaign_id}")
        page = queries.list_entries(
            session,
            newest.id,
            included=included,
            limit=_ENTRIES_A_PAGE,
            cursor=request.args.get("cursor"),
        )
        found = queries.state_of(session, campaign)
        current = queries.is_current(session, newest, campaign)
    return render(
        "campaigns/rehearsal.html",
        found=found,
        rehearsal=newest,
        current=current,
        page=page,
        included=included,
        reasons=REASONS,
    )


def _campaign(campaign_id: uuid.UUID) -> Campaign:
    with database.reading() as session:
        return queries.get_campaign(session, campaign_id)


def _preview(campaign: Campaign) -> queries.Preview:
    with database.reading() as session:
        return queries.preview_of(session, campaign)


def _form(
    form: CampaignForm,
    campaign: Campaign | None,
    error: ValidationError | Refusal | None = None,
    *,
    preview: queries.Preview | None = None,
) -> str:
    with database.reading() as session:
        choices = {
            "editions": queries.list_editions(session),
            "themes": queries.list_themes(session),
            "segments": list_segments(session, limit=_CHOICES, cursor=None).items,
            "templates": list_templates(session, limit=_CHOICES, cursor=None).items,
            "brands": list_brands(session),
        }
    return render(
        "campaigns/form.html",
        form=form,
        campaign=campaign,
        faults=faults_of(error) if error else {},
        **choices,
        placeholders=PLACEHOLDERS,
        preview=preview,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
