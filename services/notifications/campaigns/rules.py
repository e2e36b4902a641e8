"""What a campaign may do when, why somebody is left out, and the words that stand for an edition."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.refusals import Conflict, Forbidden


class CampaignState(enum.StrEnum):
    """Where a campaign stands before its sending begins; then the mailing's state counts."""

    DRAFT = "draft"
    REHEARSED = "rehearsed"
    APPROVED = "approved"


class Reason(enum.StrEnum):
    """Why somebody does not get an invitation."""

    SUPPRESSED = "suppressed"
    LEFT = "left"
    BOUNCED = "bounced"
    NO_CONSENT = "no_consent"
    PAUSED = "paused"
    OFF_TOPIC = "off_topic"
    OVER_BUDGET = "over_budget"
    DUPLICATE_MAILBOX = "duplicate_mailbox"
    NO_CONTACT = "no_contact"
    ABOLISHED_COUNCIL = "abolished_council"
    NOT_A_COUNCIL = "not_a_council"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    NO_CURRENT_BODY = "no_current_body"


REASONS: Mapping[Reason, str] = {
    Reason.SUPPRESSED: "They asked for no more invitations",
    Reason.LEFT: "They have left the council",
    Reason.BOUNCED: "Nobody has their address any more: mail to it came back",
    Reason.PAUSED: "They asked for a rest from our mails",
    Reason.OFF_TOPIC: "They want mail on other topics",
    Reason.OVER_BUDGET: "They have had as many mails this week as they bear",
    Reason.NO_CONSENT: "They have not agreed to get invitations",
    Reason.DUPLICATE_MAILBOX: "Somebody with the same mailbox gets it",
    Reason.NO_CONTACT: "We have no contact at this council",
    Reason.ABOLISHED_COUNCIL: "The council was abolished; its successor's contacts get it, if there is one",
    Reason.NOT_A_COUNCIL: "The organisation is not a council",
    Reason.NO_CURRENT_BODY: "We do not know which organisation they belong to today",
    Reason.UNKNOWN_ORGANISATION: "The innovation's organisation is not one we know",
}


class AlreadySent(Conflict):
    """The campaign's sending has begun, so it cannot be changed or sent again."""

    def __init__(self) -> None:
        super().__init__("This campaign has been sent. Make a new one to invite again.")


class StaleRehearsal(Conflict):
    """The hash is not that of the newest rehearsal of the campaign as it is now."""

    def __init__(self) -> None:
        super().__init__(
            "The campaign or its audience has changed since this rehearsal. Rehearse it again, look"
            " at who gets it, and approve that."
        )


class OwnApproval(Forbidden):
    """Who wrote a campaign cannot approve it here."""

    def __init__(self) -> None:
        super().__init__(
            "You wrote this campaign, so somebody else has to approve it. Send them its address."
        )


class NotApproved(Conflict):
    """The campaign has no approval that holds."""

    def __init__(self) -> None:
        super().__init__("Approve the newest rehearsal first: what is sent is what was approved.")


class EditionUnknown(Conflict):
    """The events service has not told us of the edition yet."""

    def __init__(self) -> None:
        super().__init__(
            "We have not heard of this edition yet. If it was created just now, try again in a few"
            " seconds."
        )


def theme_key(theme: str) -> str:
    """Return a theme as we compare it."""
    return " ".join(theme.lower().split())


def in_words(items: Sequence[str]) -> str:
    """Return a list as a sentence has it: "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def days_in_words(first: dt.date, last: dt.date) -> str:
    """Return a span of days: "7 to 9 July 2026"."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def audience_hash(head: Mapping[str, Any], rows: Iterable[Sequence[Any]]) -> str:
    """Return what stands for a text and its recipients, in their order; rows are read one by one."""
    digest = hashlib.sha256(json.dumps(head, sort_keys=True, default=str).encode())
    for row in rows:
        digest.update(json.dumps([*row], sort_keys=True, default=str).encode() + b"\n")
    return digest.hexdigest()


def edition_constants(
    name: str, venue: str, starts_on: dt.date, ends_on: dt.date, themes: Sequence[str]
) -> dict[str, str]:
    """Return the placeholders' values that an edition gives."""
    return {
        "edition": name,
        "venue": venue,
        "dates": days_in_words(starts_on, ends_on),
        "themes": in_words(themes),
    }
