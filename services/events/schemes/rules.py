"""What a scheme may be: its criteria, its issues, its questions and its plan, all of them data."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.events.editions.rules import slug_of
from shared.refusals import Conflict, Invalid

DAYS_A_WEEK = 7
LONGEST_DAYS = 730


class DuplicateScheme(Conflict):
    """Another scheme has this name."""


class Unit(enum.StrEnum):
    """What a plan's length is counted in."""

    DAYS = "days"
    WEEKS = "weeks"


class StepKind(enum.StrEnum):
    """What happens on a day of the plan."""

    WORKSHOP = "workshop"
    COACHING = "coaching"
    ACTION_LEARNING = "action_learning"
    MILESTONE = "milestone"
    RECONVENE = "reconvene"


GATHERINGS = frozenset({StepKind.WORKSHOP, StepKind.ACTION_LEARNING, StepKind.RECONVENE})
"""The steps that people come to: they are invited, and their attendance is taken."""


@dataclass(frozen=True)
class Step:
    """Something that happens on a day of the plan, counted from its first day, which is 0."""

    key: str
    kind: StepKind
    title: str
    day: int

    def on(self, starts_on: dt.date) -> dt.date:
        """Return its date in a cohort that starts on a day."""
        return starts_on + dt.timedelta(days=self.day)


def length_days(plan: Mapping[str, Any]) -> int:
    """Return how many days a plan runs: 90 days, or 18 weeks of seven."""
    factor = DAYS_A_WEEK if plan["unit"] == Unit.WEEKS else 1
    return int(plan["length"]) * factor


def steps_of(plan: Mapping[str, Any]) -> list[Step]:
    """Return a plan's steps in order."""
    return [
        Step(step["key"], StepKind(step["kind"]), step["title"], step["day"])
        for step in plan["steps"]
    ]


def workshops_of(plan: Mapping[str, Any]) -> list[Step]:
    """Return the workshops, to each of which an applicant commits."""
    return [step for step in steps_of(plan) if step.kind == StepKind.WORKSHOP]


def gatherings_of(plan: Mapping[str, Any]) -> list[Step]:
    """Return the steps that people come to."""
    return [step for step in steps_of(plan) if step.kind in GATHERINGS]


def plan_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan as it is kept: in order, each step with a key. Raises Invalid."""
    plan = {"length": given["length"], "unit": str(given["unit"]), "steps": []}
    longest = length_days(plan)
    if not 1 <= longest <= LONGEST_DAYS:
        raise Invalid(f"A plan runs between 1 and {LONGEST_DAYS} days", pointer="/plan/length")
    steps: list[dict[str, Any]] = []
    keys = _Keys()
    for place, step in enumerate(given["steps"]):
        if not 0 <= step["day"] <= longest:
            raise Invalid(
                f"“{step['title']}” is on day {step['day']}, outside the plan's {longest} days",
                pointer=f"/plan/steps/{place}/day",
            )
        kind = str(step["kind"])
        key = step.get("key") or keys.make(step["title"])
        keys.take(key, f"/plan/steps/{place}")
        steps.append({"key": key, "kind": kind, "title": step["title"], "day": step["day"]})
    plan["steps"] = sorted(steps, key=lambda step: step["day"])
    return plan


def criteria_of(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the criteria, each with a key. Raises Invalid where one is there twice."""
    keys = _Keys()
    kept = []
    for place, one in enumerate(given):
        key = one.get("key") or slug_of(one["label"])
        keys.take(key, f"/criteria/{place}/label")
        kept.append({"key": key, "label": one["label"], "weight": one["weight"]})
    return kept


def labelled(given: Iterable[str], field: str, name: str) -> list[dict[str, str]]:
    """Return texts with a key of their own each, under `name`. Raises Invalid for one there twice."""
    keys = _Keys()
    kept = []
    for place, label in enumerate(given):
        key = slug_of(label)[:80]
        keys.take(key, f"/{field}/{place}")
        kept.append({name: key, "label": label})
    return kept


def issues_meant(texts: Sequence[str], issues: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the slugs of issues written by slug or label. Raises Invalid for one not of the list."""
    known = {issue["slug"]: issue["slug"] for issue in issues}
    known |= {slug_of(issue["label"]): issue["slug"] for issue in issues}
    found: list[str] = []
    for text in texts:
        slug = known.get(slug_of(text))
        if slug is None:
            raise Invalid(f"“{text}” is not one of the scheme's issues", pointer="/issues")
        if slug not in found:
            found.append(slug)
    return found


class _Keys:
    """The keys taken so far."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def make(self, title: str) -> str:
        """Return a free key for a title: two coaching days may have one name."""
        first = slug_of(title)[:80] or "step"
        key, count = first, 2
        while key in self._taken:
            key, count = f"{first}-{count}", count + 1
        return key

    def take(self, key: str, pointer: str) -> None:
        """Keep a key. Raises Invalid where it is empty or taken."""
        if not key:
            raise Invalid("Use at least one letter or digit", pointer=pointer)
        if key in self._taken:
            raise Invalid("This is there twice", pointer=pointer)
        self._taken.add(key)
