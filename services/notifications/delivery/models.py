"""The ledger's tables: mailings with a row for each recipient, and letters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
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


class OwedMail:
    """What every mail we owe has: its state, when it is due, its tries and how the last one ended.

    A `doubtful` one may have been delivered by an earlier try that nobody heard the end of.
    """

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=State.QUEUED, server_default=State.QUEUED)
    due_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    doubtful: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    settled_at: Mapped[dt.datetime | None]
    last_reply: Mapped[str] = mapped_column(default="", server_default="")


class LedgerRow(OwedMail):
    """A mail that is claimed by itself, and who holds it until when.

    `fence` counts the claims: a worker whose number is no longer the row's has lost it. `handed_at`
    is set from just before the final dot until the answer is written; a row that is found with it
    may have been delivered and becomes `doubtful`.
    """

    fence: Mapped[int] = mapped_column(default=0, server_default="0")
    leased_at: Mapped[dt.datetime | None]
    lease_expires_at: Mapped[dt.datetime | None]
    handed_at: Mapped[dt.datetime | None]


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

    `constants` are the placeholders' values that are the same for everybody. `recipients` is how many
    were approved; those up to `queued_to`, a position in the rehearsal, have their row already.
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
    queued_to: Mapped[int | None] = mapped_column(BigInteger)
    starts_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    working_hours: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Recipient(OwedMail, Model):
    """One person a mailing owes a mail; `values` are the placeholders' values for them.

    While it is leased, `claim_id` and `position` say by whom and where in their order: what became of
    it stands in the claim until that ends, see `Claim`.
    """

    __tablename__ = "recipients"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mailings.id"))
    contact_id: Mapped[uuid.UUID]  # of somebody who may have been erased since: no foreign key
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    values: Mapped[dict[str, Any]]
    claim_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[int | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        UniqueConstraint("campaign_id", "contact_id"),
        Index("ix_recipients_due", "campaign_id", "due_at", "id", postgresql_where=_QUEUED),
        Index("ix_recipients_contact", "contact_id", "settled_at"),
        Index("ix_recipients_leased", "claim_id", postgresql_where=_LEASED),
        Index("ix_recipients_listed", "campaign_id", "organisation_name", "id"),
        Index(
            "ix_recipients_unusual",
            *("campaign_id", "state", "organisation_name", "id"),
            postgresql_where=text("state NOT IN ('queued', 'leased', 'sent')"),
        ),
    )


class Claim(Model):
    """Some recipients that one worker holds until its lease ends, and how far it has come with them.

    Mails leave in the order of their positions. Of those still leased, the positions below `done` are
    sent (`sent` counts them), those from `done` up to `handed` may have been handed over, and the
    others have not. One small row instead of the recipients' own is what makes a commit a mail cheap.
    A claim that has `ended_at` tells nothing more: its recipients' own rows say it all. One that is not
    `going`, because it has ended or its mailing stands still, lets no further mail leave.
    """

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    mailing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mailings.id"))
    size: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    handed: Mapped[int] = mapped_column(server_default="0")
    sent: Mapped[int] = mapped_column(server_default="0")
    going: Mapped[bool] = mapped_column(server_default=text("true"))
    claimed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    told_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    lease_expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("sent <= done AND done <= handed AND handed <= size", name="order"),
        Index("ix_claims_open", "mailing_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_claims_ended", "mailing_id", "ended_at"),
    )


class MailingCount(Model):
    """How many recipients of a mailing are in each state by their own rows, in several shares.

    Kept by triggers on the recipients, statement by statement; a share is one backend's at a time, as
    a rule, so that workers do not wait for each other.
    """

    __tablename__ = "mailing_counts"

    mailing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("mailings.id"), primary_key=True)
    share: Mapped[int] = mapped_column(primary_key=True)
    queued: Mapped[int] = mapped_column(server_default="0")
    leased: Mapped[int] = mapped_column(server_default="0")
    sent: Mapped[int] = mapped_column(server_default="0")
    uncertain: Mapped[int] = mapped_column(server_default="0")
    suppressed: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    held: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")


class Attempt(Model):
    """A try that did not simply succeed, so that a recipient's history can be told."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    recipient_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("recipients.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    outcome: Mapped[str]
    words: Mapped[str]
