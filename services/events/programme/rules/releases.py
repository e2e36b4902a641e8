"""Releases of a programme: frozen entries, what differs between two, and how they are grouped."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Any

from services.events.programme.rules.times import LONDON

_MOMENTS = ("starts_at", "ends_at", "changed_at")
_BOOKKEEPING = {"session_id", "sequence", "changed_at", "cancelled"}


@dataclass(frozen=True)
class Entry:
    """A session as a release shows it; `sequence` counts its changes (RFC 5545, section 3.8.7.4)."""

    session_id: uuid.UUID
    title: str
    abstract: str
    stage: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    organisation_name: str
    presenters: tuple[str, ...]
    themes: tuple[str, ...]
    cancelled: bool = False
    sequence: int = 0
    changed_at: dt.datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values |= {name: values[name].isoformat() for name in _MOMENTS if values[name]}
        return values | {
            "session_id": str(self.session_id),
            "presenters": list(self.presenters),
            "themes": list(self.themes),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Entry:
        """Return the entry that `as_json` made."""
        moments = {
            name: dt.datetime.fromisoformat(values[name]) for name in _MOMENTS if values[name]
        }
        return cls(
            **(values | moments)
            | {
                "session_id": uuid.UUID(values["session_id"]),
                "presenters": tuple(values["presenters"]),
                "themes": tuple(values["themes"]),
            }
        )


@dataclass(frozen=True)
class Difference:
    """How a session differs from the last release: `kind` is "added", "changed" or "cancelled"."""

    kind: str
    entry: Entry
    before: Entry | None = None
    fields: tuple[str, ...] = ()


def differences(released: Sequence[Entry], planned: Sequence[Entry]) -> list[Difference]:
    """Return what a release of `planned` would change, in the order of the programme."""
    before = {entry.session_id: entry for entry in released}
    found: list[Difference] = []
    for entry in planned:
        earlier = before.get(entry.session_id)
        if earlier is None:
            found.append(Difference("added", entry))
        elif changed := _changed_fields(earlier, entry):
            found.append(Difference("changed", entry, earlier, changed))
    still = {entry.session_id for entry in planned}
    found += [
        Difference("cancelled", entry, entry)
        for entry in released
        if entry.session_id not in still and not entry.cancelled
    ]
    return sorted(found, key=lambda difference: _order(difference.entry))


def next_entries(
    released: Sequence[Entry], planned: Sequence[Entry], now: dt.datetime
) -> list[Entry]:
    """Return the entries of the next release: planned ones, and once public ones as cancelled."""
    before = {entry.session_id: entry for entry in released}
    entries = before.copy()
    for difference in differences(released, planned):
        earlier = before.get(difference.entry.session_id)
        entries[difference.entry.session_id] = replace(
            difference.entry,
            cancelled=difference.kind == "cancelled",
            sequence=earlier.sequence + 1 if earlier else 0,
            changed_at=now,
        )
    return sorted(entries.values(), key=_order)


def by_day_and_stage(
    entries: Sequence[Entry],
) -> list[tuple[dt.date, list[tuple[str, list[Entry]]]]]:
    """Return the entries by London day, within it by stage, within that by time."""
    ordered = sorted(entries, key=lambda entry: (_day(entry), entry.stage, *_order(entry)))
    return [
        (day, [(stage, list(group)) for stage, group in groupby(of_day, lambda e: e.stage)])
        for day, of_day in groupby(ordered, _day)
    ]


def _changed_fields(earlier: Entry, entry: Entry) -> tuple[str, ...]:
    names = [field.name for field in fields(Entry) if field.name not in _BOOKKEEPING]
    return tuple(name for name in names if getattr(earlier, name) != getattr(entry, name))


def _order(entry: Entry) -> tuple[dt.datetime, str, uuid.UUID]:
    return entry.starts_at, entry.stage, entry.session_id


def _day(entry: Entry) -> dt.date:
    return entry.starts_at.astimezone(LONDON).date()
