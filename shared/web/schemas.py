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


def needed_line(sentence: str, *, longest: int = 200) -> fields.String:
    """A text that has to be there; `sentence` says so where it is not."""
    return fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=sentence),
            validate.Length(max=longest, error=f"Use {longest} characters or fewer"),
        ],
        error_messages={"required": sentence, "null": sentence},
    )


def bounded_text(*, longest: int = 200, **options: Any) -> fields.String:
    """A text of at most so many characters."""
    sentence = f"Use {longest:,} characters or fewer"
    return fields.String(validate=validate.Length(max=longest, error=sentence), **options)


def short_lines(sentence: str, **options: Any) -> fields.List[str]:
    """Short lines of text, at most fifty; `sentence` says so where there are more."""
    line = fields.String(validate=validate.Length(1, 200, error="Use 200 characters or fewer"))
    return fields.List(line, validate=validate.Length(max=50, error=sentence), **options)


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
