"""The shapes of reviewing, in JSON."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.events.reviews.rules import HIGHEST, LOWEST
from shared.web.schemas import TrimmedSchema

DECISIONS = ("shortlisted", "accepted", "waiting", "rejected")


def _name(sentence: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(1, 200, error=sentence)],
        error_messages={"required": sentence},
    )


class CriterionShape(TrimmedSchema):
    """A criterion and its weight relative to the others'."""

    key = fields.String()
    label = _name("Enter the criterion")
    weight = fields.Float(load_default=1.0, error_messages={"invalid": "Enter a number"})


class RoundShape(Schema):
    """How an edition's proposals are reviewed."""

    criteria = fields.List(fields.Nested(CriterionShape), required=True)
    is_anonymous = fields.Boolean(load_default=True)
    per_proposal = fields.Integer(
        load_default=2, validate=validate.Range(1, 10, error="Give each proposal 1 to 10 reviewers")
    )
    version = fields.Integer(dump_only=True)


class ReviewerIn(TrimmedSchema):
    """Somebody with an account who is to review, and the organisations they have to do with."""

    subject = fields.UUID(required=True)
    name = _name("Enter the name")
    organisation_name = fields.String(load_default="", validate=validate.Length(max=200))
    avoids = fields.List(
        fields.String(validate=validate.Length(1, 200)),
        load_default=list,
        validate=validate.Length(max=50, error="Name 50 organisations or fewer"),
    )


class ReviewerOut(Schema):
    """A reviewer of an edition."""

    id = fields.UUID(required=True)
    subject = fields.UUID(required=True)
    name = fields.String(required=True)
    organisation_name = fields.String(required=True)
    avoids = fields.List(fields.String(), required=True)


class AssignedOut(Schema):
    """How many reviews were given out."""

    reviews = fields.Integer(required=True)


class ReviewIn(TrimmedSchema):
    """A reviewer's scores by criterion, and why."""

    scores = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(validate=validate.Range(LOWEST, HIGHEST)),
        required=True,
    )
    comment = fields.String(load_default="", validate=validate.Length(max=5000))
    version = fields.Integer(required=True)


class ReviewOut(Schema):
    """A review as its reviewer gave it."""

    proposal_id = fields.UUID(required=True)
    scores = fields.Dict(required=True)
    comment = fields.String(required=True)
    version = fields.Integer(required=True)


class JudgedOut(Schema):
    """What a proposal's reviewers say together."""

    proposal_id = fields.UUID(required=True, attribute="proposal.id")
    reference = fields.String(required=True, attribute="proposal.reference")
    state = fields.String(required=True, attribute="proposal.state")
    version = fields.Integer(required=True, attribute="proposal.version")
    mean = fields.Float(required=True, allow_none=True, attribute="figures.mean")
    spread = fields.Float(required=True, attribute="figures.spread")
    reviewed = fields.Integer(required=True, attribute="figures.count")
    assigned = fields.Integer(required=True)


class JudgedList(Schema):
    """Every proposal that is being decided on, the best first."""

    items = fields.List(fields.Nested(JudgedOut), required=True)


class DecisionIn(TrimmedSchema):
    """A decision about proposals, and a paragraph of one's own for the letters."""

    decision = fields.String(
        required=True, validate=validate.OneOf(DECISIONS, error="Choose what to decide")
    )
    proposals = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(1, 500, error="Choose 1 to 500 proposals"),
    )
    message = fields.String(load_default="", validate=validate.Length(max=5000))


class ConfirmedDecisionIn(DecisionIn):
    """A decision that was rehearsed: `mark` says exactly which letters were read."""

    mark = fields.String(required=True)


class LetterShape(Schema):
    """A letter exactly as it leaves, before the greeting."""

    subject = fields.String(required=True)
    text = fields.String(required=True)


class RehearsedOut(Schema):
    """What would become of a proposal."""

    proposal_id = fields.UUID(required=True, attribute="proposal.id")
    letter = fields.Nested(LetterShape, required=True, allow_none=True)
    fault = fields.String(required=True)


class RehearsalOut(Schema):
    """What would be decided and written."""

    items = fields.List(fields.Nested(RehearsedOut), required=True)
    mark = fields.String(required=True)


class DecidedOut(Schema):
    """What was decided and written."""

    decided = fields.Integer(required=True)
    letters = fields.Integer(required=True)


class FeedbackIn(TrimmedSchema):
    """What the audience of a session said."""

    rating = fields.Float(required=True)
    answers = fields.Integer(required=True, validate=validate.Range(0, 100_000))
    comment = fields.String(load_default="", validate=validate.Length(max=5000))


class MoveIn(Schema):
    """The edition that a proposal is moved to."""

    edition_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose an edition", "invalid_uuid": "Choose an edition"},
    )


class MovedOut(Schema):
    """The proposal that a moved one has become."""

    id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    source = fields.String(required=True)
    state = fields.String(required=True)
    title = fields.String(required=True)
    version = fields.Integer(required=True)
