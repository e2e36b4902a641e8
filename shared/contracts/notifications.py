"""Facts the notifications service publishes."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.contracts.message import contract


@contract("notifications.invitation.answered.v1")
class InvitationAnswered(Schema):
    """A council answered its invitation, or changed its answer; subject: the invitation's id."""

    invitation_id = fields.UUID(required=True)
    campaign_id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True, allow_none=True)
    person_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    organisation_name = fields.String(required=True)
    answer = fields.String(
        required=True, validate=validate.OneOf(["accepted", "declined", "later"])
    )
    comment = fields.String(load_default="")
    innovation_id = fields.UUID(load_default=None, allow_none=True)
    innovation_title = fields.String(load_default="")
    innovation_summary = fields.String(load_default="")
    themes = fields.List(fields.String(), load_default=list)


@contract("notifications.campaign.finished.v1")
class CampaignFinished(Schema):
    """Every recipient of a campaign has a final state; subject: the campaign's id."""

    campaign_id = fields.UUID(required=True)
    edition_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    recipients = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    suppressed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    uncertain = fields.Integer(required=True)
    cancelled = fields.Integer(load_default=0)
    finished_at = fields.AwareDateTime(required=True)


@contract("notifications.session.revoked.v1")
class SessionRevoked(Schema):
    """A sign-in session or token was ended before its time; subject: the session's id."""

    session_id = fields.UUID(required=True)
    expires_at = fields.AwareDateTime(required=True)


@contract("notifications.contact.erased.v1")
class ContactErased(Schema):
    """A person is to be forgotten; subject: the contact's id. `person_ids` are all that stood for them."""

    person_ids = fields.List(fields.UUID(), required=True)
