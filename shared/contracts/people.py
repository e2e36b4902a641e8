"""What any service says of a person it met, and what it has to tell one."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

SERVICE, ALERTS = "service", "alerts"


class Person(Schema):
    """Somebody whose address was given to a service that does not keep it."""

    person_id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.Email(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)


class Letter(Schema):
    """A letter to one person; `purpose` says whether they asked for it or agreed to get its like."""

    letter_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    purpose = fields.String(required=True, validate=validate.OneOf([SERVICE, ALERTS]))
    subject = fields.String(required=True)
    text = fields.String(required=True)
    calendar = fields.String(load_default="")
