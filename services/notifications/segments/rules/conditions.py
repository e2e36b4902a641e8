"""Checks conditions that come in as JSON: known facts, right parameters, no deeper than people can read.

A node is {"all": [nodes]}, {"any": [nodes]}, {"not": node} or {"fact": name, …parameters}.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from services.notifications.segments.rules.facts import FACTS, Parameter
from shared.refusals import Invalid

Node = dict[str, Any]
DEEPEST = 6
MOST_CONDITIONS = 60
_MOST_WORDS = 100
_LONGEST_WORD = 100
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class SegmentFault(Invalid):
    """Something in the conditions that does not say whom is meant."""


def checked_conditions(raw: Any) -> Node:
    """Return the conditions as we keep them. Raises SegmentFault pointing at what to correct."""
    node = _node(raw, "/conditions", 1)
    if "fact" in node or "not" in node:
        node = {"all": [node]}
    if sum(1 for _ in facts_in(node)) > MOST_CONDITIONS:
        raise SegmentFault(
            f"A segment can have {MOST_CONDITIONS} conditions.", pointer="/conditions"
        )
    return node


def facts_in(node: Node) -> Iterator[Node]:
    """Yield the facts of a tree, in order."""
    if "fact" in node:
        yield node
    for part in _parts(node):
        yield from facts_in(part)


def groups_in(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Yield each group of a tree with its path: "" is the whole, "1" its second part, "1.0" and so on."""
    if "all" in node or "any" in node:
        yield path, node
    for index, part in enumerate(_parts(node)):
        yield from groups_in(part, f"{path}.{index}" if path else str(index))


def part_at(node: Node, path: str) -> Node:
    """Return the part of a tree at a path. Raises SegmentFault where there is none."""
    for step in path.split(".") if path else []:
        parts = _parts(node)
        if not step.isdecimal() or int(step) >= len(parts):
            raise SegmentFault("This condition is not there any more.", pointer="/conditions")
        node = parts[int(step)]
    return node


def _parts(node: Node) -> list[Node]:
    if "not" in node:
        return [node["not"]]
    parts: list[Node] = node.get("all") or node.get("any") or []
    return parts


def _node(raw: Any, pointer: str, depth: int) -> Node:
    if not isinstance(raw, dict) or not raw:
        raise SegmentFault("Write an object with all, any, not or fact.", pointer=pointer)
    if depth > DEEPEST:
        raise SegmentFault(f"Conditions can be {DEEPEST} deep.", pointer=pointer)
    if "fact" in raw:
        return _fact(raw, pointer)
    if len(raw) != 1 or (kind := next(iter(raw))) not in {"all", "any", "not"}:
        raise SegmentFault("Write an object with all, any, not or fact.", pointer=pointer)
    if kind == "not":
        return {"not": _node(raw["not"], f"{pointer}/not", depth + 1)}
    if not isinstance(raw[kind], list) or len(raw[kind]) > MOST_CONDITIONS:
        raise SegmentFault("Write a list of conditions.", pointer=f"{pointer}/{kind}")
    parts = [
        _node(part, f"{pointer}/{kind}/{index}", depth + 1) for index, part in enumerate(raw[kind])
    ]
    return {kind: parts}


def _fact(raw: Mapping[str, Any], pointer: str) -> Node:
    known = FACTS.get(raw["fact"]) if isinstance(raw["fact"], str) else None
    if known is None:
        raise SegmentFault(f"Use one of the facts {', '.join(FACTS)}.", pointer=f"{pointer}/fact")
    for name in raw:
        if name != "fact" and name not in known.parameters:
            raise SegmentFault(f"This fact has no {name}.", pointer=f"{pointer}/{name}")
    node: Node = {"fact": raw["fact"]}
    for name, parameter in known.parameters.items():
        value = _value(raw.get(name), parameter, f"{pointer}/{name}")
        if value not in (None, []):
            node[name] = value
        elif parameter.required:
            raise SegmentFault(
                f"{parameter.label}: choose at least one.", pointer=f"{pointer}/{name}"
            )
    return node


def _value(value: Any, parameter: Parameter, pointer: str) -> Any:
    if value is None or value == "":
        return "council" if parameter.label == "Who did" else None
    if parameter.kind == "year":
        return _year(value, pointer)
    if parameter.kind == "id":
        return _id(value, pointer)
    if parameter.kind == "choice":
        return _chosen(value, parameter, pointer)
    if not isinstance(value, list) or len(value) > _MOST_WORDS:
        raise SegmentFault("Write a list.", pointer=pointer)
    if parameter.kind == "choices":
        return sorted({_chosen(one, parameter, pointer) for one in value})
    return sorted({word for one in value if (word := _word(one, pointer))})


def _word(value: Any, pointer: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_WORD or not value.isprintable():
        raise SegmentFault("Write words of up to 100 characters.", pointer=pointer)
    return " ".join(value.lower().split())


def _chosen(value: Any, parameter: Parameter, pointer: str) -> str:
    choices = parameter.choices or {}
    if not isinstance(value, str) or value not in choices:
        raise SegmentFault(
            f"{parameter.label}: choose one of {', '.join(choices)}.", pointer=pointer
        )
    return value


def _year(value: Any, pointer: str) -> int:
    year = int(value) if isinstance(value, str) and value.isdecimal() else value
    if isinstance(year, bool) or not isinstance(year, int):
        raise SegmentFault("Enter a year, like 2023.", pointer=pointer)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise SegmentFault("Enter a year, like 2023.", pointer=pointer)
    return year


def _id(value: Any, pointer: str) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError as error:
        raise SegmentFault("Choose one from the list.", pointer=pointer) from error
