"""The shapes of an edition, in JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.events.editions.queries import call_state_of, days_planned, severities_kept, state_of
from services.events.editions.rules import (
    MAX_DAYS,
    Break,
    ConflictRule,
    EditionDay,
    Severity,
    Shape,
)
from shared.web.schemas import TrimmedSchema, needed_line

MAX_STAGES = 50
MAX_THEMES = 50


def _minutes(what: str) -> fields.Integer:
    return fields.Integer(
        validate=validate.Range(0, 120, error=f"The time to {what} must be 0 to 120 minutes"),
        error_messages={"invalid": f"The time to {what} must be a whole number of minutes"},
    )


class ThemeShape(TrimmedSchema):
    """A theme; its slug is made from the label where none is given."""

    slug = fields.String(validate=validate.Length(max=100))
    label = needed_line("Enter the theme", longest=100)


class StageShape(TrimmedSchema):
    """A stage; leave its id away to add one."""

    id = fields.UUID(error_messages={"invalid_uuid": "This is not the id of a stage"})
    name = needed_line("Enter the stage's name", longest=100)
    capacity = fields.Integer(
        allow_none=True,
        validate=validate.Range(1, 100_000, error="Capacity must be between 1 and 100,000"),
        error_messages={"invalid": "Capacity must be a whole number, like 60"},
    )
    equipment = fields.List(
        fields.String(validate=validate.Length(1, 100, error="Use 100 characters or fewer")),
        validate=validate.Length(max=50, error="Use 50 pieces of equipment or fewer"),
    )
    floor = fields.String(validate=validate.Length(max=100, error="Use 100 characters or fewer"))
    headphones = fields.Boolean()


class BreakShape(TrimmedSchema):
    """A time when nothing is on any stage, by London's clock."""

    starts = fields.Time("%H:%M", required=True)
    ends = fields.Time("%H:%M", required=True)
    label = fields.String(load_default="Break", validate=validate.Length(max=100))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Break:
        """Return the break."""
        return Break(**data)


class DayShape(TrimmedSchema):
    """A day of an edition; its times are by London's clock."""

    date = fields.Date(required=True)
    shape = fields.Enum(Shape, by_value=True, load_default=Shape.THEME)
    opens = fields.Time("%H:%M", load_default=dt.time(9))
    closes = fields.Time("%H:%M", load_default=dt.time(17))
    breaks = fields.List(
        fields.Nested(BreakShape),
        load_default=list,
        validate=validate.Length(max=10, error="A day has at most 10 breaks"),
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> EditionDay:
        """Return the day."""
        return EditionDay(**data | {"breaks": tuple(data["breaks"])})


class EditionIn(TrimmedSchema):
    """What an organiser says about an edition."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(2000, 2100, error="Year must be between 2000 and 2100"),
        error_messages={
            "required": "Enter the year",
            "invalid": "Year must be a number, like 2026",
        },
    )
    ordinal = fields.Integer(
        allow_none=True,
        validate=validate.Range(1, 999, error="The number of the Zone must be between 1 and 999"),
        error_messages={"invalid": "The number of the Zone must be a whole number, like 9"},
    )
    name = needed_line("Enter the edition's name")
    themes = fields.List(
        fields.Nested(ThemeShape),
        load_default=list,
        validate=validate.Length(max=MAX_THEMES, error=f"Use {MAX_THEMES} themes or fewer"),
    )
    venue = needed_line("Enter the venue")
    starts_on = fields.Date(
        required=True,
        error_messages={
            "required": "Enter the first day",
            "invalid": "The first day must be a real date, like 7 7 2026",
        },
    )
    ends_on = fields.Date(
        required=True,
        error_messages={
            "required": "Enter the last day",
            "invalid": "The last day must be a real date, like 9 7 2026",
        },
    )
    stages = fields.List(
        fields.Nested(StageShape),
        load_default=list,
        validate=validate.Length(max=MAX_STAGES, error=f"Use {MAX_STAGES} stages or fewer"),
    )
    days = fields.List(fields.Nested(DayShape), validate=validate.Length(max=MAX_DAYS))
    call_is_open = fields.Boolean()
    call_deadline = fields.AwareDateTime(
        allow_none=True,
        error_messages={
            "invalid": "The deadline must be a real day and time, like 31 1 2026 17:00"
        },
    )
    publicity_name = fields.String(validate=validate.Length(max=200))
    publicity_email = fields.Email(
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.org"
        },
    )
    call_grace_minutes = fields.Integer(
        validate=validate.Range(0, 10_080, error="Grace must be between 0 minutes and a week"),
        error_messages={"invalid": "Grace must be a whole number of minutes, like 30"},
    )
    severities = fields.Dict(
        keys=fields.Enum(ConflictRule, by_value=True), values=fields.Enum(Severity, by_value=True)
    )
    places = fields.Integer(
        allow_none=True,
        validate=validate.Range(0, 1000, error="Places must be between 0 and 1,000"),
        error_messages={"invalid": "Places must be a whole number, like 60"},
    )
    offer_days = fields.Integer(
        validate=validate.Range(1, 60, error="An offer is kept 1 to 60 days"),
        error_messages={"invalid": "Days must be a whole number, like 7"},
    )
    turnaround_minutes = _minutes("turn a stage round")
    walking_minutes = _minutes("walk to another stage")


class EditionChange(EditionIn):
    """What an organiser changes; a list that is given replaces the whole list."""


# Named one by one: partial=True would excuse the fields inside of stages and themes as well.
EDITION_CHANGE = EditionChange(partial=tuple(EditionIn().fields))


class CopyIn(TrimmedSchema):
    """What a copy of an edition has of its own."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(2000, 2100, error="Year must be between 2000 and 2100"),
        error_messages={
            "required": "Enter the year",
            "invalid": "Year must be a number, like 2026",
        },
    )
    name = needed_line("Enter the edition's name")
    starts_on = fields.Date(
        required=True,
        error_messages={
            "required": "Enter the first day",
            "invalid": "The first day must be a real date, like 7 7 2026",
        },
    )


class EditionOut(Schema):
    """An edition as everybody may see it."""

    id = fields.UUID(required=True)
    year = fields.Integer(required=True)
    ordinal = fields.Integer(required=True, allow_none=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    themes = fields.List(fields.Nested(ThemeShape), required=True)
    venue = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    stages = fields.List(fields.Nested(StageShape), required=True)
    state = fields.Function(
        lambda edition: state_of(edition, dt.datetime.now(dt.UTC)), required=True
    )
    days = fields.Function(
        lambda edition: [day.as_json() for day in days_planned(edition)], required=True
    )
    call_state = fields.Function(
        lambda edition: call_state_of(edition, dt.datetime.now(dt.UTC)), required=True
    )
    call_deadline = fields.AwareDateTime(required=True, allow_none=True)
    publicity_name = fields.String(required=True)
    places = fields.Integer(required=True, allow_none=True)
    offer_days = fields.Integer(required=True)
    severities = fields.Function(severities_kept, required=True)
    turnaround_minutes = fields.Integer(required=True)
    walking_minutes = fields.Integer(required=True)
    version = fields.Integer(required=True)
    programme_path = fields.Function(
        lambda edition: f"/events/{edition.slug}/programme", required=True
    )
