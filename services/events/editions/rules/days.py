"""The days of an edition: what each is for, when it is open, and its breaks."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.events.editions.rules.facts import days_of
from shared.refusals import Invalid


class Shape(enum.StrEnum):
    """What a day is for."""

    LAUNCH = "launch"
    THEME = "theme"
    NATIONAL = "national"  # the national organisations' day


@dataclass(frozen=True)
class Break:
    """A time of a day, by London's clock, when nothing is on any stage."""

    starts: dt.time
    ends: dt.time
    label: str = "Break"


@dataclass(frozen=True)
class EditionDay:
    """A day of an edition; its times are by London's clock."""

    date: dt.date
    shape: Shape = Shape.THEME
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)
    breaks: tuple[Break, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the day as JSON values."""
        return {
            "date": self.date.isoformat(),
            "shape": self.shape.value,
            "opens": f"{self.opens:%H:%M}",
            "closes": f"{self.closes:%H:%M}",
            "breaks": [
                {"starts": f"{b.starts:%H:%M}", "ends": f"{b.ends:%H:%M}", "label": b.label}
                for b in self.breaks
            ],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> EditionDay:
        """Return the day that `as_json` made."""
        return cls(
            dt.date.fromisoformat(values["date"]),
            Shape(values["shape"]),
            dt.time.fromisoformat(values["opens"]),
            dt.time.fromisoformat(values["closes"]),
            tuple(
                Break(
                    dt.time.fromisoformat(b["starts"]),
                    dt.time.fromisoformat(b["ends"]),
                    b.get("label", "Break"),
                )
                for b in values.get("breaks", [])
            ),
        )


def days_from_json(
    kept: Sequence[dict[str, Any]], starts_on: dt.date, ends_on: dt.date
) -> list[EditionDay]:
    """Return every day of an edition in order: as kept, else open from nine to five.

    A first day that nobody has described is the launch.
    """
    known = {day.date: day for day in map(EditionDay.from_json, kept)}
    return [
        known.get(day, EditionDay(day, Shape.LAUNCH if day == starts_on else Shape.THEME))
        for day in days_of(starts_on, ends_on)
    ]


def shifted_days(kept: Sequence[dict[str, Any]], by: dt.timedelta) -> list[dict[str, Any]]:
    """Return days as kept, each later by some days, with the same hours and breaks."""
    return [
        values | {"date": (dt.date.fromisoformat(values["date"]) + by).isoformat()}
        for values in kept
    ]


def plan_days(
    given: Sequence[EditionDay], starts_on: dt.date, ends_on: dt.date
) -> list[dict[str, Any]]:
    """Return the days as they are kept. Raises Invalid for a day or break that cannot be."""
    seen: set[dt.date] = set()
    for place, day in enumerate(given):
        at = f"/days/{place}"
        if not starts_on <= day.date <= ends_on:
            raise Invalid("This day is not one of the edition's days", pointer=f"{at}/date")
        if day.date in seen:
            raise Invalid("This day is there twice", pointer=f"{at}/date")
        seen.add(day.date)
        if day.closes <= day.opens:
            raise Invalid("The day must close after it opens", pointer=f"{at}/closes")
        _check_breaks(day, at)
    return [day.as_json() for day in sorted(given, key=lambda day: day.date)]


def _check_breaks(day: EditionDay, at: str) -> None:
    until = day.opens
    for pause in sorted(day.breaks, key=lambda b: b.starts):
        if pause.ends <= pause.starts:
            raise Invalid("A break must end after it starts", pointer=f"{at}/breaks")
        if pause.starts < until or pause.ends > day.closes:
            raise Invalid(
                "Breaks must lie between opening and closing, and not overlap",
                pointer=f"{at}/breaks",
            )
        until = pause.ends
