"""The form of a session: what was typed, what it means, and where its faults are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from services.events.programme.models import ProgrammeSession
from services.events.programme.rules import LONDON, NoSuchTime, london_moment, read_clock
from services.events.proposals.queries import Proposal

_TEXTS = ("title", "abstract", "organisation_name")
_NOWHERE = "none"
_PLACE = ("stage_id", "day", "starts_at", "ends_at")


@dataclass(frozen=True)
class SessionForm:
    """The form as typed: texts by field name, and the themes that are ticked."""

    typed: dict[str, str]
    themes: list[str]
    version: str = ""

    @classmethod
    def blank(cls, proposal: Proposal | None) -> SessionForm:
        """Return the form of a new session, filled with its proposal where it has one."""
        if proposal is None:
            return cls({}, [])
        typed = {name: str(getattr(proposal, name)) for name in _TEXTS}
        typed["presenters"] = "\n".join(person["name"] for person in proposal.people)
        typed["duration_minutes"] = str(proposal.duration_minutes)
        return cls(typed | {"proposal_id": str(proposal.id)}, proposal.themes)

    @classmethod
    def of(cls, planned: ProgrammeSession) -> SessionForm:
        """Return the form filled with a session, its times by London's clock."""
        typed = {name: str(getattr(planned, name)) for name in _TEXTS}
        typed |= {
            "presenters": "\n".join(planned.presenters),
            "stage_id": str(planned.stage_id or ""),
            "duration_minutes": str(planned.duration_minutes),
        }
        if planned.starts_at and planned.ends_at:
            start, end = planned.starts_at.astimezone(LONDON), planned.ends_at.astimezone(LONDON)
            typed["day"] = start.date().isoformat()
            typed |= {"starts_at": f"{start:%H:%M}", "ends_at": f"{end:%H:%M}"}
        return cls(typed, planned.themes, str(planned.version))

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> SessionForm:
        """Return the form as a browser sent it."""
        typed = {key: value.strip() for key, value in form.items() if key != "themes"}
        return cls(typed, form.getlist("themes"), form.get("version", ""))

    def load(self, schema: Schema) -> dict[str, Any]:
        """Return what was typed as the schema has it. Raises ValidationError with every fault."""
        data, faults = self._data()
        try:
            loaded: dict[str, Any] = schema.load(data, partial=False)
        except ValidationError as error:
            raise ValidationError({**error.messages_dict, **faults}) from error
        if faults:
            raise ValidationError(faults)
        return loaded

    def _data(self) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {name: self.typed.get(name, "") for name in _TEXTS}
        data |= {
            name: self.typed[name] for name in ("stage_id", "proposal_id") if self.typed.get(name)
        }
        lines = self.typed.get("presenters", "").splitlines()
        data["presenters"] = [line.strip() for line in lines if line.strip()]
        data["themes"] = self.themes
        if self.typed.get("duration_minutes"):
            data["duration_minutes"] = self.typed["duration_minutes"]
        faults: dict[str, Any] = {}
        if not data["title"]:
            faults["title"] = ["Enter a title"]
        if data.get("stage_id") == _NOWHERE or not any(self.typed.get(name) for name in _PLACE):
            return data | {"stage_id": None, "starts_at": None, "ends_at": None}, faults
        if not data.get("stage_id"):
            faults["stage_id"] = ["Choose a stage"]
        return data, faults | self._times(data)

    def _times(self, data: dict[str, Any]) -> dict[str, Any]:
        """Write the times that were typed into `data`, and return what is wrong with them."""
        faults: dict[str, Any] = {}
        try:
            day = dt.date.fromisoformat(self.typed.get("day", ""))
        except ValueError:
            faults["day"] = ["Choose a day"]
            day = None
        for name in ("starts_at", "ends_at"):
            try:
                clock = read_clock(self.typed.get(name, ""))
                # Without a day the time is still read, so that all faults show at once.
                moment = london_moment(day or dt.date(2000, 1, 1), clock)
                data[name] = moment.isoformat()
            except NoSuchTime as error:
                faults[name] = [error.message]
        return faults
