"""Shapes of the vocabulary in the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.catalogue.vocabulary.rules import MOST_NAMES
from shared.web import CursorQuery

_MOST_LETTERS = 200


def _names(*, required: bool = False) -> fields.List[str]:
    text = fields.String(validate=validate.Length(max=_MOST_LETTERS))
    if required:
        return fields.List(text, required=True, validate=validate.Length(1, MOST_NAMES))
    return fields.List(text, load_default=list, validate=validate.Length(max=MOST_NAMES))


class EntryIn(Schema):
    """Names of one thing, and narrower things that a search for it finds too.

    "!" after an abbreviation that is also a word ("MASH!") lets it count in capitals only.
    """

    names = _names(required=True)
    narrower = _names()


class EntryOut(Schema):
    """An entry as it is now."""

    id = fields.UUID(required=True)
    names = fields.List(fields.String(), required=True)
    narrower = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)
    updated_at = fields.AwareDateTime(required=True)


class RevisionOut(Schema):
    """What an entry said from a moment on; `changed_by` is null where it shipped so."""

    version = fields.Integer(required=True)
    names = fields.List(fields.String(), required=True)
    narrower = fields.List(fields.String(), required=True)
    removed = fields.Boolean(required=True)
    changed_at = fields.AwareDateTime(required=True)
    changed_by = fields.UUID(required=True, allow_none=True)


class RevisionsOut(Schema):
    """What an entry said, the newest first."""

    items = fields.List(fields.Nested(RevisionOut), required=True)


class EntryQuery(CursorQuery):
    """What a list of entries may be narrowed to: those that have `q` in a name."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
