"""The table of organisations as the catalogue tells of them."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model


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
    successor_ids: Mapped[list[str]]
    mail_domains: Mapped[list[str]]
    version: Mapped[int]

    __table_args__ = (Index("ix_organisations_kind", "kind", "name", "id"),)
