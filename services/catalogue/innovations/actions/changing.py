"""Changes entries: their text, and whether they are public."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.innovations.actions.announcing import (
    announce_published,
    announce_withdrawn,
)
from services.catalogue.innovations.actions.drafting import (
    make_public,
    matched,
    text_columns,
    text_of,
    touch,
    write_columns,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import get_innovation, list_by_unmatched_name
from services.catalogue.innovations.rules import (
    InnovationStale,
    NoSuchInnovation,
    Reader,
    State,
    check_may_change,
)
from services.catalogue.organisations.queries import Bodies, find_organisations, get_bodies
from shared.refusals import Invalid


def edit_innovation(
    innovation_id: uuid.UUID,
    changes: dict[str, Any],
    *,
    version: int,
    reader: Reader,
    now: dt.datetime,
) -> Innovation:
    """Change some of an entry's text, or with `organisation_id` whom its organisation means.

    Raises NoSuchInnovation, NotYours, InnovationStale when `version` is no longer the entry's, and
    Invalid for an organisation there is not.
    """
    with database.transaction() as session:
        innovation = get_innovation(session, innovation_id, reader, lock=True)
        check_may_change(reader, innovation.state, innovation.submitted_by)
        if innovation.version != version:
            raise InnovationStale
        bodies = get_bodies(session)
        columns = _changed_columns(session, innovation, dict(changes), bodies)
        if all(getattr(innovation, name) == value for name, value in columns.items()):
            return innovation
        write_columns(innovation, columns)
        innovation.edited_by = reader.person_id
        touch(innovation, now)
        if innovation.state == State.PUBLISHED:
            announce_published(session, [innovation], bodies)
    return innovation


def choose_organisation(
    name: str, organisation_id: uuid.UUID, *, reader: Reader, now: dt.datetime
) -> int:
    """Say whom a name without an organisation means, for every innovation that has it.

    Returns how many those are. Raises Invalid for an organisation there is not.
    """
    with database.transaction() as session:
        _check_organisation(session, organisation_id)
        innovations = list_by_unmatched_name(session, name, lock=True)
        for innovation in innovations:
            innovation.organisation_id = organisation_id
            innovation.edited_by = reader.person_id
            touch(innovation, now)
        public = [i for i in innovations if i.state == State.PUBLISHED]
        announce_published(session, public, get_bodies(session))
    return len(innovations)


def _check_organisation(session: Session, organisation_id: uuid.UUID) -> None:
    if not find_organisations(session, [organisation_id]):
        raise Invalid("There is no such organisation.", pointer="/organisation_id")


def _changed_columns(
    session: Session, innovation: Innovation, changes: dict[str, Any], bodies: Bodies
) -> dict[str, Any]:
    """The row's columns as they shall be; a new name is matched anew unless somebody says who it is."""
    missing = object()
    chosen = changes.pop("organisation_id", missing)
    text = replace(text_of(innovation), **changes)
    columns = text_columns(text)
    if chosen is not missing:
        if chosen is not None:
            _check_organisation(session, chosen)
        columns["organisation_id"] = chosen
    elif text.organisation != innovation.organisation_name:
        columns["organisation_id"] = matched(bodies, text)
    return columns


def publish_innovations(
    versions: Mapping[uuid.UUID, int | None], now: dt.datetime
) -> list[Innovation]:
    """Make entries public; those that are already stay as they are. Returns them all, by id.

    `versions` says of each which version was read, None where the newest will do. Raises
    NoSuchInnovation, and InnovationStale when somebody has changed one since.
    """
    with database.transaction() as session:
        innovations = _locked(session, versions.keys())
        if len(innovations) < len(versions):
            raise NoSuchInnovation
        if any(versions[i.id] not in (None, i.version) for i in innovations):
            raise InnovationStale
        fresh = [i for i in innovations if i.state != State.PUBLISHED]
        for innovation in fresh:
            make_public(innovation, now)
            touch(innovation, now)
        announce_published(session, fresh, get_bodies(session))
    return innovations


def withdraw_innovation(
    innovation_id: uuid.UUID, *, reader: Reader, now: dt.datetime
) -> Innovation:
    """Take an entry out of the catalogue, or give a draft up. Raises NoSuchInnovation, NotYours."""
    with database.transaction() as session:
        innovation = get_innovation(session, innovation_id, reader, lock=True)
        check_may_change(reader, innovation.state, innovation.submitted_by)
        if innovation.state == State.WITHDRAWN:
            return innovation
        was_public = innovation.state == State.PUBLISHED
        innovation.state = State.WITHDRAWN
        touch(innovation, now)
        if was_public:
            announce_withdrawn(session, innovation)
    return innovation


def _locked(session: Session, innovation_ids: Collection[uuid.UUID]) -> list[Innovation]:
    """The entries of these ids, locked in one order so that two who lock the same never block both."""
    query = select(Innovation).where(Innovation.id.in_(list(innovation_ids)))
    return list(session.scalars(query.order_by(Innovation.id).with_for_update()))
