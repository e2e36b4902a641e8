"""Forgets people: what the catalogue keeps for them under an id of theirs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.catalogue.alerts.models import SavedSearch


def forget_people(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Remove the saved searches of these people; twice changes nothing more."""
    session.execute(delete(SavedSearch).where(SavedSearch.person_id.in_(ids)))
