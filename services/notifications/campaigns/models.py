"""The tables of campaigns, their rehearsals, and what they know of innovations and editions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class Innovation(Model):
    """Our copy of an innovation, at `version` of it; a withdrawn one is no longer `published`.

    `theme_keys` are its themes in lower case.
    """

    __tablename__ = "innovations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str] = mapped_column(default="")
    themes: Mapped[list[str]] = mapped_column(default=list)
    theme_keys: Mapped[list[str]] = mapped_column(default=list)
    year: Mapped[int | None]
    url: Mapped[str] = mapped_column(default="")
    published: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (Index("ix_innovations_organisation", "organisation_id", "id"),)


class Edition(Model):
    """Our copy of an edition of the Innovation Zone, at `version` of it."""

    __tablename__ = "editions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    themes: Mapped[list[str]]
    venue: Mapped[str]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    version: Mapped[int]


class Campaign(Model):
    """An invitation and whom it is for: a segment, or councils by the themes of their innovations.

    `editors` are all who wrote at it; the text is the campaign's own, `template_id` says whence it came.
    """

    __tablename__ = "campaigns"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    edition_id: Mapped[uuid.UUID]
    subject: Mapped[str]
    body: Mapped[str]
    themes: Mapped[list[str]]
    since_year: Mapped[int | None]
    segment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("segments.id"))
    template_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("templates.id"), index=True)
    template_version: Mapped[int | None]
    brand_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("brands.id"))
    hold_uncertain: Mapped[bool]
    version: Mapped[int]
    editors: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    approved_rehearsal_id: Mapped[uuid.UUID | None]
    approved_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("ix_campaigns_newest", "created_at", "id"),)


class Rehearsal(Model):
    """An audience as it was at one moment, for one version of a campaign; `hash` stands for all of it.

    `left_out` counts the people and the organisations that get nothing, `excluded` both by reason.
    `brand`, `attachments` and `segment_version` are what the mails look like, carry and are meant for.
    """

    __tablename__ = "rehearsals"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    campaign_version: Mapped[int]
    constants: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(default="")
    recipients: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    segment_version: Mapped[int | None]
    brand: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    attachments: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_rehearsals_newest", "campaign_id", "made_at", "id"),)


class RehearsalEntry(Model):
    """Somebody who will get the mail, or, with a `reason`, somebody or some council that will not."""

    __tablename__ = "rehearsal_entries"

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    rehearsal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rehearsals.id"))
    contact_id: Mapped[uuid.UUID | None]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    reason: Mapped[str | None]
    values: Mapped[dict[str, Any]]

    __table_args__ = (
        Index("ix_rehearsal_entries_listed", "rehearsal_id", "position"),
        Index(
            "ix_rehearsal_entries_included",
            "rehearsal_id",
            "position",
            postgresql_where=text("reason IS NULL"),
        ),
    )
