"""Reads the source as the architecture tests see it: modules, their features and their imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
SERVICES = ("catalogue", "events", "notifications")

FLOORS = {
    "api": 7, "pages": 7, "tasks": 7, "subscribers": 7,
    "schemas": 6, "actions": 5, "queries": 4, "gateways": 3, "models": 2, "rules": 1,
}  # fmt: skip
BESIDE = {"app", "worker", "messenger", "settings", "database", "cli", "migrations", "__init__"}


@dataclass(frozen=True)
class Module:
    """A module of a feature: where it is, its floor, and what it imports."""

    path: Path
    service: str
    feature: str
    floor: str
    name: str
    imports: frozenset[str]


@cache
def feature_modules() -> tuple[Module, ...]:
    """Every module inside a feature of a service."""
    found = []
    for service in SERVICES:
        root = REPOSITORY / "services" / service
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if len(parts) < 2 or parts[0] == "migrations" or parts[1] == "__init__":
                continue
            name = ".".join(("services", service, *parts)).removesuffix(".__init__")
            found.append(Module(path, service, parts[0], parts[1], name, imports_of(path)))
    return tuple(found)


def imports_of(path: Path) -> frozenset[str]:
    """The names a file imports, absolute, each as far as it is spelled out."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            names.add(str(node.module))
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of ours that is not a migration."""
    return tuple(
        path
        for folder in ("shared", "services", "stack", "tests", "bench")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if "migrations" not in path.parts
    )
