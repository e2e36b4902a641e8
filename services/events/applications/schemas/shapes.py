"""The shapes of an application, in JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.events.applications.queries import Application
from services.events.applications.rules import MOST_COUNCILS, MOST_SEATS, State
from shared.web import CursorQuery
from shared.web.schemas import TrimmedSchema

LONGEST_TEXT = 5000


def text(label: str, longest: int = LONGEST_TEXT) -> fields.String:
    """A text that may be empty."""
    return fields.String(
        validate=validate.Length(max=longest, error=f"{label}: use {longest} characters or fewer")
    )


def seats() -> fields.Integer:
    """A number of seats."""
    sentence = f"Seats are a whole number between 1 and {MOST_SEATS}"
    return fields.Integer(
        validate=validate.Range(1, MOST_SEATS, error=sentence),
        error_messages={"invalid": sentence},
    )


class TeamMemberShape(TrimmedSchema):
    """Somebody of the team."""

    name = fields.String(required=True, validate=validate.Length(1, 150))
    role = fields.String(load_default="", validate=validate.Length(max=150))


class ApplicationChange(TrimmedSchema):
    """What an applicant or organiser says; what is left away stays."""

    council = fields.String(
        validate=validate.Length(1, 200, error="Enter the council that leads"),
    )
    partners = fields.List(
        fields.String(validate=validate.Length(1, 200)),
        validate=validate.Length(
            max=MOST_COUNCILS - 1, error=f"{MOST_COUNCILS} councils at most apply together"
        ),
    )
    issues = fields.List(fields.String(), validate=validate.Length(max=50))
    seats_least = seats()
    seats_most = seats()
    statement = text("The challenge")
    affected = text("Who is affected")
    outcomes = text("Outcomes")
    answers = fields.Dict(
        fields.String(validate=validate.Length(max=100)),
        text("Answer"),
        validate=validate.Length(max=50),
    )
    commitments = fields.List(
        fields.String(validate=validate.Length(max=100)), validate=validate.Length(max=50)
    )
    team = fields.List(fields.Nested(TeamMemberShape), validate=validate.Length(max=30))
    contact_name = text("Your name", 150)
    sponsor_name = text("The sponsor's name", 150)


class ApplicantsChange(ApplicationChange):
    """What an applicant says in the form; the sponsor's address only where it is a new one."""

    sponsor_email = fields.Email(
        error_messages={"invalid": "Enter an email address in the correct format, like a@b.example"}
    )


class OrganisersChange(ApplicationChange):
    """What only an organiser changes."""

    score = fields.Float(allow_none=True, validate=validate.Range(0))
    state = fields.Enum(State, by_value=True)


class ApplicationIn(ApplicationChange):
    """An application that an organiser enters."""

    reference = fields.String(validate=validate.Length(1, 100))
    council = fields.String(
        required=True,
        validate=validate.Length(1, 200, error="Enter the council that leads"),
        error_messages={"required": "Enter the council that leads"},
    )
    score = fields.Float(allow_none=True, validate=validate.Range(0))


class CouncilOut(Schema):
    """A council as it was written, and whom we took it for."""

    name = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)


def unmatched_names(application: Application) -> list[str]:
    """Return the councils' names that we do not know."""
    return [c.name for c in application.councils if c.organisation_id is None]


class ApplicationOut(Schema):
    """An application as organisers see it."""

    id = fields.UUID(required=True)
    cohort_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    state = fields.String(required=True)
    council = fields.String(attribute="lead.name", required=True)
    councils = fields.List(fields.Nested(CouncilOut), required=True)
    issues = fields.List(fields.String(), required=True)
    seats_least = fields.Integer(required=True)
    seats_most = fields.Integer(required=True)
    score = fields.Float(required=True, allow_none=True)
    imported_score = fields.Float(required=True, allow_none=True)
    panel_score = fields.Float(required=True, allow_none=True)
    statement = fields.String(required=True)
    affected = fields.String(required=True)
    outcomes = fields.String(required=True)
    answers = fields.Dict(required=True)
    commitments = fields.List(fields.String(), required=True)
    team = fields.List(fields.Nested(TeamMemberShape), required=True)
    contact_name = fields.String(required=True)
    sponsor_name = fields.String(required=True)
    sponsor_confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True)
    unmatched = fields.Function(unmatched_names, required=True)
    version = fields.Integer(required=True)


class ApplicationsQuery(CursorQuery):
    """Which of a cohort's applications to list."""

    state = fields.Enum(State, by_value=True, load_default=None)
    unmatched = fields.Boolean(load_default=False)
