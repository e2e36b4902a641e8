"""The shapes of answers in the API."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web import list_schema


class AnswerOut(Schema):
    """One council's answer: accepted, declined or later."""

    invitation_id = fields.UUID(attribute="answer.invitation_id", required=True)
    organisation_id = fields.UUID(attribute="recipient.organisation_id", allow_none=True)
    organisation_name = fields.String(attribute="recipient.organisation_name", required=True)
    answer = fields.String(attribute="answer.answer", required=True)
    comment = fields.String(attribute="answer.comment", required=True)
    innovation_id = fields.UUID(attribute="answer.innovation_id", allow_none=True)
    innovation_title = fields.String(attribute="innovation.title", dump_default="")
    answered_at = fields.AwareDateTime(attribute="answer.answered_at", required=True)


AnswerList = list_schema(AnswerOut)
