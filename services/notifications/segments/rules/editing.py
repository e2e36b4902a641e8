"""Changes to a tree of conditions, as the builder makes them one at a time."""

from __future__ import annotations

import copy

from services.notifications.segments.rules.conditions import (
    Node,
    SegmentFault,
    checked_conditions,
    part_at,
)


def add_part(tree: Node, path: str, part: Node) -> Node:
    """Return the tree with a part added at the end of the group at `path`. Raises SegmentFault."""
    changed = copy.deepcopy(tree)
    group = part_at(changed, path)
    parts = group.get("all", group.get("any"))
    if parts is None:
        raise SegmentFault("Add it to a group.", pointer="/conditions")
    parts.append(part)
    return checked_conditions(changed)


def remove_part(tree: Node, path: str) -> Node:
    """Return the tree without the part at `path`; the whole is emptied. Raises SegmentFault."""
    if not path:
        return {"all": []}
    changed = copy.deepcopy(tree)
    parent, _, last = path.rpartition(".")
    part_at(changed, path)
    above = part_at(changed, parent)
    if "not" in above:
        return remove_part(tree, parent)
    above.get("all", above.get("any")).pop(int(last))  # type: ignore[union-attr]
    return changed


def negate(tree: Node, path: str) -> Node:
    """Return the tree with the part at `path` turned into its opposite. Raises SegmentFault."""
    part = part_at(tree, path)
    return _put(tree, path, part.get("not", {"not": part}))


def switch(tree: Node, path: str) -> Node:
    """Return the tree with the group at `path` asking for any where it asked for all, or back."""
    part = part_at(tree, path)
    if "all" in part:
        return _put(tree, path, {"any": part["all"]})
    if "any" in part:
        return _put(tree, path, {"all": part["any"]})
    raise SegmentFault("Only a group asks for all or any.", pointer="/conditions")


def _put(tree: Node, path: str, part: Node) -> Node:
    if not path:
        return checked_conditions(copy.deepcopy(part))
    changed = copy.deepcopy(tree)
    parent, _, last = path.rpartition(".")
    above = part_at(changed, parent)
    if "not" in above:
        above["not"] = part
    else:
        above.get("all", above.get("any"))[int(last)] = part  # type: ignore[index]
    return checked_conditions(changed)
