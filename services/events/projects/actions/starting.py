"""Starts a project for every place that was taken, with the plan's milestones."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from services.events.applications.models import Application
from services.events.cohorts.models import Cohort
from services.events.database import database
from services.events.places.models import Place
from services.events.places.rules import PlaceState
from services.events.projects.models import Milestone, Project
from services.events.projects.rules import Reminder, sign_link
from services.events.schemes.rules import StepKind, steps_of
from shared.contracts.events import LetterWritten
from shared.db import new_id
from shared.letters import write_letter

_BATCH = 100
_LONGEST_TITLE = 120


def start_projects(public_url: str, secret_key: str) -> int:
    """Start a batch of projects and mail their owners; the place's row is the claim."""
    with database.transaction() as session:
        places = session.scalars(
            select(Place)
            .where(
                Place.state == PlaceState.ACCEPTED,
                ~exists().where(Project.place_id == Place.id),
            )
            .options(
                joinedload(Place.application)
                .joinedload(Application.cohort)
                .joinedload(Cohort.scheme)
            )
            .order_by(Place.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True, of=Place)
        ).all()
        for place in places:
            _start(session, place, public_url, secret_key)
        return len(places)


def _start(session: Session, place: Place, public_url: str, secret_key: str) -> None:
    application = place.application
    cohort = application.cohort
    project = Project(
        id=new_id(),
        cohort_id=cohort.id,
        place_id=place.id,
        council_name=application.lead.name,
        organisation_id=application.lead.organisation_id,
        title=_title(application),
        themes=application.issues,
        owner_name=application.contact_name,
        owner_person_id=application.person_id,
        coach_name="",
        summary="",
        outcome="",
        version=1,
        milestones=_milestones(application),
    )
    session.add(project)
    if project.owner_person_id is not None:
        write_letter(
            session,
            LetterWritten,
            person_id=project.owner_person_id,
            kind="project-started",
            subject=f"Your project in {cohort.name}",
            text=f"Here are the milestones of {project.council_name} in {cohort.name}. Say on this"
            " page when you have reached one, and at the end tell your project's story:\n\n"
            f"{public_url}/events/projects/{sign_link(secret_key, project.id)}",
            key=str(project.id),
        )


def _milestones(application: Application) -> list[Milestone]:
    cohort = application.cohort
    return [
        Milestone(
            id=new_id(),
            key=step.key,
            title=step.title,
            due_on=step.on(cohort.starts_on),
            owner_name=application.contact_name,
            evidence="",
            reminded=Reminder.NONE,
        )
        for step in steps_of(cohort.scheme.plan)
        if step.kind == StepKind.MILESTONE
    ]


def _title(application: Application) -> str:
    first = application.statement.strip().splitlines()[:1]
    return (first[0] if first else f"The project of {application.lead.name}")[:_LONGEST_TITLE]
