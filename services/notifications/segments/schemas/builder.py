"""The builder's form: conditions as far as they are built, and the one change that a button asks for.

The tree travels in the form, so that it works without JavaScript and nothing is kept before saving.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from services.notifications.segments.rules import (
    EVERYBODY,
    FACTS,
    Node,
    SegmentFault,
    add_part,
    checked_conditions,
    negate,
    remove_part,
    switch,
)

_CHANGES = {"remove": remove_part, "negate": negate, "switch": switch}


@dataclass(frozen=True)
class Builder:
    """What the form holds; `fact` is one whose parameters are being asked for, `where` its group."""

    name: str = ""
    version: str = ""
    conditions: Node = field(default_factory=lambda: dict(EVERYBODY))
    where: str = ""
    fact: str = ""
    typed: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> Builder:
        """Return the form as it came in. Raises SegmentFault where its conditions are not ours."""
        try:
            conditions = checked_conditions(json.loads(form.get("conditions") or "{}"))
        except (json.JSONDecodeError, RecursionError) as error:
            raise SegmentFault("Start again: the conditions were lost.", pointer="/name") from error
        return cls(
            name=form.get("name", "").strip(),
            version=form.get("version", ""),
            conditions=conditions,
            where=form.get("where", ""),
            fact=form.get("fact", ""),
            typed={name: form.getlist(name) for name in form},
        )

    @property
    def as_json(self) -> str:
        """The conditions for the form's hidden field."""
        return json.dumps(self.conditions, separators=(",", ":"))

    def changed(self, action: str) -> Builder:
        """Return the form after one of its buttons. Raises SegmentFault, which says what to correct."""
        verb, _, path = action.partition(":")
        if verb in _CHANGES:
            return replace(self, conditions=_CHANGES[verb](self.conditions, path), fact="")
        if verb == "group":
            return replace(self, conditions=add_part(self.conditions, path, {"any": []}), fact="")
        if verb == "add" and self.fact in FACTS:
            part = add_part(self.conditions, self.where, self._part())
            return replace(self, conditions=part, fact="")
        if verb == "choose" and self.fact not in FACTS:
            raise SegmentFault("Choose what is asked.", pointer="/fact")
        return self if verb == "choose" else replace(self, fact="")

    def _part(self) -> Node:
        part: dict[str, Any] = {"fact": self.fact}
        for name, parameter in FACTS[self.fact].parameters.items():
            values = [value for value in self.typed.get(f"p_{name}", []) if value]
            many = parameter.kind in {"words", "choices"}
            part[name] = values if many else (values[0] if values else None)
        try:
            checked_conditions(part)
        except SegmentFault as fault:
            wrong = (fault.pointer or "").rpartition("/")[2]
            raise SegmentFault(fault.message, pointer=f"/p_{wrong}") from fault
        return part
