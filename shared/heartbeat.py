"""Lets a process without an address show that it still works: its rounds touch files."""

from __future__ import annotations

import os
from pathlib import Path


def beat(loop: str) -> None:
    """Say that a loop came round: touch `HEARTBEAT_FILE.<loop>`, where that setting is given.

    A health check compares the file's age with the time that a round may take.
    """
    if name := os.environ.get("HEARTBEAT_FILE"):
        Path(f"{name}.{loop}").touch()
