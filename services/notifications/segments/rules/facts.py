"""The facts that a condition can ask for, each with its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.notifications.contacts.rules import Purpose
from shared.register import KIND_LABELS, REGIONS

ANSWERS: Mapping[str, str] = {
    "accepted": "accepted",
    "later": "wants to decide later",
    "declined": "declined",
}
BY: Mapping[str, str] = {
    "council": "anybody of their council",
    "person": "the contact themselves",
}
SUCCESSIONS: Mapping[str, str] = {
    "current": "the council exists today",
    "successor": "the council exists and took over from another",
    "ended": "the council was abolished",
}
PURPOSES: Mapping[str, str] = {str(purpose): str(purpose) for purpose in Purpose}
KINDS: Mapping[str, str] = {str(kind): label for kind, label in KIND_LABELS.items()}
PLACES: Mapping[str, str] = {region: region for region in REGIONS}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a fact: `kind` is words, choices, choice, id or year."""

    kind: str
    label: str
    choices: Mapping[str, str] | None = None
    required: bool = True


@dataclass(frozen=True)
class Fact:
    """A fact about a contact; `wording` says it with the parameters put in."""

    label: str
    parameters: Mapping[str, Parameter]


_BY = Parameter("choice", "Who did", BY)
_EVENT = Parameter("id", "Event", required=False)
_CAMPAIGN = Parameter("id", "Campaign")
_ANSWERS = Parameter("choices", "Answers", ANSWERS, required=False)

FACTS: Mapping[str, Fact] = {
    "role": Fact("The contact has a role", {"values": Parameter("words", "Roles")}),
    "consent": Fact(
        "The contact agreed to get", {"purpose": Parameter("choice", "What", PURPOSES)}
    ),
    "region": Fact(
        "The council is in a region", {"values": Parameter("choices", "Regions", PLACES)}
    ),
    "kind": Fact("The organisation is of a kind", {"values": Parameter("choices", "Kinds", KINDS)}),
    "succession": Fact(
        "The council exists, took over or was abolished",
        {"value": Parameter("choice", "Which", SUCCESSIONS)},
    ),
    "innovation": Fact(
        "The council has a published innovation",
        {
            "themes": Parameter("words", "On one of the themes", required=False),
            "since_year": Parameter("year", "Since the year", required=False),
        },
    ),
    "invited": Fact("Was invited to an event", {"event_id": _EVENT, "by": _BY}),
    "answered": Fact(
        "Answered an invitation to an event",
        {"event_id": _EVENT, "answers": _ANSWERS, "by": _BY},
    ),
    "attended": Fact("Attended an event", {"event_id": _EVENT, "by": _BY}),
    "applied": Fact("Applied to take part in an event", {"event_id": _EVENT, "by": _BY}),
    "got_campaign": Fact("Got an earlier campaign", {"campaign_id": _CAMPAIGN, "by": _BY}),
    "answered_campaign": Fact(
        "Answered an earlier campaign",
        {"campaign_id": _CAMPAIGN, "answers": _ANSWERS, "by": _BY},
    ),
    "silent_campaign": Fact(
        "Got an earlier campaign and did not answer", {"campaign_id": _CAMPAIGN, "by": _BY}
    ),
}
