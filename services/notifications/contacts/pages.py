"""Pages on which organisers find, add and change contacts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, cast

from flask import Response, current_app, flash, request
from marshmallow import ValidationError

from services.notifications.contacts import actions
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import (
    ContactFilter,
    find_consents,
    get_contact,
    get_record,
    list_contacts,
)
from services.notifications.contacts.rules import STANDINGS, Purpose
from services.notifications.contacts.schemas import (
    ContactForm,
    ContactIn,
    ContactPatch,
    ContactQuery,
)
from services.notifications.database import database
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "contacts", __name__)
_A_PAGE = 50
_SENTENCES = {
    "left_on": "Enter the day they left, like 2026-03-31, or leave it empty.",
    "kind": "Choose whether this is a person or a shared mailbox.",
    "roles": "Enter fifty roles or fewer.",
}


@pages.get("/contacts")
@access(Role.ORGANISER)
def index() -> str:
    """Contacts by address, found by words, purpose and state."""
    asked = {
        k: v for k, v in request.args.items() if k in ("q", "purpose", "state", "cursor") and v
    }
    try:
        query: dict[str, Any] = ContactQuery().load(asked)
    except ValidationError:
        asked, query = {}, ContactQuery().load({})
    wanted = ContactFilter(q=query["q"], purpose=query["purpose"], state=query["state"])
    with database.reading() as session:
        page = list_contacts(session, limit=_A_PAGE, cursor=query["cursor"], wanted=wanted)
        consents = find_consents(session, [contact.id for contact in page.items])
    return render(
        "contacts/index.html",
        page=page,
        consents=consents,
        wanted=wanted,
        purposes=list(Purpose),
        standings=STANDINGS,
    )


@pages.get("/contacts/new")
@access(Role.ORGANISER)
def ask_new() -> str:
    """The empty form."""
    return _form({}, None)


@pages.post("/contacts/new")
@access(Role.ORGANISER)
def add() -> Any:
    """Add a contact, or show what is wrong."""
    try:
        fields = {**_typed(), "consents": request.form.getlist("consents")}
        checked = ContactIn().load({**fields, "source": request.form.get("source", "")})
        contact = actions.add_contact(checked, address_key=_address_key(), now=_now())
    except (ValidationError, Refusal) as error:
        return _form(dict(request.form), None, error), 422
    flash("The contact was added.")
    return page_redirect(f"/notifications/contacts/{contact.id}")


@pages.get("/contacts/<uuid:contact_id>")
@access(Role.ORGANISER)
def show(contact_id: uuid.UUID) -> str:
    """One contact with what they agreed to and what has become of them."""
    return _show(contact_id)


@pages.get("/contacts/<uuid:contact_id>/edit")
@access(Role.ORGANISER)
def ask_changes(contact_id: uuid.UUID) -> str:
    """The form filled with the contact."""
    contact = _contact(contact_id)
    typed = {
        "kind": contact.kind,
        "email": contact.email,
        "name": contact.name,
        "organisation_name": contact.organisation_name,
        "roles": "\n".join(contact.roles),
        "left_on": contact.left_on.isoformat() if contact.left_on else "",
        "version": str(contact.version),
    }
    return _form(typed, contact)


@pages.post("/contacts/<uuid:contact_id>/edit")
@access(Role.ORGANISER)
def edit(contact_id: uuid.UUID) -> Any:
    """Change the contact, or show what is wrong."""
    contact = _contact(contact_id)
    try:
        actions.edit_contact(
            contact_id,
            ContactPatch().load(_typed()),
            check_version=_check_version(),
            address_key=_address_key(),
            now=_now(),
        )
    except (ValidationError, Refusal) as error:
        return _form(dict(request.form), contact, error), 422
    flash("The contact was changed.")
    return page_redirect(f"/notifications/contacts/{contact_id}")


@pages.post("/contacts/<uuid:contact_id>/consents")
@access(Role.ORGANISER)
def consents(contact_id: uuid.UUID) -> Any:
    """Note what they agreed to and where, or show what is missing."""
    fields = {
        "consents": request.form.getlist("consents"),
        "source": request.form.get("source", ""),
    }
    try:
        actions.change_consents(contact_id, fields, check_version=_check_version(), now=_now())
    except Refusal as error:
        return _show(contact_id, error), 422
    flash("What they agreed to was changed.")
    return page_redirect(f"/notifications/contacts/{contact_id}")


@pages.post("/contacts/<uuid:contact_id>/bounce")
@access(Role.ORGANISER)
def bounce(contact_id: uuid.UUID) -> Response:
    """Mark the address as one that mail comes back from, or as working."""
    bounced = request.form.get("bounced") == "yes"
    actions.mark_bounced(contact_id, bounced=bounced, check_version=_check_version(), now=_now())
    flash("They get no more mail at this address." if bounced else "They get mail again.")
    return page_redirect(f"/notifications/contacts/{contact_id}")


def _show(contact_id: uuid.UUID, error: Refusal | None = None) -> str:
    with database.reading() as session:
        record = get_record(session, contact_id)
    given = {consent.purpose for consent in record.consents}
    return render(
        "contacts/show.html",
        record=record,
        contact=record.contact,
        purposes=list(Purpose),
        given=set(request.form.getlist("consents")) if error else given,
        source=request.form.get("source", ""),
        faults=_faults(error) if error else {},
    )


def _form(
    typed: dict[str, str],
    contact: Contact | None,
    error: ValidationError | Refusal | None = None,
) -> str:
    return render(
        "contacts/form.html",
        typed=typed,
        contact=contact,
        chosen=request.form.getlist("consents"),
        purposes=list(Purpose),
        faults=_faults(error) if error else {},
    )


def _faults(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the fields at fault, each with a sentence; "" for what is no field's fault."""
    if isinstance(error, Refusal):
        return {(error.pointer or "/").removeprefix("/"): error.message}
    wrong = error.messages_dict
    return {name: _SENTENCES.get(name, "Check this.") for name in wrong}


def _typed() -> dict[str, Any]:
    known = {name: value for name, value in request.form.items() if name in ContactForm().fields}
    return cast("dict[str, Any]", ContactForm().load(known))


def _check_version() -> Callable[[int], None]:
    def check(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale(
                "Somebody else changed this contact while you were editing. Nothing was saved."
                " Open it again to see their changes, then make yours."
            )

    return check


def _contact(contact_id: uuid.UUID) -> Contact:
    with database.reading() as session:
        return get_contact(session, contact_id)


def _address_key() -> str:
    return cast("NotificationsSettings", current_app.config["SETTINGS"]).address_key


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
