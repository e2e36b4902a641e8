"""A released programme as an iCalendar file (RFC 5545, RFC 7986)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from icalendar import Calendar, Event

from services.events.editions.queries import Edition
from services.events.programme.rules import LONDON, Entry


def programme_calendar(edition: Edition, entries: Sequence[Entry], *, url: str) -> bytes:
    """Return the calendar; the same release makes the same bytes, so that an ETag holds."""
    calendar = Calendar()
    calendar.add("prodid", "-//Innovation Zone//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("name", edition.name)
    calendar.add("x-wr-calname", edition.name)  # what many calendars read instead of NAME
    calendar.add("url", url)
    calendar.add("refresh-interval", dt.timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(edition, entry, url))
    # The file says itself what London's clock does over the days it speaks of.
    calendar.add_missing_timezones(
        first_date=dt.date(edition.starts_on.year - 1, 1, 1),
        last_date=dt.date(edition.ends_on.year + 2, 1, 1),
    )
    written: bytes = calendar.to_ical()
    return written


def _event(edition: Edition, entry: Entry, url: str) -> Event:
    event = Event()
    event.add("uid", str(entry.session_id))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(LONDON))
    event.add("dtend", entry.ends_at.astimezone(LONDON))
    event.add("summary", entry.title)
    event.add("location", f"{entry.stage}, {edition.venue}")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", f"{url}#session-{entry.session_id}")
    people = [entry.organisation_name, ", ".join(entry.presenters)]
    description = "\n\n".join(part for part in [*people, entry.abstract] if part)
    if description:
        event.add("description", description)
    if entry.themes:
        event.add("categories", list(entry.themes))
    return event
