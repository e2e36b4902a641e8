"""Whom a call has reached: by region, by issue, and the councils that nobody has heard of yet."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.events.organisations.rules import standing_for
from shared.register import REGIONS, Council, Register


@dataclass(frozen=True)
class Reached:
    """An application as coverage counts it."""

    submitted: bool
    issues: Sequence[str]
    councils: Sequence[uuid.UUID | None]


@dataclass(frozen=True)
class Place:
    """A region: its councils today, those that apply here, and those that never have anywhere."""

    region: str
    councils: int
    applying: int
    never: tuple[Council, ...]


@dataclass(frozen=True)
class Coverage:
    """How a call fills."""

    places: list[Place]
    issues: list[tuple[str, int, int]]  # label, applications begun, applications sent


def cover(
    applications: Iterable[Reached],
    register: Register,
    *,
    regions: Sequence[str],
    labels: Mapping[str, str],
    ever: Iterable[uuid.UUID],
) -> Coverage:
    """Return how a call fills in its regions (none: in all). `ever`: who has applied anywhere.

    A council that took over another's area counts as reached when the other was.
    """
    applications = list(applications)
    applying = standing_for(register, (i for a in applications for i in a.councils if i))
    known = standing_for(register, ever) | applying
    places = []
    for region in regions or REGIONS:
        there = [c for c in register.councils if c.is_current and c.region == region]
        never = tuple(sorted((c for c in there if c.id not in known), key=lambda c: c.name))
        places.append(Place(region, len(there), sum(c.id in applying for c in there), never))
    begun = Counter(slug for a in applications for slug in a.issues)
    sent = Counter(slug for a in applications if a.submitted for slug in a.issues)
    slugs = [*labels, *sorted(set(begun) - set(labels))]
    return Coverage(places, [(labels.get(s, s), begun[s], sent[s]) for s in slugs])
