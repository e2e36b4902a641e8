"""The shapes of preferences in the API and of their form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, fields, validate

from services.notifications.frequency.rules import LEAST_CAP, MOST_CAP
from services.notifications.preferences.rules import MOST_TOPICS
from shared.refusals import Invalid

_LONGEST_CAP = 2


class WishesIn(Schema):
    """All that one person wants; `topics` empty means any, `weekly_cap` null as many as usual."""

    purposes = fields.List(fields.String(), required=True, validate=validate.Length(max=10))
    topics = fields.List(
        fields.String(), load_default=list, validate=validate.Length(max=MOST_TOPICS)
    )
    weekly_cap = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(LEAST_CAP, MOST_CAP)
    )
    paused_until = fields.Date(load_default=None, allow_none=True)


class WishesOut(Schema):
    """What somebody wants now, and which topics there are."""

    purposes = fields.List(fields.String(), required=True)
    topics = fields.List(fields.String(), required=True)
    weekly_cap = fields.Integer(required=True, allow_none=True)
    paused_until = fields.Date(required=True, allow_none=True)
    known_topics = fields.List(fields.String(), required=True)


def wishes_of_form(form: Any) -> dict[str, Any]:
    """Return what a form asks for. Raises Invalid for what is no number and no day."""
    cap, until = form.get("weekly_cap", ""), form.get("paused_until", "").strip()
    try:
        paused_until = dt.date.fromisoformat(until) if until else None
    except ValueError as error:
        raise Invalid(
            "Enter the day as year, month and day, like 2027-01-31.", pointer="/paused_until"
        ) from error
    if cap and not (cap.isascii() and cap.isdecimal() and len(cap) <= _LONGEST_CAP):
        raise Invalid("Choose how often.", pointer="/weekly_cap")
    return {
        "purposes": form.getlist("purposes"),
        "topics": form.getlist("topics"),
        "weekly_cap": int(cap) if cap else None,
        "paused_until": paused_until,
    }
