"""Shapes of what is like an innovation."""

from __future__ import annotations

from marshmallow import Schema, fields


class SimilarOut(Schema):
    """An innovation about the same."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    organisation = fields.String(required=True)
    council = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    themes = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True, allow_none=True)
    url = fields.String(required=True)


class SimilarListOut(Schema):
    """The innovations most like one, the likest first."""

    items = fields.List(fields.Nested(SimilarOut), required=True)
