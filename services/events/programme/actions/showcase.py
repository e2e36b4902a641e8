"""Showcase: what was held at an ended edition is told to the catalogue, each session once."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from services.events.database import database
from services.events.editions.models import Edition
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import entries_of, list_latest_releases
from services.events.programme.rules import LONDON, Entry
from services.events.proposals.queries import Proposal
from shared.bus import publish
from shared.contracts.events import SessionShowcased

_BATCH = 100


def showcase_sessions(now: dt.datetime) -> int:
    """Publish the next batch of held sessions, and return how many; several may run at a time.

    The row is the claim: locked here, marked in the transaction that writes the message.
    """
    with database.transaction() as session:
        held = session.scalars(
            select(ProgrammeSession)
            .join(ProgrammeSession.edition)
            .outerjoin(ProgrammeSession.proposal)
            .options(
                contains_eager(ProgrammeSession.edition).raiseload(Edition.stages),
                contains_eager(ProgrammeSession.proposal),
            )
            .where(
                ProgrammeSession.showcased_at.is_(None),
                ProgrammeSession.released_at.is_not(None),
                ProgrammeSession.cancelled_at.is_(None),
                # A break or an opening belongs to nobody and has no story.
                ProgrammeSession.organisation_name != "",
                or_(
                    Edition.ended_at.is_not(None),
                    Edition.ends_on < now.astimezone(LONDON).date(),
                ),
            )
            .order_by(ProgrammeSession.id)
            .limit(_BATCH)
            .with_for_update(of=ProgrammeSession, skip_locked=True)
        ).all()
        shown = _released(session, {item.edition_id for item in held})
        for item in held:
            item.showcased_at = now
            _publish(session, item, item.edition, item.proposal, shown[item.id])
    return len(held)


def _released(session: Session, edition_ids: set[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    """Return what the public was shown last of each session of these editions."""
    return {
        entry.session_id: entry
        for release in list_latest_releases(session, edition_ids)
        for entry in entries_of(release)
    }


def _publish(
    session: Session,
    held: ProgrammeSession,
    edition: Edition,
    proposal: Proposal | None,
    shown: Entry,
) -> None:
    publish(
        session,
        SessionShowcased,
        held.id,
        version=held.version,
        data={
            "session_id": held.id,
            "edition_id": edition.id,
            "edition_name": edition.name,
            "title": shown.title,
            "abstract": shown.abstract,
            "organisation_id": held.organisation_id,
            "organisation_name": held.organisation_name,
            "themes": list(shown.themes),
            "took_place_on": shown.starts_at.astimezone(LONDON).date(),
            "innovation_id": proposal.innovation_id if proposal else None,
        },
    )
