"""Lets a condition take the space around it along, so that what is not shown leaves no gap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.notifications.templates.rules.nodes import Choice, Node
from services.notifications.templates.rules.parsing import crossing

_OPEN_TAG = re.compile(r"<(p|li|h[1-6])( style=\"[^\"]*\")?>\Z")
_LINE_START = re.compile(r"(?:\A|\n)((?:> )*(?: *(?:\*|[0-9]+\.) )?)\Z")
_SPACE_AFTER = re.compile(r"\n+| +")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = {"br", "hr", "img"}


def settle_html(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the nodes, each condition that fills a paragraph or list item holding its tags.

    Raises TemplateFault where a condition holds half of a tag's pair.
    """
    out = list(nodes)
    for index, node in enumerate(out):
        if not isinstance(node, Choice):
            continue
        inside: list[Node] = list(node.nodes)
        before, after = _text(out, index - 1), _text(out, index + 1)
        opening = _OPEN_TAG.search(before)
        if opening and after.startswith(f"</{opening[1]}>"):
            closing = f"</{opening[1]}>"
            inside = [opening[0], *inside, closing]
            out[index - 1], out[index + 1] = before[: opening.start()], after[len(closing) :]
        _check_pairs(inside)
        out[index] = Choice(node.name, node.wanted, settle_html(_merged(inside)))
    return tuple(node for node in out if node != "")


def settle_plain(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the nodes, each condition that fills a line holding its bullet and its line's end."""
    out = list(nodes)
    at_line_start = True
    for index, node in enumerate(out):
        if not isinstance(node, Choice):
            at_line_start = isinstance(node, str) and (at_line_start if node == "" else False)
            continue
        inside: list[Node] = list(node.nodes)
        before, after = _text(out, index - 1), _text(out, index + 1)
        start = _LINE_START.search(before) if before or at_line_start else None
        space = _SPACE_AFTER.match(after)
        if start and space:
            lead = start[1] if space[0].startswith("\n") else ""
            inside = [lead, *inside, space[0]]
            out[index + 1] = after[space.end() :]
            if lead:
                out[index - 1] = before[: len(before) - len(lead)]
        elif before.endswith(" ") and after.startswith(" "):
            inside = [*inside, " "]
            out[index + 1] = after[1:]
        elif before.endswith(" ") and (after.startswith("\n") or index + 1 == len(out)):
            inside = [" ", *inside]
            out[index - 1] = before[:-1]
        at_line_start = bool(start and space and space[0].startswith("\n"))
        out[index] = Choice(node.name, node.wanted, settle_plain(_merged(inside)))
    return tuple(node for node in out if node != "")


def _text(nodes: Sequence[Node], index: int) -> str:
    node = nodes[index] if 0 <= index < len(nodes) else ""
    return node if isinstance(node, str) else ""


def _merged(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes with neighbouring texts made one."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and out and isinstance(out[-1], str):
            out[-1] += node
        elif node != "":
            out.append(node)
    return out


def _check_pairs(nodes: Sequence[Node]) -> None:
    """Raise TemplateFault unless each tag that opens within a condition closes within it."""
    stack: list[str] = []
    text = "".join(node if isinstance(node, str) else "-" for node in nodes)
    for found in _TAG.finditer(text):
        if found[2] in _VOID:
            continue
        if not found[1]:
            stack.append(found[2])
        elif not stack or stack.pop() != found[2]:
            raise crossing("/body")
    if stack:
        raise crossing("/body")
