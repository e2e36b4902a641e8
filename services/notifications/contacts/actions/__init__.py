"""Keeping contacts and organisations as others tell them, and their refusals."""

from services.notifications.contacts.actions.following import (
    follow_organisation,
    record_consent,
    record_person,
)
from services.notifications.contacts.actions.importing import ContactsImporter
from services.notifications.contacts.actions.matching import match_contacts
from services.notifications.contacts.actions.refusing import refuse_mail
from services.notifications.settings import read_settings

IMPORTERS = (ContactsImporter(lambda: read_settings().address_key),)

__all__ = [
    "IMPORTERS",
    "ContactsImporter",
    "follow_organisation",
    "match_contacts",
    "record_consent",
    "record_person",
    "refuse_mail",
]
