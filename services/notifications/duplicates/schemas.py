"""The shapes of duplicates in the API."""

from __future__ import annotations

from marshmallow import Schema, fields


class Member(Schema):
    """One of the contacts that may be one."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    organisation_name = fields.String(required=True)


class SuggestionOut(Schema):
    """Contacts that may be one, and why we think so."""

    why = fields.String(required=True)
    contacts = fields.List(fields.Nested(Member), required=True)


class SuggestionList(Schema):
    """The first groups; merge some to see more."""

    items = fields.List(fields.Nested(SuggestionOut), required=True)
    next = fields.String(required=True, allow_none=True)


class MergeIn(Schema):
    """The contact that becomes part of the other."""

    contact_id = fields.UUID(required=True)
