"""A compiled text: pieces of text, values and conditional pieces, filled by joining strings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """Where a person's value goes, or what stands in for it where they have none."""

    name: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A piece that is there when a value is (`wanted`), or when it is not."""

    name: str
    wanted: bool
    nodes: tuple[Node, ...]


Node = str | Value | Choice


def fill_nodes(nodes: Sequence[Node], values: Mapping[str, str]) -> str:
    """Return the text with the values in place. KeyError: a value is missing."""
    out: list[str] = []
    _fill(nodes, values, out)
    return "".join(out)


def _fill(nodes: Sequence[Node], values: Mapping[str, str], out: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Value):
            out.append(values[node.name] or node.fallback)
        elif bool(values[node.name].strip()) == node.wanted:
            _fill(node.nodes, values, out)


def with_fallbacks(nodes: Sequence[Node], change: Callable[[str], str]) -> tuple[Node, ...]:
    """Return the nodes with each fallback changed, for instance escaped."""
    changed: list[Node] = []
    for node in nodes:
        if isinstance(node, Value):
            changed.append(Value(node.name, change(node.fallback)))
        elif isinstance(node, Choice):
            changed.append(Choice(node.name, node.wanted, with_fallbacks(node.nodes, change)))
        else:
            changed.append(node)
    return tuple(changed)


def values_in(nodes: Sequence[Node]) -> set[str]:
    """Return the names of the values that the text uses, also to decide on a piece."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Value | Choice):
            found.add(node.name)
        if isinstance(node, Choice):
            found |= values_in(node.nodes)
    return found


def spans(
    nodes: Sequence[Node], values: Mapping[str, str], personal: Collection[str]
) -> list[tuple[str, bool]]:
    """Return the filled text in pieces, each with whether it differs from one recipient to the next.

    A piece that stands there because of a `personal` value differs as a whole.
    """
    out: list[tuple[str, bool]] = []
    for node in nodes:
        if isinstance(node, str):
            out.append((node, False))
        elif isinstance(node, Value):
            out.append((values[node.name] or node.fallback, node.name in personal))
        elif bool(values[node.name].strip()) == node.wanted:
            inner = spans(node.nodes, values, personal)
            differs = node.name in personal
            out += [(text, differs or own) for text, own in inner]
    return out
