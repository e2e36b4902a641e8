"""The form of an edition: what was typed, what it means, and where its faults are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from services.events.editions.models import Edition
from shared.refusals import Refusal
from shared.web.problems import pointers

_LINES = ("name", "year", "venue")
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
        for name in _DAYS:
            value: dt.date = getattr(edition, name)
            for part in _PARTS:
                typed[f"{name}-{part}"] = str(getattr(value, part))
        rows = [
            {"id": str(stage.id), "name": stage.name, "capacity": str(stage.capacity or "")}
            for stage in edition.stages
        ]
        return cls(typed, _with_spares(rows), str(edition.version))

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> EditionForm:
        """Return the form as a browser sent it."""
        rows = [
            {"id": stage_id, "name": name.strip(), "capacity": capacity.strip()}
            for stage_id, name, capacity in zip(
                form.getlist("stage_id"),
                form.getlist("stage_name"),
                form.getlist("stage_capacity"),
                strict=False,
            )
            if name.strip() or capacity.strip()
        ]
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
        found["stages"] = [{k: v for k, v in row.items() if v} for row in rows]
        return found


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


def _iso_day(parts: list[str]) -> str:
    """Return day, month and year as YYYY-MM-DD; what is no number stays, to be refused."""
    day, month, year = parts
    return f"{year:0>4}-{month:0>2}-{day:0>2}"
