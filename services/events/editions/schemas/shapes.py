"""The shapes of an edition, in JSON."""

from __future__ import annotations

import datetime as dt

from marshmallow import Schema, fields, validate

from services.events.editions.queries import state_of
from shared.web.schemas import TrimmedSchema

MAX_STAGES = 50
MAX_THEMES = 50


def _line(sentence: str, *, longest: int = 200) -> fields.String:
    """A line of text that has to be there."""
    return fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=sentence),
            validate.Length(max=longest, error=f"Use {longest} characters or fewer"),
        ],
        error_messages={"required": sentence, "null": sentence},
    )


class ThemeShape(TrimmedSchema):
    """A theme; its slug is made from the label where none is given."""

    slug = fields.String(validate=validate.Length(max=100))
    label = _line("Enter the theme", longest=100)


class StageShape(TrimmedSchema):
    """A stage; leave its id away to add one."""

    id = fields.UUID(error_messages={"invalid_uuid": "This is not the id of a stage"})
    name = _line("Enter the stage's name", longest=100)
    capacity = fields.Integer(
        allow_none=True,
        validate=validate.Range(1, 100_000, error="Capacity must be between 1 and 100,000"),
        error_messages={"invalid": "Capacity must be a whole number, like 60"},
    )


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
    name = _line("Enter the edition's name")
    themes = fields.List(
        fields.Nested(ThemeShape),
        load_default=list,
        validate=validate.Length(max=MAX_THEMES, error=f"Use {MAX_THEMES} themes or fewer"),
    )
    venue = _line("Enter the venue")
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


class EditionChange(EditionIn):
    """What an organiser changes; a list that is given replaces the whole list."""


# Named one by one: partial=True would excuse the fields inside of stages and themes as well.
EDITION_CHANGE = EditionChange(partial=tuple(EditionIn().fields))


class EditionOut(Schema):
    """An edition as everybody may see it."""

    id = fields.UUID(required=True)
    year = fields.Integer(required=True)
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
    version = fields.Integer(required=True)
    programme_path = fields.Function(
        lambda edition: f"/events/{edition.slug}/programme", required=True
    )
