"""The shapes of proposals, in JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.events.proposals.rules import (
    Format,
    OrganisationKind,
    Person,
    PersonRole,
    ProposalState,
    Window,
    write_people,
    write_windows,
)
from services.events.proposals.rules.people import MAX_PEOPLE, MAX_WINDOWS
from shared.web import CursorQuery
from shared.web.schemas import TrimmedSchema, bounded_text, needed_line, short_lines

LONGEST_TEXT = 10_000
_MINUTES = "A session lasts 5 to 480 minutes"


class WindowShape(Schema):
    """A time when people can be there."""

    starts = fields.AwareDateTime(required=True)
    ends = fields.AwareDateTime(required=True)

    @validates_schema
    def in_order(self, data: dict[str, dt.datetime], **_: Any) -> None:
        """A window has a length."""
        if data["ends"] <= data["starts"]:
            raise ValidationError("The end must be after the start", "ends")

    @post_load
    def made(self, data: dict[str, dt.datetime], **_: Any) -> Window:
        """Return the window."""
        return Window(**data)


def _windows(**options: Any) -> fields.List[Any]:
    most = validate.Length(max=MAX_WINDOWS, error=f"Give {MAX_WINDOWS} times or fewer")
    return fields.List(fields.Nested(WindowShape), validate=most, **options)


class PersonShape(TrimmedSchema):
    """Somebody in a role; without times: can always be there."""

    name = needed_line("Enter the name")
    role = fields.Enum(PersonRole, by_value=True, load_default=PersonRole.PRESENTER)
    person_id = fields.UUID(load_default=None, allow_none=True)
    available = _windows(load_default=list)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Person:
        """Return the person."""
        return Person(**data | {"available": tuple(data["available"])})


class ProposalQuery(CursorQuery):
    """Which proposals to list."""

    state = fields.String(validate=validate.OneOf([state.value for state in ProposalState]))


class ProposalIn(TrimmedSchema):
    """A proposal that an organiser enters; kind and length are found where they are not given."""

    title = needed_line("Enter a title")
    abstract = bounded_text(longest=LONGEST_TEXT, load_default="")
    format = fields.String(
        load_default=Format.TALK.value,
        validate=validate.OneOf([f.value for f in Format], error="Choose a format"),
    )
    organisation_id = fields.UUID(load_default=None, allow_none=True)
    organisation_name = needed_line("Enter the organisation")
    organisation_kind = fields.String(
        load_default="",
        validate=validate.OneOf(
            ["", *(k.value for k in OrganisationKind)], error="Choose the kind of organisation"
        ),
    )
    innovation_id = fields.UUID(load_default=None, allow_none=True)
    innovation = bounded_text(longest=LONGEST_TEXT, load_default="")
    themes = short_lines("Use 50 themes or fewer", load_default=list)
    people = fields.List(
        fields.Nested(PersonShape),
        load_default=list,
        validate=validate.Length(max=MAX_PEOPLE, error=f"Name {MAX_PEOPLE} people or fewer"),
    )
    available = _windows(load_default=list)
    needs = short_lines("Use 50 needs or fewer", load_default=list)
    score = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 100))
    duration_minutes = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(5, 480, error=_MINUTES)
    )
    expected_audience = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 100_000)
    )

    @post_load
    def kept(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return people and times as they are kept."""
        if "people" in data:
            data["people"] = write_people(data["people"])
        if "available" in data:
            data["available"] = write_windows(data["available"])
        return data


class ProposalChange(ProposalIn):
    """What changes of a proposal; a list that is given replaces the whole list."""


# Named one by one: partial=True would excuse the fields inside of people as well.
_PARTS = tuple(ProposalIn().fields)
PROPOSAL_CHANGE = ProposalChange(partial=_PARTS)


class SubmittedChange(ProposalChange):
    """What is sent in by the open call: it has to say what it is about."""

    abstract = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error="Say what it is about before you send it in"),
            validate.Length(max=LONGEST_TEXT, error=f"Use {LONGEST_TEXT:,} characters or fewer"),
        ],
    )


SUBMITTED_CHANGE = SubmittedChange(partial=_PARTS)


class BeginningIn(TrimmedSchema):
    """What somebody says to begin a proposal in the open call."""

    name = needed_line("Enter your name")
    email = fields.Email(
        required=True,
        validate=validate.Length(max=254, error="Enter a shorter email address"),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.org",
        },
    )
    organisation_name = needed_line("Enter your organisation")
    title = needed_line("Enter a title")


class ProposalOut(Schema):
    """A proposal as organisers see it."""

    id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    source = fields.String(required=True)
    invitation_id = fields.UUID(required=True, allow_none=True)
    state = fields.String(required=True)
    title = fields.String(required=True)
    abstract = fields.String(required=True)
    format = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    organisation_kind = fields.String(required=True)
    region = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    innovation_id = fields.UUID(required=True, allow_none=True)
    innovation = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    people = fields.List(fields.Dict(), required=True)
    available = fields.List(fields.Dict(), required=True)
    needs = fields.List(fields.String(), required=True)
    score = fields.Float(required=True, allow_none=True)
    duration_minutes = fields.Integer(required=True)
    expected_audience = fields.Integer(required=True, allow_none=True)
    comment = fields.String(required=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)
