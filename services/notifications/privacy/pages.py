"""Pages to show and to forget all that we hold on one person, and the log of what was removed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import current_app, flash, request

from services.notifications.contacts.queries import get_contact
from services.notifications.database import database
from services.notifications.privacy.actions import erase_contact
from services.notifications.privacy.queries import get_held, list_removals
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Conflict
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "privacy", __name__)
_A_PAGE = 50


@pages.get("/contacts/<uuid:contact_id>/record")
@access(Role.ORGANISER)
def record(contact_id: uuid.UUID) -> str:
    """Everything we hold on one person, to be read."""
    with database.reading() as session:
        held = get_held(session, contact_id)
    return render("privacy/record.html", held=held, contact=held.record.contact)


@pages.get("/contacts/<uuid:contact_id>/erase")
@access(Role.ORGANISER)
def ask_erase(contact_id: uuid.UUID) -> str:
    """Say what forgetting somebody does, and ask."""
    return _ask(contact_id)


@pages.post("/contacts/<uuid:contact_id>/erase")
@access(Role.ORGANISER)
def erase(contact_id: uuid.UUID) -> Any:
    """Forget the person for good."""
    try:
        now = dt.datetime.now(dt.UTC)
        erase_contact(contact_id, actor_id=require_principal().subject, now=now)
    except Conflict as fault:
        return _ask(contact_id, fault.message), fault.status
    flash("The person is forgotten. The other services know within a second or two.")
    return page_redirect("/notifications/contacts")


@pages.get("/removals")
@access(Role.OPERATOR)
def removals() -> str:
    """What personal data was removed, when and why."""
    settings = cast("NotificationsSettings", current_app.config["SETTINGS"])
    with database.reading() as session:
        page = list_removals(session, limit=_A_PAGE, cursor=request.args.get("cursor"))
    return render("privacy/removals.html", page=page, settings=settings)


def _ask(contact_id: uuid.UUID, fault: str = "") -> str:
    with database.reading() as session:
        contact = get_contact(session, contact_id)
    return render("privacy/erase.html", contact=contact, fault=fault)
