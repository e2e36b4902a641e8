"""Follows what the catalogue tells of organisations."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.events.organisations.models import Organisation


def follow_organisation(session: Session, data: dict[str, Any], version: int) -> None:
    """Bring our copy of an organisation to a version, unless it is there already."""
    values = {
        "name": data["name"],
        "other_names": data["other_names"],
        "kind": data["kind"],
        "region": data["region"],
        "started_on": data["started_on"],
        "ended_on": data["ended_on"],
        "successor_ids": [str(successor) for successor in data["successor_ids"]],
        "mail_domains": data["mail_domains"],
        "version": version,
    }
    session.execute(
        insert(Organisation)
        .values(id=data["organisation_id"], **values)
        .on_conflict_do_update(
            index_elements=[Organisation.id],
            set_=values,
            where=Organisation.version < version,
        )
    )
