"""Says conditions in words, with the names of what their ids stand for."""

from __future__ import annotations

from collections.abc import Mapping

from services.notifications.segments.rules.conditions import Node
from services.notifications.segments.rules.facts import ANSWERS, FACTS, KINDS, SUCCESSIONS


def worded(node: Node, names: Mapping[str, str]) -> str:
    """Return a fact as a sentence, or what a group asks for; `names` are those of events and campaigns."""
    if "not" in node:
        return f"Not: {worded(node['not'], names)}" if "fact" in node["not"] else "None of this:"
    if "all" in node:
        return "All of these:" if node["all"] else "Everybody"
    if "any" in node:
        return "Any of these:" if node["any"] else "Nobody"
    return _FACT[node["fact"]](node, names) if node["fact"] in _FACT else _did(node, names)


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _innovation(node: Node, _: Mapping[str, str]) -> str:
    themes = _listed(node["themes"]) if node.get("themes") else ""
    on = f" on {themes}" if themes else ""
    since = f" since {node['since_year']}" if node.get("since_year") else ""
    return f"The council has a published innovation{on}{since}"


def _did(node: Node, names: Mapping[str, str]) -> str:
    words = FACTS[node["fact"]].label
    which = node.get("campaign_id") or node.get("event_id")
    if which:
        words = words.replace("an earlier campaign", "“{}”").replace("an event", "“{}”")
        words = words.format(names.get(which, "something we do not know"))
    if node.get("answers"):
        words += f" ({_listed([ANSWERS[one] for one in node['answers']])})"
    return words + (
        ", the contact themselves" if node["by"] == "person" else ", anybody of the council"
    )


_FACT = {
    "role": lambda node, _: f"The contact is {_listed(node['values'])}",
    "consent": lambda node, _: f"The contact agreed to get {node['purpose']}",
    "region": lambda node, _: f"The council is in {_listed(node['values'])}",
    "kind": lambda node, _: (
        "The organisation is a "
        + _listed([KINDS[kind][:1].lower() + KINDS[kind][1:] for kind in node["values"]])
    ),
    "succession": lambda node, _: (
        SUCCESSIONS[node["value"]][:1].upper() + SUCCESSIONS[node["value"]][1:]
    ),
    "innovation": _innovation,
}
