"""The form of a proposal: what was typed, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from services.events.proposals.models import Proposal
from services.events.proposals.rules import (
    Window,
    people_of,
    read_people,
    read_windows,
    windows_of,
)
from services.events.proposals.rules.people import LONDON
from shared.refusals import Invalid

_TEXTS = ("title", "abstract", "format", "organisation_name", "organisation_kind", "innovation")
_NUMBERS = ("duration_minutes", "expected_audience")


@dataclass(frozen=True)
class ProposalForm:
    """The form as typed: texts by field name, and the themes that are ticked."""

    typed: dict[str, str]
    themes: list[str]

    @classmethod
    def of(cls, proposal: Proposal) -> ProposalForm:
        """Return the form filled with a proposal."""
        typed = {name: str(getattr(proposal, name) or "") for name in _TEXTS}
        typed |= {
            name: "" if (number := getattr(proposal, name)) is None else str(number)
            for name in _NUMBERS
        }
        typed["people"] = "\n".join(f"{p.name} | {p.role}" for p in people_of(proposal.people))
        typed["available"] = "\n".join(_window_text(w) for w in windows_of(proposal.available))
        typed["needs"] = "\n".join(proposal.needs)
        typed["version"] = str(proposal.version)
        return cls(typed, proposal.themes)

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> ProposalForm:
        """Return the form as a browser sent it."""
        typed = {key: value.strip() for key, value in form.items() if key != "themes"}
        return cls(typed, form.getlist("themes"))

    def load(self, schema: Schema) -> dict[str, Any]:
        """Return what was typed as the schema has it. Raises ValidationError with every fault."""
        data: dict[str, Any] = {name: self.typed.get(name, "") for name in _TEXTS}
        if not data["format"]:
            del data["format"]
        data |= {name: self.typed[name] for name in _NUMBERS if self.typed.get(name)}
        data["themes"] = self.themes
        data["needs"] = [n.strip() for n in self.typed.get("needs", "").splitlines() if n.strip()]
        faults: dict[str, Any] = {}
        for name, read in (("people", _people_data), ("available", _windows_data)):
            try:
                data[name] = read(self.typed.get(name, ""))
            except Invalid as fault:
                faults[name] = [fault.message]
        try:
            loaded: dict[str, Any] = schema.load(data)
        except ValidationError as error:
            raise ValidationError({**error.messages_dict, **faults}) from error
        if faults:
            raise ValidationError(faults)
        return loaded


def _window_text(window: Window) -> str:
    starts, ends = window.starts.astimezone(LONDON), window.ends.astimezone(LONDON)
    return f"{starts:%Y-%m-%d %H:%M}-{ends:%H:%M}"


def _people_data(text: str) -> list[dict[str, str]]:
    return [{"name": person.name, "role": person.role.value} for person in read_people(text)]


def _windows_data(text: str) -> list[dict[str, str]]:
    return [
        {"starts": window.starts.isoformat(), "ends": window.ends.isoformat()}
        for window in read_windows(text)
    ]
