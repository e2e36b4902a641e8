"""The tables of contacts and of the organisations they belong to."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.contacts.rules import ContactKind
from services.notifications.database import Model
from shared.organisations import OrganisationCopy

_KINDS = ", ".join(f"'{kind}'" for kind in ContactKind)
SEARCHED = (
    "to_tsvector('simple'::regconfig, regexp_replace((((name || ' '::text) || email) || ' '::text)"
    " || organisation_name, '[^[:alnum:]]+'::text, ' '::text, 'g'::text))"
)
"""The words a contact is found by: those of its name, its address and its organisation."""


class Organisation(OrganisationCopy, Model):
    """Our copy of a body of the catalogue's register."""


class Contact(Model):
    """A person or a shared mailbox. `mark` recognises the address in suppressions.

    `organisation_name` is as it was written; `organisation_id` is whom we took it for. `email` is
    the address mailed now, known to be theirs since `address_since` (no older bounce counts against
    it). `active_at` is when we last heard of them: from themselves, or from somebody who works here.
    """

    __tablename__ = "contacts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=ContactKind.PERSON, server_default=ContactKind.PERSON)
    email: Mapped[str] = mapped_column(unique=True)
    mailbox: Mapped[str]
    mark: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    roles: Mapped[list[str]]
    left_on: Mapped[dt.date | None]
    address_since: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    bounced_at: Mapped[dt.datetime | None]
    bounce_words: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    active_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        Index("ix_contacts_organisation", "organisation_id", "id"),
        Index("ix_contacts_unmatched", "id", postgresql_where=text("organisation_id IS NULL")),
        Index("ix_contacts_words", text(SEARCHED), postgresql_using="gin"),
        Index("ix_contacts_active", "active_at", "id"),
    )


class PastAddress(Model):
    """An address that was a contact's until they got another."""

    __tablename__ = "past_addresses"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    email: Mapped[str]
    mark: Mapped[str] = mapped_column(index=True)
    used_since: Mapped[dt.datetime]
    used_until: Mapped[dt.datetime]
    bounced_at: Mapped[dt.datetime | None]


class Preference(Model):
    """What a contact told us by their own link: no row, no wish.

    `topics` are theme keys, none meaning all; `weekly_cap` how many mails a week they bear.
    """

    __tablename__ = "preferences"

    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    topics: Mapped[list[str]]
    weekly_cap: Mapped[int | None]
    paused_until: Mapped[dt.date | None]
    version: Mapped[int]
    changed_at: Mapped[dt.datetime]


class Consent(Model):
    """What a contact agreed to get, and where they said so."""

    __tablename__ = "consents"

    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    given_at: Mapped[dt.datetime]


class ConsentChange(Model):
    """A consent given or withdrawn, and where: the history of `consents`."""

    __tablename__ = "consent_changes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"))
    purpose: Mapped[str]
    given: Mapped[bool]
    source: Mapped[str]
    at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_consent_changes_contact", "contact_id", "at", "id"),)


class Suppression(Model):
    """An address that wants no more mail for a purpose; kept as a keyed hash, beyond its contact."""

    __tablename__ = "suppressions"

    mark: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    made_at: Mapped[dt.datetime]


class KnownPerson(Model):
    """A person another service met first: its id for them, and our contact."""

    __tablename__ = "known_persons"

    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    version: Mapped[int]
