"""Shapes of saved searches in the API."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from services.catalogue.alerts.rules import FILTERS, Frequency, State, read_query


class FiltersShape(Schema):
    """The filters of a search; values of one are alternatives."""

    theme = fields.List(fields.String())
    region = fields.List(fields.String())
    organisation_kind = fields.List(fields.String())
    year = fields.List(fields.String())
    council = fields.List(fields.String())


class SavedSearchIn(Schema):
    """What to save: the search, and how often its mails come."""

    q = fields.String(load_default="")
    filters = fields.Nested(FiltersShape, load_default=dict)
    exact = fields.Boolean(load_default=False)
    frequency = fields.Enum(Frequency, by_value=True, required=True)

    @post_load
    def checked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Read the search as its address would say it."""
        values = {"q": [data["q"]], "exact": ["1"] if data["exact"] else []}
        chosen = {name: data["filters"].get(name, []) for name in FILTERS}
        return {"query": read_query(values | chosen), "frequency": data["frequency"]}


class SavedSearchEdit(Schema):
    """How often mails come, and whether they do."""

    frequency = fields.Enum(Frequency, by_value=True, load_default=None)
    state = fields.Enum(State, by_value=True, load_default=None)


class SavedSearchOut(Schema):
    """A saved search; `due_at` is when we next look for news."""

    id = fields.UUID(required=True)
    q = fields.String(required=True)
    filters = fields.Nested(FiltersShape, required=True)
    exact = fields.Boolean(required=True)
    described = fields.String(required=True)
    frequency = fields.String(required=True)
    state = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    url = fields.String(required=True)


class AddressIn(Schema):
    """The address of somebody without an account."""

    email = fields.Email(required=True)
