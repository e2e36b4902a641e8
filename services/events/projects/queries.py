"""Every read of projects."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from services.events.cohorts.models import Cohort
from services.events.places.models import Participant, Place
from services.events.places.rules import PlaceState
from services.events.programme.rules import LONDON
from services.events.projects.models import Attendance, Milestone, Project
from services.events.projects.rules import Due, light_of
from services.events.projects.rules.course import Standing
from shared.refusals import NotFound

__all__ = [
    "Course",
    "Milestone",
    "Project",
    "course_of",
    "find_attendance",
    "get_project",
    "list_course",
    "list_people",
]

_MOST = 2000


@dataclass(frozen=True)
class Course:
    """A project and how it stands."""

    project: Project
    standing: Standing
    following: Milestone | None  # the next milestone


def get_project(session: Session, project_id: uuid.UUID, *, lock: bool = False) -> Project:
    """Return a project with its cohort and scheme. Raises NotFound."""
    query = _whole().where(Project.id == project_id)
    if lock:
        query = query.with_for_update(of=Project)
    project = session.scalars(query).one_or_none()
    if project is None:
        raise NotFound("There is no such project. Check the address.")
    return project


def list_course(
    session: Session, now: dt.datetime, cohort_id: uuid.UUID | None = None
) -> list[Course]:
    """Return a cohort's projects, or those of all that have not ended a quarter ago; red first."""
    today = now.astimezone(LONDON).date()
    query = (
        _whole()
        .join(Project.cohort)
        .join(Place, Place.id == Project.place_id)
        .where(Place.state == PlaceState.ACCEPTED)
    )
    if cohort_id is None:
        query = query.where(Cohort.ends_on >= today - dt.timedelta(days=90))
    else:
        query = query.where(Project.cohort_id == cohort_id)
    projects = list(session.scalars(query.order_by(Project.council_name, Project.id).limit(_MOST)))
    missed = _most_missed(session, [project.place_id for project in projects])
    found = [course_of(p, missed.get(p.place_id, 0), now) for p in projects]
    order = {"red": 0, "amber": 1, "green": 2}
    return sorted(found, key=lambda c: (order[c.standing.light], c.project.cohort.starts_on))


def course_of(project: Project, most_missed: int, now: dt.datetime) -> Course:
    """Return how a project stands at a moment."""
    standing = light_of(
        [Due(m.title, m.due_on, m.done_on) for m in project.milestones],
        ends_on=project.cohort.ends_on,
        completed=project.completed_at is not None,
        most_missed=most_missed,
        today=now.astimezone(LONDON).date(),
    )
    following = next((m for m in project.milestones if m.done_on is None), None)
    return Course(project, standing, following)


def list_people(session: Session, cohort_id: uuid.UUID) -> list[tuple[Participant, str]]:
    """Return who takes part in a cohort, each with their council's name."""
    rows = session.execute(
        select(Participant, Project.council_name)
        .join(Place, Place.id == Participant.place_id)
        .join(Project, Project.place_id == Place.id)
        .where(Place.cohort_id == cohort_id, Place.state == PlaceState.ACCEPTED)
        .order_by(Project.council_name, Participant.position, Participant.id)
        .limit(_MOST)
    )
    return [(row[0], row[1]) for row in rows]


def find_attendance(
    session: Session, people: Sequence[uuid.UUID], *, lock: bool = False
) -> dict[tuple[uuid.UUID, str], Attendance]:
    """Return what is recorded of these people, by person and step."""
    query = (
        select(Attendance)
        .where(Attendance.participant_id.in_(people))
        .order_by(Attendance.participant_id, Attendance.step)
    )
    rows = session.scalars(query.with_for_update() if lock else query)
    return {(row.participant_id, row.step): row for row in rows}


def _most_missed(session: Session, places: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many of a place's people missed the gathering that most of them missed."""
    rows = session.execute(
        select(Participant.place_id, Attendance.step)
        .join(Participant, Participant.id == Attendance.participant_id)
        .where(Participant.place_id.in_(places), Attendance.attended.is_(False))
        .order_by(Participant.place_id, Attendance.step)
    )
    most: dict[uuid.UUID, int] = {}
    for (place, _), count in Counter((row[0], row[1]) for row in rows).items():
        most[place] = max(count, most.get(place, 0))
    return most


def _whole() -> Select[Project]:
    return select(Project).options(joinedload(Project.cohort).joinedload(Cohort.scheme))
