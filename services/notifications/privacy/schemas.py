"""The shapes of what we hold and of what was removed."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web import list_schema


class HeldOut(Schema):
    """Everything the service holds on one person."""

    contact = fields.Dict(required=True)
    consents = fields.List(fields.Dict(), required=True)
    consent_history = fields.List(fields.Dict(), required=True)
    refusals = fields.List(fields.Dict(), required=True)
    preferences = fields.List(fields.Dict(), required=True)
    earlier_addresses = fields.List(fields.Dict(), required=True)
    ids_in_other_services = fields.List(fields.Dict(), required=True)
    campaign_mails = fields.List(fields.Dict(), required=True)
    letters = fields.List(fields.Dict(), required=True)
    answers = fields.List(fields.Dict(), required=True)
    participations = fields.List(fields.Dict(), required=True)
    account = fields.List(fields.Dict(), required=True)


class RemovalOut(Schema):
    """That personal data was removed; nobody's name."""

    id = fields.UUID(required=True)
    what = fields.String(required=True)
    count = fields.Integer(required=True)
    reason = fields.String(required=True)
    older_than = fields.Date(required=True, allow_none=True)
    actor_id = fields.UUID(required=True, allow_none=True)
    removed_at = fields.AwareDateTime(required=True)


RemovalList = list_schema(RemovalOut)
