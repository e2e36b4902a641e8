"""The shapes of campaigns in the API."""

from __future__ import annotations

from typing import Any

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from services.notifications.campaigns.rules import REASONS
from services.notifications.delivery.rules import State
from shared.web import CursorQuery, list_schema

_ONE_LINE = validate.Regexp(
    r"^[^\x00-\x1f\x7f]*\Z", error="Enter one line of text without control characters."
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class AudienceIn(Schema):
    """A segment's contacts; or councils with a published innovation on one of the themes, since a year.

    With a segment, themes and year only choose which innovations the mail names.
    """

    segment_id = fields.UUID(load_default=None, allow_none=True)
    themes = fields.List(
        fields.String(validate=[validate.Length(1, 100), _ONE_LINE]),
        load_default=list,
        validate=validate.Length(max=100),
    )
    since_year = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(_FIRST_YEAR, _LAST_YEAR)
    )

    @validates_schema(skip_on_field_errors=False)
    def check_somebody_is_meant(self, data: dict[str, Any], partial: Any, **_: Any) -> None:
        """Refuse an audience that says nothing."""
        if not partial and not data.get("segment_id") and not data.get("themes"):
            raise ValidationError("Choose at least one theme.", "themes")


class CampaignIn(Schema):
    """A campaign as a person writes it. Without a text it gets its template's, or the starter invitation.

    `subject` and `body` may hold placeholders like `((name))`; the body is Markdown.
    `hold_uncertain` keeps a mail back, for a person to decide, when a crash leaves open whether it
    was delivered; otherwise it is sent again with the same Message-ID.
    """

    name = fields.String(required=True, validate=[validate.Length(1, 200), _ONE_LINE])
    edition_id = fields.UUID(required=True)
    subject = fields.String()
    body = fields.String()
    template_id = fields.UUID(load_default=None, allow_none=True)
    brand_id = fields.UUID(load_default=None, allow_none=True)
    audience = fields.Nested(AudienceIn, required=True)
    hold_uncertain = fields.Boolean(load_default=False)

    @post_load
    def flatten(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the audience's fields beside the others, as the table has them."""
        audience: dict[str, Any] = data.pop("audience", {})
        return data | audience


class CampaignPatch(CampaignIn):
    """The fields of a campaign that change."""

    template_id = fields.UUID(allow_none=True)
    brand_id = fields.UUID(allow_none=True)
    hold_uncertain = fields.Boolean()


class SendIn(Schema):
    """When a campaign leaves: not before `starts_at`, and with `working_hours` only within them.

    Working hours are 9 to 5 in London, Monday to Friday, but for England's bank holidays.
    """

    starts_at = fields.AwareDateTime(load_default=None, allow_none=True)
    working_hours = fields.Boolean(load_default=False)


class AudienceOut(Schema):
    """Who a campaign is for."""

    segment_id = fields.UUID(required=True, allow_none=True)
    themes = fields.List(fields.String(), required=True)
    since_year = fields.Integer(required=True, allow_none=True)


class CampaignOut(Schema):
    """A campaign. `state`: draft, rehearsed, approved, sending, paused, cancelled or finished."""

    id = fields.UUID(attribute="campaign.id", required=True)
    name = fields.String(attribute="campaign.name", required=True)
    edition_id = fields.UUID(attribute="campaign.edition_id", required=True)
    subject = fields.String(attribute="campaign.subject", required=True)
    body = fields.String(attribute="campaign.body", required=True)
    audience = fields.Nested(AudienceOut, attribute="campaign", required=True)
    template_id = fields.UUID(attribute="campaign.template_id", required=True, allow_none=True)
    template_version = fields.Integer(
        attribute="campaign.template_version", required=True, allow_none=True
    )
    brand_id = fields.UUID(attribute="campaign.brand_id", required=True, allow_none=True)
    hold_uncertain = fields.Boolean(attribute="campaign.hold_uncertain", required=True)
    state = fields.String(required=True)
    approved_hash = fields.String(required=True, allow_none=True)
    version = fields.Integer(attribute="campaign.version", required=True)
    created_at = fields.AwareDateTime(attribute="campaign.created_at", required=True)
    updated_at = fields.AwareDateTime(attribute="campaign.updated_at", required=True)


class RehearsalOut(Schema):
    """A frozen audience. `excluded` counts those left out by their reason, people and organisations.

    `left_out` says how many of them are people, and how many organisations nobody is written to at.
    """

    id = fields.UUID(required=True)
    campaign_id = fields.UUID(required=True)
    campaign_version = fields.Integer(required=True)
    hash = fields.String(required=True)
    recipients = fields.Integer(required=True)
    excluded = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    segment_version = fields.Integer(required=True, allow_none=True)
    brand = fields.Dict(required=True)
    attachments = fields.List(fields.Dict(), required=True)
    made_at = fields.AwareDateTime(required=True)


class EntryQuery(CursorQuery):
    """Which part of a rehearsal: `included` true, false, or both without it."""

    included = fields.Boolean(load_default=None, allow_none=True)


class EntryOut(Schema):
    """One recipient, or with a `reason` one person or council that gets no mail."""

    contact_id = fields.UUID(attribute="entry.contact_id", required=True, allow_none=True)
    email = fields.String(attribute="contact.email", dump_default=None, allow_none=True)
    name = fields.String(attribute="contact.name", dump_default=None, allow_none=True)
    organisation_id = fields.UUID(attribute="entry.organisation_id", allow_none=True)
    organisation_name = fields.String(attribute="entry.organisation_name", required=True)
    reason = fields.String(attribute="entry.reason", required=True, allow_none=True)
    explanation = fields.Method("get_explanation", allow_none=True)

    def get_explanation(self, line: Any) -> str | None:
        """Say the reason in a sentence."""
        return REASONS[line.entry.reason] if line.entry.reason else None


class ApprovalIn(Schema):
    """The hash of the rehearsal that is agreed to."""

    hash = fields.String(required=True)


class HeldIn(Schema):
    """What is done with held mails: `send_again`, or leave them as uncertain."""

    send_again = fields.Boolean(required=True)


class ProgressOut(Schema):
    """How far the sending is: `recipients` is the sum of the counts of the states."""

    state = fields.String(required=True)
    recipients = fields.Integer(required=True)
    queued = fields.Integer(required=True)
    leased = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    suppressed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    held = fields.Integer(required=True)
    uncertain = fields.Integer(required=True)
    cancelled = fields.Integer(required=True)
    rate_per_second = fields.Float(required=True)
    finishes_at = fields.AwareDateTime(required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    working_hours = fields.Boolean(required=True)


class RecipientQuery(CursorQuery):
    """Which recipients: those in one state, or all."""

    state = fields.String(load_default=None, validate=validate.OneOf([str(s) for s in State]))


class RecipientOut(Schema):
    """One recipient and what became of their mail."""

    id = fields.UUID(attribute="recipient.id", required=True)
    contact_id = fields.UUID(attribute="recipient.contact_id", required=True)
    organisation_id = fields.UUID(
        attribute="recipient.organisation_id", required=True, allow_none=True
    )
    organisation_name = fields.String(attribute="recipient.organisation_name", required=True)
    state = fields.String(required=True)
    attempts = fields.Integer(attribute="recipient.attempts", required=True)
    due_at = fields.AwareDateTime(attribute="recipient.due_at", required=True)
    settled_at = fields.AwareDateTime(
        attribute="recipient.settled_at", required=True, allow_none=True
    )
    last_reply = fields.String(attribute="recipient.last_reply", required=True)


CampaignList = list_schema(CampaignOut)
RehearsalList = list_schema(RehearsalOut)
EntryList = list_schema(EntryOut)
RecipientList = list_schema(RecipientOut)
