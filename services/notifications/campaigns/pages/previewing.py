"""Pages to see how a campaign's mail reads to anybody, and to give it files to carry."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, flash, request

from services.notifications.campaigns import actions, queries
from services.notifications.database import database
from services.notifications.segments.queries import find_by_address
from services.notifications.templates.queries import list_attachments
from services.notifications.templates.rules import CASES, KINDS, MOST_BYTES
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "previews", "services.notifications.campaigns")
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pages.get("/campaigns/<uuid:campaign_id>/preview")
@access(Role.ORGANISER)
def preview(campaign_id: uuid.UUID) -> str:
    """The mail of one contact, with what differs between recipients marked, and hints."""
    asked, case = _asked()
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        reader = find_by_address(session, asked) if asked else None
        found = queries.preview_of(session, campaign, reader, case)
    return render(
        "campaigns/preview.html",
        campaign=campaign,
        preview=found,
        asked=asked,
        unknown=bool(asked) and reader is None,
        case=case,
        cases=CASES,
    )


@pages.get("/campaigns/<uuid:campaign_id>/mail.html")
@access(Role.ORGANISER)
def mail(campaign_id: uuid.UUID) -> Response:
    """The HTML part by itself, as a mail program shows it; it can fetch and run nothing."""
    asked, case = _asked()
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        reader = find_by_address(session, asked) if asked else None
        html = queries.preview_of(session, campaign, reader, case).text.html
        for cid, address in queries.picture_addresses(session, campaign).items():
            html = html.replace(f'src="{cid}"', f'src="{address}"')
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _MAIL_POLICY
    return answer


@pages.get("/campaigns/<uuid:campaign_id>/files")
@access(Role.ORGANISER)
def files(campaign_id: uuid.UUID) -> str:
    """The files that every mail of the campaign carries."""
    return _files(campaign_id)


@pages.post("/campaigns/<uuid:campaign_id>/files")
@access(Role.ORGANISER)
def attach(campaign_id: uuid.UUID) -> Any:
    """Add a file, which voids the approval, or say why not."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _files(campaign_id, "Choose a file."), 422
    try:
        actions.attach_to_campaign(
            campaign_id,
            file.filename,
            file.read(MOST_BYTES + 1),
            actor_id=require_principal().subject,
            now=dt.datetime.now(dt.UTC),
        )
    except Invalid as fault:
        return _files(campaign_id, fault.message), 422
    flash("The file is part of every mail of this campaign.")
    return page_redirect(f"/notifications/campaigns/{campaign_id}/files")


@pages.post("/campaigns/<uuid:campaign_id>/files/<uuid:attachment_id>/removal")
@access(Role.ORGANISER)
def detach(campaign_id: uuid.UUID, attachment_id: uuid.UUID) -> Response:
    """Take a file off, which voids the approval."""
    actions.detach_from_campaign(
        campaign_id,
        attachment_id,
        actor_id=require_principal().subject,
        now=dt.datetime.now(dt.UTC),
    )
    flash("The file was taken off.")
    return page_redirect(f"/notifications/campaigns/{campaign_id}/files")


def _files(campaign_id: uuid.UUID, fault: str = "") -> str:
    with database.reading() as session:
        campaign = queries.get_campaign(session, campaign_id)
        found = list_attachments(session, campaign_id)
    return render(
        "campaigns/files.html", campaign=campaign, files=found, fault=fault, kinds=list(KINDS)
    )


def _asked() -> tuple[str, str]:
    case = request.args.get("case", "")
    return request.args.get("address", "").strip(), case if case in CASES else ""
