"""The shapes of panels, in JSON and in the organiser's form."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.web.schemas import TrimmedSchema

_ADDRESS = "Enter an email address in the correct format, like name@council.example"


class MemberIn(TrimmedSchema):
    """Somebody to ask."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, 150, error="Enter a name of 1 to 150 characters"),
        error_messages={"required": "Enter the name"},
    )
    email = fields.Email(required=True, error_messages={"required": _ADDRESS, "invalid": _ADDRESS})


class MemberOut(Schema):
    """A member of a panel."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class ResultOut(Schema):
    """What the panel's scores of an application come to, and how far apart they lie."""

    application_id = fields.UUID(attribute="application.id", required=True)
    reference = fields.String(attribute="application.reference", required=True)
    council = fields.String(attribute="application.lead.name", required=True)
    scores = fields.Integer(attribute="result.scores", required=True)
    conflicts = fields.Function(lambda judged: len(judged.conflicted), required=True)
    mean = fields.Float(attribute="result.mean", required=True, allow_none=True)
    lowest = fields.Float(attribute="result.lowest", required=True, allow_none=True)
    highest = fields.Float(attribute="result.highest", required=True, allow_none=True)
    deviation = fields.Float(attribute="result.deviation", required=True, allow_none=True)


class ResultsOut(Schema):
    """A cohort's results, the best first."""

    items = fields.List(fields.Nested(ResultOut), required=True)
