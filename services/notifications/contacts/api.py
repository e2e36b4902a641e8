"""Endpoints on contacts."""

from __future__ import annotations

from typing import Any

from services.notifications.contacts.queries import find_consents, list_contacts
from services.notifications.contacts.schemas import ContactList
from services.notifications.database import database
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import CursorQuery
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "contacts", description="People and shared mailboxes")


@api.route("/contacts", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, ContactList)
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List contacts by address, with what they agreed to get."""
    with database.reading() as session:
        page = list_contacts(session, **query)
        consents = find_consents(session, [contact.id for contact in page.items])
    items = [
        {
            "id": contact.id,
            "email": contact.email,
            "name": contact.name,
            "organisation_id": contact.organisation_id,
            "organisation_name": contact.organisation_name,
            "roles": contact.roles,
            "consents": consents.get(contact.id, []),
        }
        for contact in page.items
    ]
    return {"items": items, "next": page.next}
