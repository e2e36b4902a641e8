"""The tables of accounts, their roles, sign-in links and sessions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class Account(Model):
    """A person who may sign in. `email` is normalised."""

    __tablename__ = "accounts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime]


class Grant(Model):
    """A role an account holds."""

    __tablename__ = "grants"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[dt.datetime]


class AccountChange(Model):
    """A role granted or withdrawn, or a session ended, by whom and when.

    `actor_id` is none for the `zone` command; `email` is as it was then.
    """

    __tablename__ = "account_changes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    email: Mapped[str]
    what: Mapped[str]
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str]
    at: Mapped[dt.datetime]

    __table_args__ = (
        Index("ix_account_changes_newest", "at", "id"),
        Index("ix_account_changes_account", "account_id", "at", "id"),
    )


class SignInLink(Model):
    """A mailed link, kept as a hash: whoever reads the table cannot sign in with it.

    It is for an account, or for a contact (`contact_id`) who has none.
    """

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    contact_id: Mapped[uuid.UUID | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    spent_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index("ix_sign_in_links_recent", "account_id", "created_at"),
        Index("ix_sign_in_links_of_contacts", "contact_id", "created_at"),
    )


class SignInSession(Model):
    """A browser session of an account or of a contact without one, or an API token."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str]  # "session" or "token"
    name: Mapped[str]
    roles: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    ended_at: Mapped[dt.datetime | None]
