"""Reminds owners of milestones: a week before, and when they are late; each reminder once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.cohorts.models import Cohort
from services.events.database import database
from services.events.places.models import Place
from services.events.places.rules import PlaceState
from services.events.programme.rules import LONDON
from services.events.projects.models import Milestone, Project
from services.events.projects.rules import Reminder, reminder_due, sign_link
from services.events.projects.rules.course import SOON_DAYS
from shared.contracts.events import LetterWritten
from shared.letters import write_letter

_BATCH = 200


def remind_owners(public_url: str, secret_key: str, now: dt.datetime) -> int:
    """Write a batch of reminders that are due, and return how many milestones were looked at.

    The row remembers the last reminder, and the letter's key the reminder and the day, so that
    neither a second tick nor a second worker writes one again.
    """
    today = now.astimezone(LONDON).date()
    with database.transaction() as session:
        rows = session.execute(
            select(Milestone, Project, Cohort)
            .join(Project, Project.id == Milestone.project_id)
            .join(Cohort, Cohort.id == Project.cohort_id)
            .join(Place, Place.id == Project.place_id)
            .where(
                Place.state == PlaceState.ACCEPTED,
                Milestone.done_on.is_(None),
                Project.completed_at.is_(None),
                Cohort.cancelled_at.is_(None),
                (
                    (Milestone.reminded == Reminder.NONE)
                    & (Milestone.due_on <= today + dt.timedelta(days=SOON_DAYS))
                )
                | ((Milestone.reminded != Reminder.LATE) & (Milestone.due_on < today)),
            )
            .order_by(Milestone.due_on, Milestone.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True, of=Milestone)
        ).all()
        for milestone, project, cohort in rows:
            milestone.reminded = reminder_due(milestone.due_on, milestone.done_on, today)
            link = f"{public_url}/events/projects/{sign_link(secret_key, project.id)}"
            _write(session, milestone, project, cohort.name, link)
        return len(rows)


def _write(
    session: Session, milestone: Milestone, project: Project, cohort: str, link: str
) -> None:
    if project.owner_person_id is None:
        return
    day = f"{milestone.due_on.day} {milestone.due_on:%B %Y}"
    late = milestone.reminded == Reminder.LATE
    said = f"was due on {day}" if late else f"is due on {day}"
    write_letter(
        session,
        LetterWritten,
        person_id=project.owner_person_id,
        kind=f"milestone-{milestone.reminded}",
        subject=f"{milestone.title} {said}",
        text=f"The milestone “{milestone.title}” of {project.council_name} in {cohort} {said}."
        f" Say what shows that you reached it, or ask your coach for help:\n\n{link}",
        key=f"{milestone.id} {milestone.due_on.isoformat()}",
    )
