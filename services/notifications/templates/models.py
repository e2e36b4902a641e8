"""The tables of templates and their versions, brands, and the files that mails carry."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class MailTemplate(Model):
    """A text with a name; each change makes another `version`."""

    __tablename__ = "templates"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    version: Mapped[int]
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_templates_newest", "created_at", "id"),)


class TemplateVersion(Model):
    """A template as it was at a version; `restored_from` is an earlier one that it repeats."""

    __tablename__ = "template_versions"

    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("templates.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    restored_from: Mapped[int | None]
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]


class StoredFile(Model):
    """The bytes of a file, kept once however many mails carry it; `hash` is their SHA-256."""

    __tablename__ = "stored_files"

    hash: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class MailBrand(Model):
    """How an organisation's mails look, and where answers to them go."""

    __tablename__ = "brands"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    colour: Mapped[str]
    reply_to: Mapped[str]
    logo_hash: Mapped[str | None] = mapped_column(ForeignKey("stored_files.hash"))
    logo_type: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class Attachment(Model):
    """A file that every mail of a campaign carries."""

    __tablename__ = "attachments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[uuid.UUID]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_files.hash"))
    added_at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("campaign_id", "name"),)
