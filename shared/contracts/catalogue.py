"""Facts the catalogue publishes."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.contracts.message import contract
from shared.contracts.people import Letter, Person


@contract("catalogue.innovation.published.v1")
class InnovationPublished(Schema):
    """An innovation became public, or its public text changed; subject: the innovation's id."""

    innovation_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    themes = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True, allow_none=True)
    url = fields.String(required=True)


@contract("catalogue.innovation.withdrawn.v1")
class InnovationWithdrawn(Schema):
    """An innovation is no longer public; subject: the innovation's id."""

    innovation_id = fields.UUID(required=True)


@contract("catalogue.organisation.changed.v1")
class OrganisationChanged(Schema):
    """A body was added to the register or changed; subject: the organisation's id."""

    organisation_id = fields.UUID(required=True)
    name = fields.String(required=True)
    other_names = fields.List(fields.String(), load_default=list)
    kind = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    started_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    successor_ids = fields.List(fields.UUID(), load_default=list)
    mail_domains = fields.List(fields.String(), load_default=list)


@contract("catalogue.person.offered.v1", personal=True)
class PersonOffered(Person):
    """Somebody gave us their address in a form of the catalogue; subject: the person's id."""


@contract("catalogue.consent.given.v1")
class ConsentGiven(Schema):
    """A person confirmed that they want mail of a purpose; subject: the person's id."""

    person_id = fields.UUID(required=True)
    purpose = fields.String(required=True)
    source = fields.String(required=True)


@contract("catalogue.letter.written.v1", personal=True)
class LetterWritten(Letter):
    """The catalogue wrote a letter to one person; subject: the letter's id."""
