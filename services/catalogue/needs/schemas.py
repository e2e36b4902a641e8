"""Shapes of unmet needs."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.catalogue.needs.rules import State
from shared.web import CursorQuery


class NeedsQuery(CursorQuery):
    """Which needs; the open ones unless asked otherwise."""

    state = fields.Enum(State, by_value=True, load_default=State.OPEN)


class NeedOut(Schema):
    """A need; `searches` are those of the last thirty days, `found` the most any of them found."""

    id = fields.UUID(required=True)
    words = fields.String(required=True)
    state = fields.String(required=True)
    note = fields.String(required=True)
    version = fields.Integer(required=True)
    searches = fields.Integer(required=True)
    searches_before = fields.Integer(required=True)
    searches_in_all = fields.Integer(required=True)
    trend = fields.String(required=True)
    found = fields.Integer(required=True)
    last_searched_on = fields.Date(required=True)
