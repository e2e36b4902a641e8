"""A new edition made from an earlier one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.editions.actions.changing import create_edition
from services.events.editions.models import Edition, Stage
from services.events.editions.queries import get_edition
from services.events.editions.rules import EditionDay, shifted_days

_KEPT = ("venue", "call_grace_minutes", "offer_days", "turnaround_minutes", "walking_minutes")


def copy_edition(edition_id: uuid.UUID, fields: dict[str, Any], now: dt.datetime) -> Edition:
    """Add an edition like an earlier one: its stages, days, hours, breaks and rules.

    `fields` are its year, name and first day. Themes are a year's own, so it has none; its call is
    closed. Raises NotFound, Invalid, DuplicateEdition.
    """
    with database.reading() as session:
        earlier = get_edition(session, edition_id)
    days = earlier.ends_on - earlier.starts_on
    shift = fields["starts_on"] - earlier.starts_on
    return create_edition(
        {name: getattr(earlier, name) for name in _KEPT}
        | {
            "year": fields["year"],
            "name": fields["name"],
            "ordinal": earlier.ordinal + 1 if earlier.ordinal else None,
            "starts_on": fields["starts_on"],
            "ends_on": fields["starts_on"] + days,
            "themes": [],
            "days": [EditionDay.from_json(d) for d in shifted_days(earlier.days, shift)],
            "severities": dict(earlier.severities),
            "stages": [_stage(stage) for stage in earlier.stages],
        },
        now,
    )


def _stage(stage: Stage) -> dict[str, Any]:
    names = ("name", "capacity", "equipment", "floor", "headphones")
    return {name: getattr(stage, name) for name in names}
