"""A project's owner says what was reached, and tells its story to the catalogue."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from services.events.database import database
from services.events.programme.rules import LONDON
from services.events.projects.models import Project
from services.events.projects.queries import get_project
from services.events.projects.rules import StoryIncomplete
from shared.bus import publish
from shared.contracts.events import ProjectCompleted
from shared.refusals import Invalid, NotFound


def finish_milestone(
    project_id: uuid.UUID, milestone_id: uuid.UUID, evidence: str, now: dt.datetime
) -> Project:
    """Keep what shows that a milestone was reached; again, it only changes the evidence.

    Raises NotFound, Invalid.
    """
    with database.transaction() as session:
        project = get_project(session, project_id, lock=True)
        milestone = next((m for m in project.milestones if m.id == milestone_id), None)
        if milestone is None:
            raise NotFound("There is no such milestone of this project.")
        if not evidence.strip():
            raise Invalid("Say what shows it", pointer=f"/evidence-{milestone_id}")
        milestone.evidence = evidence.strip()
        milestone.done_on = milestone.done_on or now.astimezone(LONDON).date()
        project.version += 1
    return project


def write_story(
    project_id: uuid.UUID,
    *,
    title: str,
    summary: str,
    outcome: str,
    complete: bool,
    now: dt.datetime,
) -> Project:
    """Keep the story; complete, it goes to the catalogue, and so does every later change of it.

    Raises NotFound, StoryIncomplete.
    """
    with database.transaction() as session:
        project = get_project(session, project_id, lock=True)
        project.title, project.summary, project.outcome = title, summary, outcome
        project.version += 1
        if complete and project.completed_at is None:
            project.completed_at = now
        if project.completed_at is not None:
            for name, what in (("title", "a title"), ("summary", "what you did")):
                if not getattr(project, name):
                    raise StoryIncomplete(f"Enter {what}", pointer=f"/{name}")
            _tell(session, project, project.completed_at)
    return project


def _tell(session: Session, project: Project, completed: dt.datetime) -> None:
    cohort = project.cohort
    publish(
        session,
        ProjectCompleted,
        project.id,
        version=project.version,
        data={
            "project_id": project.id,
            "cohort_id": cohort.id,
            "cohort_name": cohort.name,
            "scheme_name": cohort.scheme.name,
            "title": project.title,
            "summary": project.summary,
            "outcome": project.outcome,
            "evidence": [f"{m.title}: {m.evidence}" for m in project.milestones if m.evidence],
            "organisation_id": project.organisation_id,
            "organisation_name": project.council_name,
            "themes": project.themes,
            "completed_on": completed.astimezone(LONDON).date(),
        },
    )
