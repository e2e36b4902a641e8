"""The table of organisations."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class Organisation(Model):
    """A council or another body, as a fact with dates (shared.register.Council says what each means)."""

    __tablename__ = "organisations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    other_names: Mapped[list[str]]
    kind: Mapped[str]
    region: Mapped[str | None]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    successor_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid()))
    codes: Mapped[list[str]]
    mail_domains: Mapped[list[str]]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    # Keys and codes recur for different bodies over time, so only the id is unique.
    __table_args__ = (Index("ix_organisations_name", "name", "id"),)
