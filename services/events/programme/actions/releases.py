"""Releases: the planned programme frozen and made public."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.models import Edition
from services.events.editions.queries import get_edition
from services.events.programme.models import ProgrammeSession, Release
from services.events.programme.queries import (
    entries_of,
    entry_of,
    find_latest_release,
    list_planned,
)
from services.events.programme.rules import (
    Entry,
    NothingToRelease,
    SessionsOutside,
    differences,
    is_within,
    next_entries,
)
from shared.bus import publish
from shared.contracts.events import ProgrammeReleased


def release_programme(
    edition_id: uuid.UUID,
    *,
    public_url: str,
    released_by: uuid.UUID,
    now: dt.datetime,
    check: Callable[[Session, Edition], None],
) -> tuple[Release, bool]:
    """Make the plan public and return the release, and whether it is a new one.

    Without a change the present release stands. Raises NotFound, NothingToRelease, SessionsOutside,
    and what `check` raises of the timetable.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        latest = find_latest_release(session, edition_id)
        planned = [entry_of(item) for item in list_planned(session, edition_id)]
        _check_days(edition, planned)
        released = entries_of(latest)
        changes = differences(released, planned)
        if latest is not None and not changes:
            return latest, False
        if not planned and latest is None:
            raise NothingToRelease("Schedule a session before you release the programme.")
        check(session, edition)
        release = Release(
            edition_id=edition_id,
            number=latest.number + 1 if latest else 1,
            released_at=now,
            released_by=released_by,
            entries=[entry.as_json() for entry in next_entries(released, planned, now)],
            changed_session_ids=[str(change.entry.session_id) for change in changes],
        )
        session.add(release)
        _mark_released(session, planned, now)
        _announce(session, release, f"{public_url}/events/{edition.slug}/programme")
    return release, True


def _check_days(edition: Edition, planned: list[Entry]) -> None:
    outside = [
        entry.title
        for entry in planned
        if not is_within(entry.starts_at, entry.ends_at, edition.starts_on, edition.ends_on)
    ]
    if outside:
        raise SessionsOutside(
            "The edition's days have changed and these sessions are outside them: "
            f"{', '.join(outside)}. Move or cancel them first."
        )


def _mark_released(session: Session, planned: list[Entry], now: dt.datetime) -> None:
    """Note which sessions the public has seen; only such a one can have been held."""
    ids = [entry.session_id for entry in planned]
    session.execute(
        update(ProgrammeSession)
        .where(ProgrammeSession.id.in_(ids), ProgrammeSession.released_at.is_(None))
        .values(released_at=now)
    )


def _announce(session: Session, release: Release, url: str) -> None:
    publish(
        session,
        ProgrammeReleased,
        release.edition_id,
        version=release.number,
        data={
            "edition_id": release.edition_id,
            "release": release.number,
            "url": url,
            "changed_session_ids": [uuid.UUID(i) for i in release.changed_session_ids],
        },
    )
