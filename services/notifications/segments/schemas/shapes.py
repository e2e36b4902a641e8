"""The shapes of segments in the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.web import list_schema

_ONE_LINE = validate.Regexp(
    r"^[^\x00-\x1f\x7f]*\Z", error="Enter one line of text without control characters."
)
_CONDITIONS = {
    "description": "A tree: {all: [nodes]}, {any: [nodes]}, {not: node} or {fact: name, …parameters}."
}


class SegmentIn(Schema):
    """A segment as a person writes it."""

    name = fields.String(required=True, validate=[validate.Length(1, 200), _ONE_LINE])
    conditions = fields.Raw(required=True, metadata=_CONDITIONS)


class SegmentPatch(SegmentIn):
    """What of a segment changes."""


class SegmentOut(Schema):
    """A segment with its conditions as they are kept."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    conditions = fields.Raw(required=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class VersionOut(Schema):
    """A segment as it was at a version."""

    version = fields.Integer(required=True)
    name = fields.String(required=True)
    conditions = fields.Raw(required=True)
    made_by = fields.UUID(required=True)
    made_at = fields.AwareDateTime(required=True)


class SegmentVersions(Schema):
    """The versions of a segment, the latest first."""

    items = fields.List(fields.Nested(VersionOut), required=True)


class ConditionsIn(Schema):
    """Conditions that are not kept yet."""

    conditions = fields.Raw(required=True, metadata=_CONDITIONS)


class CountOut(Schema):
    """How many contacts are meant: by the whole, and by each fact alone in the order of the tree."""

    contacts = fields.Integer(required=True)
    facts = fields.List(fields.Integer(), required=True)


class MemberOut(Schema):
    """A contact in a segment."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)


class ExplanationOut(Schema):
    """Whether each part of a segment holds for a contact, with up to five facts found for it."""

    node = fields.Raw(required=True)
    holds = fields.Boolean(required=True)
    facts = fields.List(fields.String(), required=True)
    parts = fields.List(fields.Nested("ExplanationOut"), required=True)


SegmentList = list_schema(SegmentOut)
MemberList = list_schema(MemberOut)
