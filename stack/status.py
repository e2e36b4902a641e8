"""The runner's lock and its published state, and clearing up after a runner that was killed."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

from stack.faults import AlreadyRunning
from stack.process import kill_group
from stack.secret_files import write_privately

_STOPPING_SECONDS = 90.0


@dataclass
class PartStatus:
    """One process as others may see it; pid 0 while it is down."""

    name: str
    pid: int
    started: float
    rank: int
    stop_signal: int
    restarts: int = 0
    stop_seconds: float = 10.0


@dataclass
class Status:
    """What the runner does now: starting, loading, ready or stopping."""

    state: str
    pid: int
    parts: list[PartStatus] = field(default_factory=list)

    def write(self, var: Path) -> None:
        """Publish; a full disk must not stop the stack from stopping."""
        with contextlib.suppress(OSError):
            write_privately(_status_file(var), json.dumps(asdict(self)))


def read_status(var: Path) -> Status | None:
    """What the runner published last, whether or not it still runs."""
    try:
        document: dict[str, Any] = json.loads(_status_file(var).read_text())
        parts = [PartStatus(**part) for part in document.pop("parts")]
        return Status(**document, parts=parts)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def hold_lock(var: Path, say: Callable[[str], None]) -> IO[str]:
    """Hold the folder for this runner; the kernel lets go of it however the runner ends."""
    file = (var / "zone.lock").open("a+")
    deadline = time.monotonic() + _STOPPING_SECONDS
    waited = False
    while not _try_lock(file):
        status = read_status(var)
        is_stopping = status is not None and status.state == "stopping"
        if not is_stopping or time.monotonic() > deadline:
            raise AlreadyRunning(
                f"The stack already runs from {var} (process {_holder(file)}): "
                "`zone status` shows it, `zone down` stops it."
            )
        if not waited:
            say("The previous run is still stopping; waiting for it.")
            waited = True
        time.sleep(0.1)
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def running_keeper(var: Path) -> int | None:
    """The process that holds the folder, None when nobody does."""
    try:
        file = (var / "zone.lock").open("r+")
    except OSError:
        return None
    with file:
        return None if _try_lock(file) else _holder(file)


def clear_leftovers(var: Path) -> list[str]:
    """Stop what a killed runner left, highest rank first; returns the names of what was left."""
    status = read_status(var)
    left = [part for part in status.parts if _is_left(part)] if status else []
    for rank in sorted({part.rank for part in left}, reverse=True):
        same = [part for part in left if part.rank == rank]
        for part in same:
            with contextlib.suppress(ProcessLookupError):
                os.kill(part.pid, signal.Signals(part.stop_signal))
        deadline = time.monotonic() + max(part.stop_seconds for part in same)
        while any(_is_running(part) for part in same) and time.monotonic() < deadline:
            time.sleep(0.05)
        for part in same:
            kill_group(part.pid)
    return [part.name for part in left]


def _is_left(part: PartStatus) -> bool:
    """Whether the process, or its group without it, is there; a reused number is not ours."""
    if not part.pid:
        return False
    try:
        return psutil.Process(part.pid).create_time() == part.started
    except psutil.NoSuchProcess:
        return _has_group(part.pid)


def _has_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_running(part: PartStatus) -> bool:
    try:
        return psutil.Process(part.pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> int:
    file.seek(0)
    text = file.read().strip()
    return int(text) if text.isdecimal() else 0


def _status_file(var: Path) -> Path:
    return var / "status.json"
