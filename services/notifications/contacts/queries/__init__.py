"""Every read of contacts and organisations."""

from services.notifications.contacts.queries.bodies import (
    bodies,
    get_matcher,
    list_ancestors,
    successions,
)
from services.notifications.contacts.queries.contacts import (
    ContactFilter,
    ContactRecord,
    find_consents,
    find_contacts,
    find_person,
    get_contact,
    get_record,
    list_contacts,
    list_person_ids,
    list_unmatched,
)
from services.notifications.contacts.queries.people import (
    Mailbox,
    find_mailboxes,
    find_willing,
    people_for,
    wants_mail,
)

__all__ = [
    "ContactFilter",
    "ContactRecord",
    "Mailbox",
    "bodies",
    "find_consents",
    "find_contacts",
    "find_mailboxes",
    "find_person",
    "find_willing",
    "get_contact",
    "get_matcher",
    "get_record",
    "list_ancestors",
    "list_contacts",
    "list_person_ids",
    "list_unmatched",
    "people_for",
    "successions",
    "wants_mail",
]
