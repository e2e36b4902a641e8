"""Shapes of organisations in the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.catalogue.organisations.rules import MOST_NAME_CHARACTERS
from shared.register import COUNCIL_KINDS, REGIONS, Kind
from shared.web import CursorQuery


class OrganisationOut(Schema):
    """A council or another body; `ended_on` is the first day on which it no longer exists."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    short_name = fields.String(required=True)
    other_names = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    started_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    successor_ids = fields.List(fields.UUID(), required=True)
    codes = fields.List(fields.String(), required=True)
    mail_domains = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)
    updated_at = fields.AwareDateTime(required=True)


class OrganisationQuery(CursorQuery):
    """What a list of organisations may be narrowed to; `q` is how a name begins."""

    kind = fields.String(load_default=None, validate=validate.OneOf(list(Kind)))
    region = fields.String(load_default=None, validate=validate.OneOf(REGIONS))
    q = fields.String(load_default=None, validate=validate.Length(max=MOST_NAME_CHARACTERS))


class OrganisationIn(Schema):
    """A body that is not in the register; councils come with the register alone."""

    name = fields.String(required=True, validate=validate.Length(1, MOST_NAME_CHARACTERS))
    kind = fields.String(
        required=True, validate=validate.OneOf([k for k in Kind if k not in COUNCIL_KINDS])
    )
    region = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(REGIONS))
