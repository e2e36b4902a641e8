"""The table of schemes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model


class Scheme(Model):
    """A scheme: its partner and purpose, what is judged, what happens when, what is asked."""

    __tablename__ = "schemes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    partner: Mapped[str]
    purpose: Mapped[str]
    # key, label and weight each; read by schemes.rules
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    # length, unit (days or weeks) and steps: key, kind, title and day each, day 0 being the first
    plan: Mapped[dict[str, Any]]
    issues: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # slug and label each
    questions: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # key and label each
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
