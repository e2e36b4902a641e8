"""Facts the events service publishes."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.contracts.message import contract
from shared.contracts.people import Letter, Person


@contract("events.edition.opened.v1")
class EditionOpened(Schema):
    """An edition of the Innovation Zone can be invited to, or its facts changed; subject: its id."""

    edition_id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    venue = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


@contract("events.programme.released.v1")
class ProgrammeReleased(Schema):
    """A version of an edition's programme went online; subject: the edition's id."""

    edition_id = fields.UUID(required=True)
    release = fields.Integer(required=True)
    url = fields.String(required=True)
    changed_session_ids = fields.List(fields.UUID(), load_default=list)


@contract("events.session.showcased.v1")
class SessionShowcased(Schema):
    """A session took place and its story may enter the catalogue; subject: the session's id."""

    session_id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True)
    edition_name = fields.String(required=True)
    title = fields.String(required=True)
    abstract = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    took_place_on = fields.Date(required=True)
    innovation_id = fields.UUID(required=True, allow_none=True)


@contract("events.person.offered.v1", personal=True)
class PersonOffered(Person):
    """Somebody gave us their address in a form of the events service; subject: the person's id."""


@contract("events.letter.written.v1", personal=True)
class LetterWritten(Letter):
    """The events service wrote a letter to one person; subject: the letter's id."""
