"""A whole edition moved to other days, with its sessions, and everyone concerned told once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.actions import announce_edition
from services.events.editions.queries import Edition, get_edition
from services.events.editions.rules import shifted_days
from services.events.programme.actions.placing import Move, move_sessions
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import list_planned
from services.events.programme.rules import LONDON, Place, london_moment
from services.events.proposals.queries import Proposal
from services.events.proposals.rules import ProposalState, windows_of
from shared.contracts.events import LetterWritten
from shared.letters import write_letter
from shared.refusals import Invalid, Stale
from shared.web.pages import day

_NOT_TOLD = (ProposalState.WITHDRAWN, ProposalState.REJECTED, ProposalState.DRAFT)
_MOST = 5000


@dataclass(frozen=True)
class Rescheduling:
    """What moving an edition means: where to, who is told what, and who may not be able to come."""

    starts_on: dt.date
    ends_on: dt.date
    person_ids: Sequence[uuid.UUID]
    subject: str
    text: str
    sessions: Sequence[ProgrammeSession]
    unavailable: Sequence[ProgrammeSession]
    mark: str


def rehearse_rescheduling(
    session: Session, edition: Edition, starts_on: dt.date, message: str
) -> Rescheduling:
    """Return what moving an edition to another first day would do. Raises Invalid."""
    shift = starts_on - edition.starts_on
    if not shift:
        raise Invalid("Choose another first day than it has now", pointer="/starts_on")
    ends_on = edition.ends_on + shift
    planned = list_planned(session, edition.id)
    people = sorted(_people(session, edition.id))
    own = f"\n\n{message.strip()}" if message.strip() else ""
    subject = f"{edition.name} moves to {day(starts_on)}"
    text = (
        f"{edition.name} was to be held from {day(edition.starts_on)} to {day(edition.ends_on)}."
        f" It is now from {day(starts_on)} to {day(ends_on)} in {edition.venue}."
        " Sessions keep their time and stage on the new days. If you cannot come then, answer this"
        f" mail.{own}"
    )
    told = [edition.version, starts_on.isoformat(), text, [str(i) for i in people]]
    told += [[str(s.id), s.version] for s in planned]
    return Rescheduling(
        starts_on,
        ends_on,
        people,
        subject,
        text,
        planned,
        [s for s in planned if not _can_come(s, shift)],
        hashlib.sha256(json.dumps(told).encode()).hexdigest(),
    )


def reschedule_edition(
    edition_id: uuid.UUID, starts_on: dt.date, message: str, mark: str
) -> Rescheduling:
    """Move the edition as it was rehearsed under `mark`: days, sessions and letters in one step.

    Sessions keep their hour by London's clock. Raises NotFound, Invalid, and Stale where something
    has changed since the rehearsal.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        found = rehearse_rescheduling(session, edition, starts_on, message)
        if found.mark != mark:
            raise Stale(
                "Something has changed since this was shown. Nothing was moved and nobody was told."
                " Read it again below."
            )
        shift = starts_on - edition.starts_on
        edition.days = shifted_days(edition.days, shift)
        edition.starts_on, edition.ends_on = starts_on, found.ends_on
        edition.version += 1
        session.flush()
        moves = [Move(s.id, s.version, _shifted(s, shift)) for s in found.sessions]
        if moves:
            move_sessions(session, edition_id, moves, None)
        announce_edition(session, edition)
        for person_id in found.person_ids:
            write_letter(
                session,
                LetterWritten,
                person_id=person_id,
                kind="edition rescheduled",
                subject=found.subject,
                text=found.text,
                key=f"{edition.id} {edition.version}",
            )
    return found


def _people(session: Session, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """Everyone we can write to who proposed or takes part, each once."""
    rows = session.execute(
        select(Proposal.person_id, Proposal.people)
        .where(Proposal.edition_id == edition_id, Proposal.state.not_in(_NOT_TOLD))
        .order_by(Proposal.id)
        .limit(_MOST)
    )
    found: set[uuid.UUID] = set()
    for person_id, people in rows:
        if person_id is not None:
            found.add(person_id)
        found |= {uuid.UUID(p["person_id"]) for p in people if p.get("person_id")}
    return found


def _shifted(planned: ProgrammeSession, shift: dt.timedelta) -> Place:
    starts_at, ends_at = (_same_clock(moment, shift) for moment in planned.slot)
    return Place(planned.stage_id, starts_at, ends_at)


def _same_clock(moment: dt.datetime, shift: dt.timedelta) -> dt.datetime:
    local = moment.astimezone(LONDON)
    return london_moment(local.date() + shift, local.time())


def _can_come(planned: ProgrammeSession, shift: dt.timedelta) -> bool:
    """True where the times people gave, if any, cover the session on its new day."""
    if planned.proposal is None or not planned.proposal.available:
        return True
    starts_at, ends_at = (_same_clock(moment, shift) for moment in planned.slot)
    windows = windows_of(planned.proposal.available)
    return any(w.starts <= starts_at and ends_at <= w.ends for w in windows)
