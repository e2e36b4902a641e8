"""The shapes of contacts in the API."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web import list_schema


class ContactOut(Schema):
    """A person or shared mailbox; `consents` is what they agreed to get."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    consents = fields.List(fields.String(), required=True)


ContactList = list_schema(ContactOut)
