"""The shapes of contacts in the API, and of the forms that organisers fill in."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.notifications.contacts.rules import ContactKind, Purpose, Standing
from shared.web import CursorQuery, list_schema
from shared.web.schemas import TrimmedSchema

_ONE_OF_KINDS = validate.OneOf([str(kind) for kind in ContactKind])
_LIST = validate.Length(max=50)


class ContactPatch(TrimmedSchema):
    """What is known of a contact; what is left out stays as it is."""

    kind = fields.String(validate=_ONE_OF_KINDS)
    email = fields.String()
    name = fields.String()
    organisation_name = fields.String()
    roles = fields.List(fields.String(), validate=_LIST)
    left_on = fields.Date(allow_none=True)


class ContactIn(ContactPatch):
    """A new contact; `source` says where they agreed, where `consents` has anything."""

    email = fields.String(required=True)
    organisation_name = fields.String(required=True)
    consents = fields.List(fields.String(), validate=_LIST)
    source = fields.String()


class ConsentsIn(TrimmedSchema):
    """All that a contact agrees to, and where they said so."""

    consents = fields.List(fields.String(), required=True, validate=_LIST)
    source = fields.String(required=True)


class BounceIn(Schema):
    """Whether mail to the address comes back."""

    bounced = fields.Boolean(required=True)


class ContactQuery(CursorQuery):
    """Which contacts to list; words of `q` may be the beginnings of words."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    purpose = fields.String(
        load_default="", validate=validate.OneOf(["", *(str(p) for p in Purpose)])
    )
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(str(s) for s in Standing)])
    )
    organisation_id = fields.UUID(load_default=None)


class ContactOut(Schema):
    """A person or shared mailbox; `consents` is what they agreed to get."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    consents = fields.List(fields.String(), required=True)
    left_on = fields.Date(required=True, allow_none=True)
    bounced_at = fields.AwareDateTime(required=True, allow_none=True)
    updated_at = fields.AwareDateTime(required=True)


ContactList = list_schema(ContactOut)


class ContactForm(Schema):
    """What the form of a contact holds, as the API has it."""

    kind = fields.String(load_default=ContactKind.PERSON)
    email = fields.String(load_default="")
    name = fields.String(load_default="")
    organisation_name = fields.String(load_default="")
    roles = fields.String(load_default="")
    left_on = fields.String(load_default="")

    @post_load
    def as_sent(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Split the roles, one a line, and leave an empty day out."""
        roles = [line.strip() for line in data["roles"].splitlines() if line.strip()]
        return {**data, "roles": roles, "left_on": data["left_on"].strip() or None}
