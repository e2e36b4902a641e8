"""The days of a cohort as an iCalendar text that people add to their own (RFC 5545, RFC 6047)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from icalendar import Calendar, Event

from services.events.schemes.rules import Step


def participants_calendar(
    *,
    cohort_id: uuid.UUID,
    name: str,
    starts_on: dt.date,
    steps: Sequence[Step],
    sequence: int,
    written_at: dt.datetime,
) -> str:
    """Return a calendar with a whole day for each step."""
    calendar = Calendar()
    calendar.add("prodid", "-//Innovation Zone//Cohort//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for step in steps:
        event = Event()
        event.add("uid", str(uuid.uuid5(cohort_id, step.key)))
        event.add("sequence", sequence)
        event.add("dtstamp", written_at)
        event.add("dtstart", step.on(starts_on))
        event.add("dtend", step.on(starts_on) + dt.timedelta(days=1))
        event.add("summary", f"{step.title} ({name})")
        calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text
