"""The shapes of projects: in JSON and in the organiser's and owner's forms."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from services.events.projects.queries import Project
from shared.web.schemas import TrimmedSchema

_ADDRESS = "Enter an email address in the correct format, like name@coach.example"


class GuideIn(TrimmedSchema):
    """What an organiser changes of a project."""

    title = fields.String(
        required=True, validate=validate.Length(1, 200, error="Enter what they work on")
    )
    coach_name = fields.String(load_default="", validate=validate.Length(max=150))
    coach_email = fields.Email(error_messages={"invalid": _ADDRESS})


class StoryIn(TrimmedSchema):
    """A project's story."""

    title = fields.String(load_default="", validate=validate.Length(max=200))
    summary = fields.String(load_default="", validate=validate.Length(max=5000))
    outcome = fields.String(load_default="", validate=validate.Length(max=5000))


class MilestoneOut(Schema):
    """Something a project has done by a day."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    due_on = fields.Date(required=True)
    owner_name = fields.String(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    evidence = fields.String(required=True)


class CourseOut(Schema):
    """A project and how it stands: red, amber or green, and why."""

    id = fields.UUID(attribute="project.id", required=True)
    cohort_id = fields.UUID(attribute="project.cohort_id", required=True)
    council = fields.String(attribute="project.council_name", required=True)
    title = fields.String(attribute="project.title", required=True)
    coach_name = fields.String(attribute="project.coach_name", required=True)
    light = fields.String(attribute="standing.light", required=True)
    why = fields.String(attribute="standing.why", required=True)
    completed_at = fields.AwareDateTime(
        attribute="project.completed_at", required=True, allow_none=True
    )
    milestones = fields.List(
        fields.Nested(MilestoneOut), attribute="project.milestones", required=True
    )


class CoursesOut(Schema):
    """A cohort's projects, the red ones first."""

    items = fields.List(fields.Nested(CourseOut), required=True)


def guide_typed(project: Project) -> dict[str, str]:
    """Return a project as the organiser's form shows it."""
    typed = {"title": project.title, "coach_name": project.coach_name}
    for one in project.milestones:
        typed |= {
            f"due-{one.id}-{part}": str(getattr(one.due_on, part))
            for part in ("day", "month", "year")
        }
        typed[f"owner-{one.id}"] = one.owner_name
    return typed | {"version": str(project.version)}


def guide_data(
    form: MultiDict[str, str], project: Project
) -> tuple[dict[str, Any], dict[uuid.UUID, dt.date]]:
    """Return what was typed: the fields, and the milestones' days. Raises ValidationError."""
    sent = {n: form[n] for n in ("title", "coach_name", "coach_email") if form.get(n, "").strip()}
    loaded: dict[str, Any] = GuideIn().load({"title": "", **sent})
    days: dict[uuid.UUID, dt.date] = {}
    faults: dict[str, list[str]] = {}
    for one in project.milestones:
        parts = [form.get(f"due-{one.id}-{part}", "").strip() for part in ("year", "month", "day")]
        try:
            days[one.id] = dt.date(*(int(part) for part in parts))
        except (ValueError, TypeError):
            faults[f"due-{one.id}"] = ["The day must be a real date, like 7 7 2026"]
    if faults:
        raise ValidationError(faults)
    loaded["owners"] = {
        one.id: form.get(f"owner-{one.id}", "").strip()[:150] for one in project.milestones
    }
    return loaded, days
