"""Whether a project is on course: red, amber or green, by its milestones and who came."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from shared.refusals import Invalid

SOON_DAYS = 7
"""A milestone is coming up, or a little late, within as many days."""
MISSED = 2
"""As many people missing at one gathering make a project amber."""


class StoryIncomplete(Invalid):
    """A story cannot go to the catalogue before it says what was done."""


class Light(enum.StrEnum):
    """How a project stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Reminder(enum.StrEnum):
    """Which reminder of a milestone is due."""

    NONE = ""
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True)
class Due:
    """A milestone as its course is judged."""

    title: str
    due_on: dt.date
    done_on: dt.date | None


@dataclass(frozen=True)
class Standing:
    """A light, and why in words: a colour alone says nothing to some."""

    light: Light
    why: str


def light_of(
    milestones: Sequence[Due],
    *,
    ends_on: dt.date,
    completed: bool,
    most_missed: int,
    today: dt.date,
) -> Standing:
    """Return how a project stands on a day of London's calendar.

    Red: a milestone more than a week late, or no story a week after the end. Amber: one late, or
    several people missing at a gathering. A project whose story is told is green.
    """
    if completed:
        return Standing(Light.GREEN, "Its story is told")
    open_ones = sorted((m for m in milestones if m.done_on is None), key=lambda m: m.due_on)
    late = [m for m in open_ones if m.due_on < today]
    if late:
        days = (today - late[0].due_on).days
        why = f"“{late[0].title}” is {days} {'day' if days == 1 else 'days'} late"
        return Standing(Light.RED if days > SOON_DAYS else Light.AMBER, why)
    if (today - ends_on).days > SOON_DAYS:
        return Standing(Light.RED, "The cohort has ended and there is no story")
    if today > ends_on:
        return Standing(Light.AMBER, "The cohort has ended and there is no story yet")
    if most_missed >= MISSED:
        return Standing(Light.AMBER, f"{most_missed} people missed a gathering")
    if open_ones:
        return Standing(Light.GREEN, f"Next: “{open_ones[0].title}”")
    return Standing(Light.GREEN, "Every milestone is reached")


def reminder_due(due_on: dt.date, done_on: dt.date | None, today: dt.date) -> Reminder:
    """Return which reminder a milestone needs: a week before its day, and the day after it."""
    if done_on is not None or (due_on - today).days > SOON_DAYS:
        return Reminder.NONE
    return Reminder.LATE if today > due_on else Reminder.SOON
