"""The form of a campaign as it was typed, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from services.notifications.campaigns.models import Campaign
from services.notifications.templates.rules import STARTER_BODY, STARTER_SUBJECT
from shared.refusals import Refusal

_SENTENCES = {
    "name": "Enter a name for the campaign, in one line.",
    "edition_id": "Choose the event.",
    "subject": "Enter a subject.",
    "body": "Enter the text of the invitation.",
    "themes": "Choose at least one theme, or a segment.",
    "segment_id": "Choose a segment from the list.",
    "brand_id": "Choose a brand from the list.",
    "template_id": "Choose a template from the list.",
    "since_year": "Enter a year, like 2023, or leave it empty.",
}


@dataclass(frozen=True)
class CampaignForm:
    """What is in the fields; `version` is that of the campaign when the form was opened."""

    typed: dict[str, str]
    themes: list[str]
    version: str = ""

    @classmethod
    def blank(cls, **typed: str) -> CampaignForm:
        """Return the form of a new campaign, with what is known of it already."""
        typed = {"subject": STARTER_SUBJECT, "body": STARTER_BODY} | typed
        return cls(typed, [])

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """Return the form filled with a campaign."""
        typed = {
            "name": campaign.name,
            "edition_id": str(campaign.edition_id),
            "subject": campaign.subject,
            "body": campaign.body,
            "since_year": str(campaign.since_year or ""),
            "segment_id": str(campaign.segment_id or ""),
            "brand_id": str(campaign.brand_id or ""),
            "template_id": str(campaign.template_id or ""),
            "hold_uncertain": "yes" if campaign.hold_uncertain else "",
        }
        return cls(typed, campaign.themes, str(campaign.version))

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> CampaignForm:
        """Return the form as it came in."""
        return cls(dict(form.items()), form.getlist("themes"), form.get("version", ""))

    def data(self) -> dict[str, Any]:
        """Return what CampaignIn loads."""
        names = ("name", "edition_id", "subject", "body")
        return {
            **{name: self.typed.get(name, "").strip() for name in names},
            "template_id": self.typed.get("template_id") or None,
            "brand_id": self.typed.get("brand_id") or None,
            "audience": {
                "segment_id": self.typed.get("segment_id") or None,
                "themes": self.themes,
                "since_year": self.typed.get("since_year", "").strip() or None,
            },
            "hold_uncertain": bool(self.typed.get("hold_uncertain")),
        }


def faults_of(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the fields at fault, each with a sentence; "" for what is no field's fault."""
    if isinstance(error, Refusal):
        return {(error.pointer or "/").removeprefix("/"): error.message}
    messages = error.messages_dict
    wrong = {**messages, **messages.get("audience", {})}
    return {name: sentence for name, sentence in _SENTENCES.items() if name in wrong}
