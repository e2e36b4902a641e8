"""The page of contacts that may be one person."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, flash

from services.notifications.database import database
from services.notifications.duplicates.actions import merge_contacts
from services.notifications.duplicates.queries import list_suggestions
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "duplicates", __name__)


@pages.get("/duplicates")
@access(Role.ORGANISER)
def index() -> str:
    """Groups of contacts that may be one, each with the way to merge them."""
    with database.reading() as session:
        suggestions = list_suggestions(session)
    return render("duplicates/index.html", suggestions=suggestions)


@pages.post("/contacts/<uuid:contact_id>/merge/<uuid:gone_id>")
@access(Role.ORGANISER)
def merge(contact_id: uuid.UUID, gone_id: uuid.UUID) -> Response:
    """Make the second contact part of the first."""
    kept = merge_contacts(contact_id, gone_id, dt.datetime.now(dt.UTC))
    flash("The two are one contact now. Nothing of either was lost.")
    return page_redirect(f"/notifications/contacts/{kept.id}")
