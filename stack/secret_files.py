"""Keeps random secrets in files that only their owner can read."""

import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret in the file, made at the first call; a file left empty by a crash is made anew."""
    if path.exists() and (known := path.read_text().strip()):
        return known
    made = secrets.token_urlsafe(32)
    write_privately(path, made + "\n")
    return made


def write_privately(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
