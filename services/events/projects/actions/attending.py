"""Takes the attendance of a gathering, and tells the others of every change."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from services.events.cohorts.queries import Cohort, get_cohort
from services.events.database import database
from services.events.places.models import Participant
from services.events.places.queries import list_places
from services.events.projects.models import Attendance
from services.events.projects.queries import find_attendance
from services.events.schemes.rules import Step, gatherings_of
from shared.bus import publish
from shared.contracts.events import AttendanceRecorded
from shared.db import new_id
from shared.refusals import NotFound


def record_attendance(
    cohort_id: uuid.UUID, step_key: str, came: Mapping[uuid.UUID, bool], now: dt.datetime
) -> int:
    """Keep who came to a gathering, and return how many entries changed. Raises NotFound."""
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id, lock=True)
        step = next((s for s in gatherings_of(cohort.scheme.plan) if s.key == step_key), None)
        if step is None:
            raise NotFound("The plan has no such gathering.")
        people = {
            person.id: (person, place.application.lead.organisation_id)
            for place in list_places(session, cohort_id)
            for person in place.participants
        }
        known = find_attendance(session, list(people), lock=True)
        changed = 0
        for person_id, attended in came.items():
            if person_id not in people:
                raise NotFound("Somebody named does not take part in this cohort.")
            entry = known.get((person_id, step_key))
            if entry is not None and entry.attended == attended:
                continue
            if entry is None:
                entry = Attendance(id=new_id(), participant_id=person_id, step=step_key, version=0)
                session.add(entry)
            entry.attended, entry.recorded_at = attended, now
            entry.version += 1
            _tell(session, cohort, step, entry, *people[person_id])
            changed += 1
    return changed


def _tell(
    session: Session,
    cohort: Cohort,
    step: Step,
    entry: Attendance,
    person: Participant,
    organisation_id: uuid.UUID | None,
) -> None:
    publish(
        session,
        AttendanceRecorded,
        entry.id,
        version=entry.version,
        data={
            "attendance_id": entry.id,
            "event_id": cohort.id,
            "event_name": f"{step.title}, {cohort.name}",
            "person_id": person.person_id,
            "organisation_id": organisation_id,
            "attended_on": step.on(cohort.starts_on),
            "attended": entry.attended,
        },
    )
