"""The shapes of sessions and releases, in JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.events.editions.queries import Edition
from services.events.programme.models import Release
from shared.web import CursorQuery
from shared.web.schemas import TrimmedSchema, bounded_text, short_lines

_LONGEST_TEXT = 10_000


class SessionQuery(CursorQuery):
    """Which sessions to list: those with a place, or those still without."""

    placed = fields.Boolean(load_default=True)


class SessionShape(TrimmedSchema):
    """What an organiser says about a session; what is left away is the proposal's."""

    title = bounded_text()
    abstract = bounded_text(longest=_LONGEST_TEXT)
    organisation_id = fields.UUID(allow_none=True)
    organisation_name = bounded_text()
    presenters = short_lines("Use 50 names or fewer")
    themes = short_lines("Use 50 themes or fewer")
    stage_id = fields.UUID(allow_none=True, error_messages={"invalid_uuid": "Choose a stage"})
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    duration_minutes = fields.Integer(
        validate=validate.Range(5, 480, error="A session lasts 5 to 480 minutes"),
        error_messages={"invalid": "Length must be a whole number of minutes, like 45"},
    )
    is_pinned = fields.Boolean()


class SessionIn(SessionShape):
    """A session, of a proposal or without one; without stage and times it is placed later."""

    proposal_id = fields.UUID(load_default=None, allow_none=True)


class SessionChange(SessionShape):
    """What changes of a session."""

    title = fields.String(
        validate=[
            validate.Length(min=1, error="Enter a title"),
            validate.Length(max=200, error="Use 200 characters or fewer"),
        ]
    )


SESSION_CHANGE = SessionChange(partial=True)


class SessionOut(Schema):
    """A session as organisers plan it."""

    id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True)
    proposal_id = fields.UUID(required=True, allow_none=True)
    stage_id = fields.UUID(required=True, allow_none=True)
    stage = fields.String(required=True, allow_none=True, attribute="stage_name")
    title = fields.String(required=True)
    abstract = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    presenters = fields.List(fields.String(), required=True)
    themes = fields.List(fields.String(), required=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    duration_minutes = fields.Integer(required=True)
    is_pinned = fields.Boolean(required=True)
    cancelled_at = fields.AwareDateTime(required=True, allow_none=True)
    released_at = fields.AwareDateTime(required=True, allow_none=True)
    showcased_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class ReschedulingIn(TrimmedSchema):
    """The first day an edition moves to, and a paragraph of one's own for the letters."""

    starts_on = fields.Date(required=True)
    message = bounded_text(longest=5000, load_default="")


class ConfirmedReschedulingIn(ReschedulingIn):
    """A move that was rehearsed: `mark` says exactly what was shown."""

    mark = fields.String(required=True)


class ReschedulingOut(Schema):
    """What moving an edition does, and whom it tells what."""

    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    person_ids = fields.List(fields.UUID(), required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    sessions = fields.List(fields.Pluck(SessionOut, "id"), required=True)
    unavailable = fields.List(fields.Pluck(SessionOut, "id"), required=True)
    mark = fields.String(required=True)


class EntryOut(Schema):
    """A session as a release shows it."""

    session_id = fields.UUID(required=True)
    title = fields.String(required=True)
    abstract = fields.String(required=True)
    stage = fields.String(required=True)
    starts_at = fields.String(required=True, metadata={"format": "date-time"})
    ends_at = fields.String(required=True, metadata={"format": "date-time"})
    organisation_name = fields.String(required=True)
    presenters = fields.List(fields.String(), required=True)
    themes = fields.List(fields.String(), required=True)
    cancelled = fields.Boolean(required=True)
    sequence = fields.Integer(required=True)
    changed_at = fields.String(required=True, metadata={"format": "date-time"})


class ProgrammeOut(Schema):
    """The programme of an edition as it is public now."""

    edition_id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)
    venue = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    release = fields.Integer(required=True)
    released_at = fields.AwareDateTime(required=True)
    calendar_path = fields.String(required=True)
    sessions = fields.List(fields.Nested(EntryOut), required=True)


def programme_shape(edition: Edition, release: Release) -> dict[str, Any]:
    """Return an edition and its release as ProgrammeOut shows them."""
    return {
        "edition_id": edition.id,
        "name": edition.name,
        "slug": edition.slug,
        "venue": edition.venue,
        "starts_on": edition.starts_on,
        "ends_on": edition.ends_on,
        "release": release.number,
        "released_at": release.released_at,
        "calendar_path": f"/events/{edition.slug}/programme.ics",
        "sessions": release.entries,
    }
