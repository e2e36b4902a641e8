"""An organiser guides a project: its coach, its title, and other days for its milestones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from services.events.database import database
from services.events.projects.models import Project
from services.events.projects.queries import get_project
from services.events.projects.rules import Reminder
from shared.contracts.events import LetterWritten, PersonOffered
from shared.letters import offer_person, write_letter


def guide_project(
    project_id: uuid.UUID,
    fields: dict[str, Any],
    days: dict[uuid.UUID, dt.date],
    check_version: Callable[[int], None],
) -> Project:
    """Change what is given; a milestone that moves is reminded of anew, a new coach is written to.

    Raises NotFound, and what `check_version` raises.
    """
    with database.transaction() as session:
        project = get_project(session, project_id, lock=True)
        check_version(project.version)
        for name in ("title", "coach_name"):
            if name in fields:
                setattr(project, name, fields[name])
        for milestone in project.milestones:
            due_on = days.get(milestone.id, milestone.due_on)
            if due_on != milestone.due_on:
                milestone.due_on, milestone.reminded = due_on, Reminder.NONE
            milestone.owner_name = fields.get("owners", {}).get(milestone.id, milestone.owner_name)
        if fields.get("coach_email"):
            project.coach_person_id = offer_person(
                session, PersonOffered, name=project.coach_name, email=fields["coach_email"]
            )
            write_letter(
                session,
                LetterWritten,
                person_id=project.coach_person_id,
                kind="coach-assigned",
                subject=f"You coach {project.council_name} in {project.cohort.name}",
                text=f"You are the coach of {project.council_name} in {project.cohort.name}, from"
                f" {project.cohort.starts_on:%-d %B %Y} to {project.cohort.ends_on:%-d %B %Y}."
                f"\n\nThey work on: {project.title}",
            )
        project.version += 1
    return project
