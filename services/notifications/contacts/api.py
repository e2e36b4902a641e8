"""Endpoints on contacts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import current_app

from services.notifications.contacts import actions, schemas
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import (
    ContactFilter,
    find_consents,
    get_contact,
    list_contacts,
)
from services.notifications.database import database
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import check_if_match, idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "contacts", description="People and shared mailboxes")
Answer = tuple[dict[str, Any], int, dict[str, str]]


@api.route("/contacts", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(schemas.ContactQuery, location="query")
@api.response(200, schemas.ContactList)
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List contacts by address, with what they agreed to get."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    with database.reading() as session:
        page = list_contacts(session, limit=limit, cursor=cursor, wanted=ContactFilter(**query))
        consents = find_consents(session, [contact.id for contact in page.items])
    items = [_shown(contact, consents.get(contact.id, [])) for contact in page.items]
    return {"items": items, "next": page.next}


@api.route("/contacts", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.ContactIn)
@api.response(201, schemas.ContactOut)
def add(fields: dict[str, Any]) -> Answer:
    """Add a contact."""
    contact = actions.add_contact(fields, address_key=_address_key(), now=_now())
    shown, _, headers = _answer(contact)
    return shown, 201, headers | {"Location": f"/notifications/api/contacts/{contact.id}"}


@api.route("/contacts/<uuid:contact_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.ContactOut)
def show(contact_id: uuid.UUID) -> Answer:
    """Show a contact."""
    with database.reading() as session:
        contact = get_contact(session, contact_id)
    return _answer(contact)


@api.route("/contacts/<uuid:contact_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(schemas.ContactPatch(partial=True))
@api.response(200, schemas.ContactOut)
def edit(fields: dict[str, Any], contact_id: uuid.UUID) -> Answer:
    """Change a contact; another address keeps the old one in the history, and every refusal."""
    changed = actions.edit_contact(
        contact_id,
        fields,
        check_version=check_if_match,
        address_key=_address_key(),
        now=_now(),
    )
    return _answer(changed)


@api.route("/contacts/<uuid:contact_id>/consents", methods=["PUT"])
@access(Role.ORGANISER)
@api.arguments(schemas.ConsentsIn)
@api.response(200, schemas.ContactOut)
def consents(fields: dict[str, Any], contact_id: uuid.UUID) -> Answer:
    """Say what a contact agreed to, and where. A refusal of theirs stays: only they can lift it."""
    changed = actions.change_consents(contact_id, fields, check_version=check_if_match, now=_now())
    return _answer(changed)


@api.route("/contacts/<uuid:contact_id>/bounce", methods=["PUT"])
@access(Role.ORGANISER)
@api.arguments(schemas.BounceIn)
@api.response(200, schemas.ContactOut)
def bounce(fields: dict[str, Any], contact_id: uuid.UUID) -> Answer:
    """Say by hand that mail to a contact comes back, or that the address works after all."""
    changed = actions.mark_bounced(
        contact_id, bounced=fields["bounced"], check_version=check_if_match, now=_now()
    )
    return _answer(changed)


def _answer(contact: Contact) -> Answer:
    with database.reading() as session:
        agreed = find_consents(session, [contact.id]).get(contact.id, [])
    return _shown(contact, agreed), 200, {"ETag": f'"{contact.version}"'}


def _shown(contact: Contact, agreed: list[str]) -> dict[str, Any]:
    names = [name for name in schemas.ContactOut().fields if name != "consents"]
    return {**{name: getattr(contact, name) for name in names}, "consents": agreed}


def _address_key() -> str:
    return cast("NotificationsSettings", current_app.config["SETTINGS"]).address_key


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
