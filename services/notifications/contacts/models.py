"""The tables of contacts and of the organisations they belong to."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class Organisation(Model):
    """Our copy of a body of the catalogue's register, at `version` of it."""

    __tablename__ = "organisations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    other_names: Mapped[list[str]]
    kind: Mapped[str]
    region: Mapped[str | None]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    successor_ids: Mapped[list[str]] = mapped_column(JSONB)
    mail_domains: Mapped[list[str]]
    version: Mapped[int]


class Contact(Model):
    """A person or a shared mailbox. `mark` recognises the address in suppressions.

    `organisation_name` is as it was written; `organisation_id` is whom we took it for.
    """

    __tablename__ = "contacts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    mailbox: Mapped[str]
    mark: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    roles: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_contacts_organisation", "organisation_id", "id"),)


class Consent(Model):
    """What a contact agreed to get, and where they said so."""

    __tablename__ = "consents"

    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    given_at: Mapped[dt.datetime]


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
