"""Shapes of accounts in the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.auth.tokens import Role
from shared.web import CursorQuery, list_schema
from shared.web.schemas import TrimmedSchema


class WhoAmI(Schema):
    """The person or program a token names."""

    subject = fields.UUID(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionOut(Schema):
    """A session or token."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionList(Schema):
    """One's open sessions."""

    items = fields.List(fields.Nested(SessionOut), required=True)
    next = fields.String(required=True, allow_none=True)


class AccountIn(TrimmedSchema):
    """An address and the roles it gets; `name` counts where the account is new."""

    email = fields.String(required=True)
    name = fields.String(load_default="")
    roles = fields.List(
        fields.String(validate=validate.OneOf([str(role) for role in Role])),
        required=True,
        validate=validate.Length(min=1),
    )


class AccountQuery(CursorQuery):
    """Which accounts to list."""

    q = fields.String(load_default="", validate=validate.Length(max=200))


class AccountOut(Schema):
    """Somebody who may sign in."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)


class ChangeOut(Schema):
    """Who changed what of an account; `actor_id` is null for the `zone` command."""

    id = fields.UUID(required=True)
    account_id = fields.UUID(required=True, allow_none=True)
    email = fields.String(required=True)
    what = fields.String(required=True)
    actor_id = fields.UUID(required=True, allow_none=True)
    actor_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


AccountList = list_schema(AccountOut)
ChangeList = list_schema(ChangeOut)
