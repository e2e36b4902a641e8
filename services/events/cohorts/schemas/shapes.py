"""The shapes of a cohort, in JSON."""

from __future__ import annotations

import datetime as dt

from marshmallow import Schema, fields, validate

from services.events.cohorts.queries import call_of, state_of
from services.events.cohorts.rules import WEIGHTS, Dimension
from shared.web.schemas import TrimmedSchema


def number(sentence: str, default: int, *, least: int = 1, most: int = 1000) -> fields.Integer:
    """A whole number with a default."""
    return fields.Integer(
        load_default=default,
        validate=validate.Range(least, most, error=sentence),
        error_messages={"invalid": sentence, "null": sentence},
    )


class QuotaShape(TrimmedSchema):
    """How many of the councils come from a region, or are of a kind."""

    dimension = fields.Enum(Dimension, by_value=True, required=True)
    value = fields.String(required=True, validate=validate.Length(1, 100))
    least = fields.Integer(load_default=0, validate=validate.Range(0, 1000))
    most = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 1000))


class QuotaOut(Schema):
    """A quota with its value as the register has it."""

    dimension = fields.String(required=True)
    value = fields.String(required=True)
    least = fields.Integer(required=True)
    most = fields.Integer(required=True, allow_none=True)


WeightsShape = TrimmedSchema.from_dict(
    {
        name: fields.Integer(
            load_default=default,
            validate=validate.Range(0, 1000, error="A weight is between 0 and 1000"),
        )
        for name, default in WEIGHTS.items()
    },
    name="Weights",
)


class CohortIn(TrimmedSchema):
    """What an organiser says of a cohort."""

    scheme_id = fields.UUID(required=True)
    name = fields.String(
        required=True,
        validate=validate.Length(1, 150, error="Enter a name of 1 to 150 characters"),
        error_messages={"required": "Enter the cohort's name"},
    )
    regions = fields.List(fields.String(), load_default=list, validate=validate.Length(max=9))
    seats = number("Seats must be between 1 and 1,000", 16)
    councils_least = number("Enter a number between 1 and 1,000", 6)
    councils_most = number("Enter a number between 1 and 1,000", 8)
    seats_least = number("Enter a number between 1 and 1,000", 1)
    seats_most = number("Enter a number between 1 and 1,000", 4)
    quotas = fields.List(
        fields.Nested(QuotaShape), load_default=list, validate=validate.Length(max=50)
    )
    weights = fields.Nested(WeightsShape, load_default=lambda: dict(WEIGHTS))
    starts_on = fields.Date(
        required=True,
        error_messages={
            "required": "Enter the first day",
            "invalid": "The first day must be a real date, like 7 7 2026",
        },
    )
    contact_name = fields.String(load_default="", validate=validate.Length(max=150))
    contact_email = fields.Email(load_only=True)
    opens_at = fields.AwareDateTime(load_default=None, allow_none=True)
    deadline_at = fields.AwareDateTime(load_default=None, allow_none=True)
    grace_minutes = number("Grace is between 0 minutes and 7 days", 0, least=0, most=10_080)
    accept_days = number("Enter a number of days between 1 and 90", 10, most=90)
    anonymous = fields.Boolean(load_default=False)


class CohortChange(CohortIn):
    """What an organiser changes; a list that is given replaces the whole list."""


COHORT_CHANGE = CohortChange(partial=tuple(CohortIn().fields))


class CohortOut(Schema):
    """A cohort as everybody may see it."""

    id = fields.UUID(required=True)
    scheme_id = fields.UUID(required=True)
    scheme_name = fields.String(attribute="scheme.name", required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    regions = fields.List(fields.String(), required=True)
    seats = fields.Integer(required=True)
    councils_least = fields.Integer(required=True)
    councils_most = fields.Integer(required=True)
    seats_least = fields.Integer(required=True)
    seats_most = fields.Integer(required=True)
    quotas = fields.List(fields.Nested(QuotaOut), required=True)
    weights = fields.Nested(WeightsShape, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    contact_name = fields.String(required=True)
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    deadline_at = fields.AwareDateTime(required=True, allow_none=True)
    grace_minutes = fields.Integer(required=True)
    accept_days = fields.Integer(required=True)
    anonymous = fields.Boolean(required=True)
    call = fields.Function(lambda cohort: call_of(cohort, dt.datetime.now(dt.UTC)), required=True)
    state = fields.Function(lambda cohort: state_of(cohort, dt.datetime.now(dt.UTC)), required=True)
    version = fields.Integer(required=True)
