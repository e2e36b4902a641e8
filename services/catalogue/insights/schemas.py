"""Shapes of what is read."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web import CursorQuery


class ViewsQuery(CursorQuery):
    """The days, both included; without any, the last thirty."""

    since = fields.String(load_default="", metadata={"format": "date"})
    until = fields.String(load_default="", metadata={"format": "date"})


class MostReadOut(Schema):
    """An innovation with its views."""

    innovation_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    title = fields.String(required=True)
    organisation = fields.String(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True)
    views = fields.Integer(required=True)


class ViewsOut(Schema):
    """The figures of a period, and the innovations read in it, the most read first."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)
    views = fields.Integer(required=True)
    innovations_read = fields.Integer(required=True)
    published = fields.Integer(required=True)
    items = fields.List(fields.Nested(MostReadOut), required=True)
    next = fields.String(required=True, allow_none=True)
