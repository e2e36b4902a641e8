"""Follows what the catalogue tells of organisations."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.events.organisations.models import Organisation
from shared.organisations import update_copy


def follow_organisation(session: Session, data: dict[str, Any], version: int) -> None:
    """Bring our copy of an organisation to a version, unless it is there already."""
    update_copy(session, Organisation, data, version)
