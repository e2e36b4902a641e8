"""The shapes of what is moved on the grid, in JSON."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web.schemas import TrimmedSchema


class PlacementIn(TrimmedSchema):
    """A session at the version that was read, and where it goes; without a place: off the grid."""

    session_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    stage_id = fields.UUID(load_default=None, allow_none=True)
    starts_at = fields.AwareDateTime(load_default=None, allow_none=True)


class VersionShape(Schema):
    """A session at the version that was read."""

    session_id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class SwapIn(Schema):
    """Two sessions that change places."""

    first = fields.Nested(VersionShape, required=True)
    second = fields.Nested(VersionShape, required=True)


class PlacedOut(Schema):
    """A session where it is now."""

    session_id = fields.UUID(required=True, attribute="id")
    title = fields.String(required=True)
    stage_id = fields.UUID(required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class MovedOut(Schema):
    """What was moved."""

    items = fields.List(fields.Nested(PlacedOut), required=True)
