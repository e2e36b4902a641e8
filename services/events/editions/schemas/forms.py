"""The form of an edition: what was typed, what it means, and where its faults are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from services.events.editions.models import Edition
from services.events.editions.rules import LONDON, deadline_moment
from shared.refusals import Refusal
from shared.web.problems import pointers

_LINES = ("name", "year", "venue")
_NUMBERS = (
    "ordinal",
    "places",
    "offer_days",
    "call_grace_minutes",
    "turnaround_minutes",
    "walking_minutes",
)
_EMPTIED = {"ordinal", "places"}  # what may be nothing again
_DAYS = ("starts_on", "ends_on")
_PARTS = ("day", "month", "year")
_SPARE_STAGES = 3


@dataclass(frozen=True)
class EditionForm:
    """The form as typed: texts by field name, and a row of texts for each stage."""

    typed: dict[str, str]
    stages: list[dict[str, str]]
    version: str = ""

    @classmethod
    def blank(cls) -> EditionForm:
        """Return the form of a new edition."""
        return cls({}, _with_spares([]))

    @classmethod
    def of(cls, edition: Edition) -> EditionForm:
        """Return the form filled with an edition."""
        typed = {"name": edition.name, "year": str(edition.year), "venue": edition.venue}
        typed["themes"] = "\n".join(theme["label"] for theme in edition.themes)
        typed |= {
            name: "" if (number := getattr(edition, name)) is None else str(number)
            for name in _NUMBERS
        }
        typed["call_is_open"] = "1" if edition.call_is_open else ""
        typed["publicity_name"] = edition.publicity_name
        if edition.call_deadline is not None:
            deadline = edition.call_deadline.astimezone(LONDON)
            typed["call_deadline-time"] = f"{deadline:%H:%M}"
            typed |= {f"call_deadline-{p}": str(getattr(deadline, p)) for p in _PARTS}
        for name in _DAYS:
            value: dt.date = getattr(edition, name)
            for part in _PARTS:
                typed[f"{name}-{part}"] = str(getattr(value, part))
        rows = [
            {
                "id": str(stage.id),
                "name": stage.name,
                "capacity": str(stage.capacity or ""),
                "equipment": ", ".join(stage.equipment),
                "floor": stage.floor,
                "headphones": "1" if stage.headphones else "",
            }
            for stage in edition.stages
        ]
        return cls(typed, _with_spares(rows), str(edition.version))

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> EditionForm:
        """Return the form as a browser sent it."""
        rows = []
        for place, name in enumerate(form.getlist("stage_name")):
            row = {"name": name.strip()}
            for key in ("id", "capacity", "equipment", "floor"):
                values = form.getlist(f"stage_{key}")
                row[key] = values[place].strip() if place < len(values) else ""
            row["headphones"] = form.get(f"stage_headphones-{place}", "")
            if row["name"] or row["capacity"]:
                rows.append(row)
        typed = {key: value.strip() for key, value in form.items()}
        return cls(typed, _with_spares(rows), form.get("version", ""))

    def data(self, themes: list[dict[str, str]]) -> dict[str, Any]:
        """Return what was typed as EditionIn wants it, left away where nothing was typed.

        `themes` are those the edition has: a line that says one of their labels keeps its slug.
        """
        found: dict[str, Any] = {name: self.typed[name] for name in _LINES if self.typed.get(name)}
        for name in _DAYS:
            parts = [self.typed.get(f"{name}-{part}", "") for part in _PARTS]
            if any(parts):
                found[name] = _iso_day(parts)
        slugs = {theme["label"]: theme["slug"] for theme in themes}
        labels = [line.strip() for line in self.typed.get("themes", "").splitlines()]
        found["themes"] = [
            {"label": label} | ({"slug": slugs[label]} if label in slugs else {})
            for label in labels
            if label
        ]
        rows = [row for row in self.stages if row["name"] or row["capacity"]]
        found["stages"] = [_stage_data(row) for row in rows]
        return found | self._details()

    def _details(self) -> dict[str, Any]:
        """Return the numbers, the call and the publicity contact, where the form has them."""
        found: dict[str, Any] = {}
        for name in _NUMBERS:
            typed = self.typed.get(name)
            if typed:
                found[name] = typed
            elif typed is not None and name in _EMPTIED:
                found[name] = None
        if "call_grace_minutes" in self.typed:
            found["call_is_open"] = bool(self.typed.get("call_is_open"))
            found["call_deadline"] = self._deadline()
        if "publicity_name" in self.typed:
            found["publicity_name"] = self.typed["publicity_name"]
        if self.typed.get("publicity_email"):
            found["publicity_email"] = self.typed["publicity_email"]
        return found

    def _deadline(self) -> str | None:
        """Return the deadline in UTC; what is no time stays, to be refused."""
        parts = [self.typed.get(f"call_deadline-{part}", "") for part in _PARTS]
        clock = self.typed.get("call_deadline-time", "")
        if not any([*parts, clock]):
            return None
        try:
            day = dt.date.fromisoformat(_iso_day(parts))
            return deadline_moment(day, dt.time.fromisoformat(clock.zfill(5))).isoformat()
        except ValueError:
            return f"{_iso_day(parts)} {clock}"


def faults_of(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the first fault of each field, by the id of the input to go to ("" for the form)."""
    if isinstance(error, Refusal):
        found = [{"pointer": error.pointer or "", "message": error.message}]
    else:
        found = pointers(error.messages)
    faults: dict[str, str] = {}
    for fault in found:
        parts = fault["pointer"].strip("/").split("/")
        # Themes are lines of one input; a stage has inputs of its own.
        name = "-".join(parts) if parts[0] == "stages" and len(parts) > 1 else parts[0]
        faults.setdefault("stages-0-name" if name == "stages" else name, fault["message"])
    return faults


def _with_spares(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return rows + [{"id": "", "name": "", "capacity": ""} for _ in range(_SPARE_STAGES)]


def _stage_data(row: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {k: row[k] for k in ("id", "name", "capacity", "floor") if row.get(k)}
    data["equipment"] = [e.strip() for e in row.get("equipment", "").split(",") if e.strip()]
    return data | {"headphones": bool(row.get("headphones"))}


def _iso_day(parts: list[str]) -> str:
    """Return day, month and year as YYYY-MM-DD; what is no number stays, to be refused."""
    day, month, year = parts
    return f"{year:0>4}-{month:0>2}-{day:0>2}"
