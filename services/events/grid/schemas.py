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


class ConflictOut(Schema):
    """A rule that is broken: by which sessions, how strict the edition is, and in words."""

    rule = fields.String(required=True)
    severity = fields.String(required=True)
    sessions = fields.List(fields.UUID(), required=True, attribute="items")
    text = fields.String(required=True)


class ConflictList(Schema):
    """What is wrong with a timetable."""

    items = fields.List(fields.Nested(ConflictOut), required=True)


class ReleasedEntryOut(Schema):
    """A session as a release shows it."""

    session_id = fields.UUID(required=True)
    title = fields.String(required=True)
    abstract = fields.String(required=True)
    stage = fields.String(required=True)
    starts_at = fields.String(required=True, metadata={"format": "date-time"})
    ends_at = fields.String(required=True, metadata={"format": "date-time"})
    organisation_name = fields.String(required=True)
    presenters = fields.List(fields.String(), required=True)
    themes = fields.List(fields.String(), required=True)
    cancelled = fields.Boolean(required=True)
    sequence = fields.Integer(required=True)
    changed_at = fields.String(required=True, metadata={"format": "date-time"})


class ReleaseOut(Schema):
    """A version of a programme, frozen when it went public."""

    edition_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    released_at = fields.AwareDateTime(required=True)
    changed_session_ids = fields.List(fields.UUID(), required=True)
    sessions = fields.List(fields.Nested(ReleasedEntryOut), required=True, attribute="entries")
