"""The ledger's tables: mailings with a row for each recipient, and letters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model
from services.notifications.delivery.rules import State

_STATES = ", ".join(f"'{state}'" for state in State)
_QUEUED = text(f"state = '{State.QUEUED}'")
_LEASED = text(f"state = '{State.LEASED}'")


class LedgerRow:
    """What every mail we owe has: its state, when it is due, and who holds it until when.

    `fence` counts the claims: a worker whose number is no longer the row's has lost it. `handed_at`
    is set from just before the final dot until the answer is written; a row that is found with it
    may have been delivered and becomes `doubtful`.
    """

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=State.QUEUED, server_default=State.QUEUED)
    due_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    fence: Mapped[int] = mapped_column(default=0, server_default="0")
    leased_at: Mapped[dt.datetime | None]
    lease_expires_at: Mapped[dt.datetime | None]
    handed_at: Mapped[dt.datetime | None]
    doubtful: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    settled_at: Mapped[dt.datetime | None]
    last_reply: Mapped[str] = mapped_column(default="", server_default="")


class Letter(LedgerRow, Model):
    """One transactional mail; its text is blanked once it has left.

    `contact_id` is whom it goes to where that is a contact; one whose `purpose` is not "service"
    counts against how many mails a week they get.
    """

    __tablename__ = "letters"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="", server_default="")
    contact_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str] = mapped_column(default="service", server_default="service")
    written_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_letters_due", "due_at", "id", postgresql_where=_QUEUED),
        Index("ix_letters_leased", "id", postgresql_where=_LEASED),
        Index("ix_letters_contact", "contact_id", "due_at"),
    )


class Mailing(Model):
    """What a campaign sends, frozen when sending began; it has the campaign's id.

    `constants` are the placeholders' values that are the same for everybody.
    """

    __tablename__ = "mailings"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    edition_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    constants: Mapped[dict[str, Any]]
    brand: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    attachments: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    recipients: Mapped[int]
    hold_uncertain: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]


class Recipient(LedgerRow, Model):
    """One person a mailing owes a mail; `values` are the placeholders' values for them."""

    __tablename__ = "recipients"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mailings.id"))
    contact_id: Mapped[uuid.UUID]  # of somebody who may have been erased since: no foreign key
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    values: Mapped[dict[str, Any]]

    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        UniqueConstraint("campaign_id", "contact_id"),
        Index("ix_recipients_due", "campaign_id", "due_at", "id", postgresql_where=_QUEUED),
        Index("ix_recipients_leased", "id", postgresql_where=_LEASED),
        Index("ix_recipients_contact", "contact_id", "settled_at"),
        Index("ix_recipients_states", "campaign_id", "state", "settled_at"),
    )
