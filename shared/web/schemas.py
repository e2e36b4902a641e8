"""Shapes that every service's API shares."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MOST_CURSOR_LETTERS = 1000


class TrimmedSchema(Schema):
    """A shape whose texts lose the blanks around them before they are judged."""

    @pre_load
    def trim(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {k: v.strip() if isinstance(v, str) else v for k, v in data.items()}


class FaultSchema(Schema):
    """A fault of one field; `pointer` says which (RFC 6901)."""

    pointer = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """What went wrong and what to do (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FaultSchema))


class CursorQuery(Schema):
    """The query parameters of a list: `limit` items after `cursor`."""

    limit = fields.Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT))
    cursor = fields.String(load_default=None, validate=validate.Length(max=MOST_CURSOR_LETTERS))


def list_schema(item: type[Schema]) -> type[Schema]:
    """Return the shape of a page of items: `{"items": […], "next": "<cursor>" | null}`."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{item.__name__.removesuffix('Schema')}List",
    )
