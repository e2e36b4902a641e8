"""Keeping contacts and organisations as others tell them, and their refusals."""

from services.notifications.contacts.actions.consenting import (
    choose_purposes,
    give_consents,
    lift_refusal,
    note_sign_of_life,
    refuse_mail,
    withdraw_consent,
)
from services.notifications.contacts.actions.editing import (
    add_contact,
    change_consents,
    edit_contact,
    keep_refusals,
    mark_bounced,
    remember_address,
)
from services.notifications.contacts.actions.following import (
    follow_organisation,
    record_consent,
    record_person,
)
from services.notifications.contacts.actions.importing import ContactsImporter
from services.notifications.contacts.actions.matching import match_contacts
from services.notifications.settings import read_settings

IMPORTERS = (ContactsImporter(lambda: read_settings().address_key),)

__all__ = [
    "IMPORTERS",
    "ContactsImporter",
    "add_contact",
    "change_consents",
    "choose_purposes",
    "edit_contact",
    "follow_organisation",
    "give_consents",
    "keep_refusals",
    "lift_refusal",
    "mark_bounced",
    "match_contacts",
    "note_sign_of_life",
    "record_consent",
    "record_person",
    "refuse_mail",
    "remember_address",
    "withdraw_consent",
]
