"""Follows what the catalogue says of innovations and the events service of editions."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Edition, Innovation
from services.notifications.campaigns.rules import theme_key


def follow_innovation(session: Session, data: dict[str, Any], version: int) -> None:
    """Bring our copy of an innovation to a version, unless it is there already."""
    values = {
        "title": data["title"],
        "summary": data["summary"],
        "organisation_id": data["organisation_id"],
        "organisation_name": data["organisation_name"],
        "themes": data["themes"],
        "theme_keys": sorted({theme_key(theme) for theme in data["themes"]}),
        "year": data["year"],
        "url": data["url"],
        "published": True,
        "version": version,
    }
    _keep_innovation(session, data["innovation_id"], values, version)


def forget_innovation(session: Session, innovation_id: uuid.UUID, version: int) -> None:
    """Note that an innovation is no longer public, also when we had not heard of it before."""
    values = {
        "title": "",
        "summary": "",
        "organisation_name": "",
        "themes": [],
        "theme_keys": [],
        "url": "",
        "published": False,
        "version": version,
    }
    _keep_innovation(session, innovation_id, values, version)


def follow_edition(session: Session, data: dict[str, Any], version: int) -> None:
    """Bring our copy of an edition to a version, unless it is there already."""
    names = ("name", "themes", "venue", "starts_on", "ends_on")
    values = {name: data[name] for name in names} | {"version": version}
    session.execute(
        insert(Edition)
        .values(id=data["edition_id"], **values)
        .on_conflict_do_update(
            index_elements=[Edition.id], set_=values, where=Edition.version < version
        )
    )


def _keep_innovation(
    session: Session, innovation_id: uuid.UUID, values: dict[str, Any], version: int
) -> None:
    session.execute(
        insert(Innovation)
        .values(id=innovation_id, **values)
        .on_conflict_do_update(
            index_elements=[Innovation.id], set_=values, where=Innovation.version < version
        )
    )
