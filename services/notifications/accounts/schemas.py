"""Shapes of accounts in the API."""

from __future__ import annotations

from marshmallow import Schema, fields


class WhoAmI(Schema):
    """The person or program a token names."""

    subject = fields.UUID(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionOut(Schema):
    """A session or token."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionList(Schema):
    """One's open sessions."""

    items = fields.List(fields.Nested(SessionOut), required=True)
    next = fields.String(required=True, allow_none=True)
