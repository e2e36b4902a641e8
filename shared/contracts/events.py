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


@contract("events.attendance.recorded.v1")
class AttendanceRecorded(Schema):
    """Somebody attended an event, or it turned out that they did not; subject: the attendance's id.

    `event_id` is an edition or a cohort; `person_id` is an id from `offer_person`, of an answered
    invitation or of an account, None where only the organisation is known.
    """

    attendance_id = fields.UUID(required=True)
    event_id = fields.UUID(required=True)
    event_name = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    attended_on = fields.Date(required=True)
    attended = fields.Boolean(load_default=True)


@contract("events.application.received.v1")
class ApplicationReceived(Schema):
    """Somebody applied to take part: a proposal to an edition, or a team's application to a cohort.

    Subject: the application's id. `event_id` is that edition or cohort; `person_id` is as in
    AttendanceRecorded. A withdrawal is the next version of the same application.
    """

    application_id = fields.UUID(required=True)
    event_id = fields.UUID(required=True)
    event_name = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    received_on = fields.Date(required=True)
    withdrawn = fields.Boolean(load_default=False)


@contract("events.project.completed.v1")
class ProjectCompleted(Schema):
    """A project of a cohort is done and its story may enter the catalogue; subject: the project's id."""

    project_id = fields.UUID(required=True)
    cohort_id = fields.UUID(required=True)
    cohort_name = fields.String(required=True)
    scheme_name = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    outcome = fields.String(required=True)
    evidence = fields.List(fields.String(), load_default=list)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    completed_on = fields.Date(required=True)
