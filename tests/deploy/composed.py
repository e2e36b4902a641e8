"""Reads docker-compose.yml as it stands, without Docker: anchors resolved, variables left alone."""

from __future__ import annotations

import shlex
from functools import cache
from typing import Any

import yaml

from tests.architecture.source import REPOSITORY, SERVICES

ONE_SHOT_RESTART = "no"
OURS = "${ZONE_IMAGE:-innovation-zone}"


@cache
def composed() -> dict[str, Any]:
    """The whole file."""
    document: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    return document


def services() -> dict[str, dict[str, Any]]:
    """Every container that compose knows, by name."""
    found: dict[str, dict[str, Any]] = composed()["services"]
    return found


def lasting() -> dict[str, dict[str, Any]]:
    """The containers that stay."""
    return {n: s for n, s in services().items() if s.get("restart") != ONE_SHOT_RESTART}


def words(name: str) -> list[str]:
    """A container's command as words."""
    command = services()[name]["command"]
    return shlex.split(command) if isinstance(command, str) else list(command)


def owner(name: str) -> str | None:
    """The service whose settings a container needs, if any."""
    if not any("database-url" in str(s) for s in services()[name].get("secrets", [])):
        return None
    command = " ".join(words(name))
    told = {"seed-register": "catalogue", "sample-data": "notifications"}
    return told.get(name) or next((s for s in SERVICES if s in command), None)
