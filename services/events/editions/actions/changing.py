"""Use cases of editions: create one, change one, end one; every change is told to the others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.models import Edition, Stage
from services.events.editions.queries import get_edition
from services.events.editions.rules import (
    DuplicateEdition,
    StageInUse,
    check_days,
    check_stage_names,
    edition_slug,
    plan_days,
    themes_of,
)
from shared.bus import enqueue, publish
from shared.contracts.events import EditionOpened, PersonOffered
from shared.db import new_id
from shared.letters import offer_person

_FACTS = (
    "year",
    "ordinal",
    "name",
    "venue",
    "starts_on",
    "ends_on",
    "call_is_open",
    "call_deadline",
    "call_grace_minutes",
    "places",
    "offer_days",
    "turnaround_minutes",
    "walking_minutes",
)
_NO_ID = uuid.UUID(int=0)
_TAKEN = {
    "uq_editions_year": ("There is already an edition for this year", "/year"),
    "uq_editions_name": ("There is already an edition with this name", "/name"),
    "uq_editions_slug": ("There is already an edition with this name", "/name"),
}


def create_edition(fields: dict[str, Any], now: dt.datetime) -> Edition:
    """Add an edition. Raises Invalid, DuplicateEdition."""
    with database.transaction() as session:
        edition = Edition(
            id=new_id(),
            slug=edition_slug(fields["name"], fields["year"]),
            ended_at=None,
            version=1,
            created_at=now,
            stages=[],
        )
        session.add(edition)
        _apply(edition, fields)
        _name_contact(session, edition, fields)
        _flush(session)
        announce_edition(session, edition)
    return edition


def edit_edition(
    edition_id: uuid.UUID, fields: dict[str, Any], check_version: Callable[[int], None]
) -> Edition:
    """Change what is given; `check_version` is asked once nobody else can change the edition.

    Raises NotFound, Invalid, DuplicateEdition, StageInUse, and what `check_version` raises. The
    address stays: others have linked to it.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        check_version(edition.version)
        _apply(edition, fields)
        _name_contact(session, edition, fields)
        edition.version += 1
        _flush(session)
        announce_edition(session, edition)
    return edition


def end_edition(edition_id: uuid.UUID, now: dt.datetime) -> Edition:
    """Say that the Zone is over and wake what makes stories of its sessions; twice is harmless."""
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        if edition.ended_at is None:
            edition.ended_at = now
            edition.version += 1
        enqueue(session, "events.showcase-sessions")
    return edition


def _apply(edition: Edition, fields: dict[str, Any]) -> None:
    for name in _FACTS:
        if name in fields:
            setattr(edition, name, fields[name])
    check_days(edition.starts_on, edition.ends_on)
    if "days" in fields:
        edition.days = plan_days(fields["days"], edition.starts_on, edition.ends_on)
    if "severities" in fields:
        edition.severities = {str(k): str(v) for k, v in fields["severities"].items()}
    if "themes" in fields:
        edition.themes = themes_of(fields["themes"])
    if "stages" in fields:
        _apply_stages(edition, fields["stages"])


def _name_contact(session: Session, edition: Edition, fields: dict[str, Any]) -> None:
    """Keep who is asked about publicity; their address goes to where addresses are kept."""
    if "publicity_name" in fields:
        edition.publicity_name = fields["publicity_name"]
    if fields.get("publicity_email"):
        edition.publicity_person_id = offer_person(
            session,
            PersonOffered,
            name=edition.publicity_name or edition.name,
            email=fields["publicity_email"],
        )


def _apply_stages(edition: Edition, given: Sequence[dict[str, Any]]) -> None:
    """Make the stages those given: known by id, else by name; the others are taken away."""
    check_stage_names([fields["name"] for fields in given])
    by_id = {stage.id: stage for stage in edition.stages}
    by_name = {stage.name.casefold(): stage for stage in edition.stages}
    kept: dict[uuid.UUID, Stage] = {}
    for position, fields in enumerate(given):
        stage = by_id.get(fields.get("id", _NO_ID)) or by_name.get(fields["name"].casefold())
        if stage is None or stage.id in kept:
            stage = Stage(id=new_id())
        stage.name = fields["name"]
        stage.capacity = fields.get("capacity")
        stage.equipment = fields.get("equipment", [])
        stage.floor = fields.get("floor", "")
        stage.headphones = fields.get("headphones", False)
        stage.position = position
        kept[stage.id] = stage
    edition.stages = list(kept.values())


def _flush(session: Session) -> None:
    """Write, and turn what the database refuses into an error a person understands."""
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            name = error.orig.diag.constraint_name or ""
            if name in _TAKEN:
                sentence, pointer = _TAKEN[name]
                raise DuplicateEdition(sentence, pointer=pointer) from error
            raise
        # The only other thing that can refuse an edition's rows: sessions standing on its stages.
        raise StageInUse(
            "A stage you removed still has sessions. Move or cancel them first", pointer="/stages"
        ) from error


def announce_edition(session: Session, edition: Edition) -> None:
    publish(
        session,
        EditionOpened,
        edition.id,
        version=edition.version,
        data={
            "edition_id": edition.id,
            "name": edition.name,
            "slug": edition.slug,
            "themes": [theme["slug"] for theme in edition.themes],
            "venue": edition.venue,
            "starts_on": edition.starts_on,
            "ends_on": edition.ends_on,
        },
    )
