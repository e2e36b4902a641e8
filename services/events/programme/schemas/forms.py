"""The form of a session: what was typed, what it means, and where its faults are shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from services.events.programme.models import ProgrammeSession, Proposal
from services.events.programme.rules import LONDON, NoSuchTime, london_moment, read_clock
from shared.refusals import Refusal
from shared.web.problems import pointers

_TEXTS = ("title", "abstract", "organisation_name")


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
        return cls(typed | {"proposal_id": str(proposal.id)}, proposal.themes)

    @classmethod
    def of(cls, planned: ProgrammeSession) -> SessionForm:
        """Return the form filled with a session, its times by London's clock."""
        typed = {name: str(getattr(planned, name)) for name in _TEXTS}
        start, end = planned.starts_at.astimezone(LONDON), planned.ends_at.astimezone(LONDON)
        typed |= {
            "presenters": "\n".join(planned.presenters),
            "stage_id": str(planned.stage_id or ""),
            "day": start.date().isoformat(),
            "starts_at": f"{start:%H:%M}",
            "ends_at": f"{end:%H:%M}",
        }
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
        faults: dict[str, Any] = {}
        if not data["title"]:
            faults["title"] = ["Enter a title"]
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
        return data, faults


def faults_of(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the first fault of each field, by the id of the input to go to ("" for the form)."""
    if isinstance(error, Refusal):
        return {(error.pointer or "").strip("/"): error.message}
    faults: dict[str, str] = {}
    for fault in pointers(error.messages):
        faults.setdefault(fault["pointer"].strip("/").split("/")[0], fault["message"])
    return faults
