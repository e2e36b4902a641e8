"""What innovations do about messages."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from services.catalogue.innovations.actions import note_organisation, take_project, take_session
from shared.contracts import Message


def on_session_showcased(session: Session, message: Message) -> None:
    """A session took place: its story is a draft to review."""
    take_session(session, message.data, version=message.version, now=dt.datetime.now(dt.UTC))


def on_project_completed(session: Session, message: Message) -> None:
    """A project of a cohort is done: its story is a draft to review."""
    take_project(session, message.data, version=message.version, now=dt.datetime.now(dt.UTC))


def on_organisation_changed(session: Session, message: Message) -> None:
    """An organisation changed: what is found by its names is indexed anew."""
    note_organisation(session, message.data["organisation_id"])
