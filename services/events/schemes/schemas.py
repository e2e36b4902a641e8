"""The shapes of a scheme, in JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.events.schemes.rules import StepKind, Unit, length_days
from shared.web.schemas import TrimmedSchema, needed_line

_MOST = 50


class CriterionShape(TrimmedSchema):
    """Something that applications are scored against, and how much it weighs."""

    key = fields.String(validate=validate.Length(max=100))
    label = needed_line("Enter the criterion", longest=150)
    weight = fields.Integer(
        load_default=1, validate=validate.Range(1, 100, error="A weight is between 1 and 100")
    )


class StepShape(TrimmedSchema):
    """A step of the plan; `day` is counted from the first, which is 0."""

    key = fields.String(validate=validate.Length(max=100))
    kind = fields.Enum(
        StepKind,
        by_value=True,
        required=True,
        error_messages={"unknown": f"Use one of {', '.join(StepKind)}"},
    )
    title = needed_line("Enter what happens", longest=150)
    day = fields.Integer(required=True)


class PlanShape(TrimmedSchema):
    """How long it runs, and what happens when."""

    length = fields.Integer(required=True, error_messages={"required": "Enter how long it runs"})
    unit = fields.Enum(Unit, by_value=True, load_default=Unit.DAYS)
    steps = fields.List(
        fields.Nested(StepShape), load_default=list, validate=validate.Length(max=_MOST)
    )


class SchemeIn(TrimmedSchema):
    """What an organiser says of a scheme."""

    name = needed_line("Enter the scheme's name", longest=150)
    partner = fields.String(load_default="", validate=validate.Length(max=200))
    purpose = needed_line("Enter what the scheme is for", longest=4000)
    criteria = fields.List(
        fields.Nested(CriterionShape), load_default=list, validate=validate.Length(max=_MOST)
    )
    plan = fields.Nested(PlanShape, required=True)
    issues = fields.List(
        needed_line("Enter the issue", longest=100),
        load_default=list,
        validate=validate.Length(max=_MOST),
    )
    questions = fields.List(
        needed_line("Enter the question", longest=300),
        load_default=list,
        validate=validate.Length(max=_MOST),
    )


class SchemeChange(SchemeIn):
    """What an organiser changes; a list that is given replaces the whole list."""


SCHEME_CHANGE = SchemeChange(partial=tuple(SchemeIn().fields))


class IssueOut(Schema):
    """An issue of the scheme's list."""

    slug = fields.String(required=True)
    label = fields.String(required=True)


class QuestionOut(Schema):
    """A question on readiness."""

    key = fields.String(required=True)
    label = fields.String(required=True)


class PlanOut(Schema):
    """The plan, with its length in days whatever it is counted in."""

    length = fields.Integer(required=True)
    unit = fields.String(required=True)
    length_days = fields.Function(length_days, required=True)
    steps = fields.List(fields.Dict(), required=True)


class SchemeOut(Schema):
    """A scheme as everybody may see it."""

    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    partner = fields.String(required=True)
    purpose = fields.String(required=True)
    criteria = fields.List(fields.Nested(CriterionShape), required=True)
    plan = fields.Nested(PlanOut, required=True)
    issues = fields.List(fields.Nested(IssueOut), required=True)
    questions = fields.List(fields.Nested(QuestionOut), required=True)
    version = fields.Integer(required=True)


def read_lines(text: str, columns: int) -> list[list[str]]:
    """Return the lines of a text, each cut at its bars; the last column keeps further bars."""
    rows: list[list[str]] = []
    for typed in text.splitlines():
        if typed.strip():
            cells = [cell.strip() for cell in typed.split("|", columns - 1)]
            rows.append(cells + [""] * (columns - len(cells)))
    return rows


def scheme_data(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed into the form as SchemeIn wants it."""
    return {
        "name": typed["name"],
        "partner": typed["partner"],
        "purpose": typed["purpose"],
        "criteria": [
            {"label": label, **({"weight": weight} if weight else {})}
            for label, weight in read_lines(typed["criteria"], 2)
        ],
        "plan": {
            "unit": typed["unit"] or Unit.DAYS,
            **({"length": typed["length"]} if typed["length"] else {}),
            "steps": [
                {"day": day, "kind": kind.replace(" ", "_").lower(), "title": title}
                for day, kind, title in read_lines(typed["steps"], 3)
            ],
        },
        "issues": [row[0] for row in read_lines(typed["issues"], 1)],
        "questions": [row[0] for row in read_lines(typed["questions"], 1)],
    }


def scheme_typed(scheme: Any) -> dict[str, str]:
    """Return a scheme as its form shows it."""
    return {
        "name": scheme.name,
        "partner": scheme.partner,
        "purpose": scheme.purpose,
        "criteria": "\n".join(f"{c['label']} | {c['weight']}" for c in scheme.criteria),
        "length": str(scheme.plan["length"]),
        "unit": scheme.plan["unit"],
        "steps": "\n".join(
            f"{s['day']} | {s['kind'].replace('_', ' ')} | {s['title']}"
            for s in scheme.plan["steps"]
        ),
        "issues": "\n".join(issue["label"] for issue in scheme.issues),
        "questions": "\n".join(question["label"] for question in scheme.questions),
        "version": str(scheme.version),
    }
