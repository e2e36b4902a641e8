"""Starts the solver's process, feeds it a problem, hears its progress, and ends it.

The process gets the problem as a line of JSON and answers lines of JSON. A line `stop` makes it end
with its best answer; when its input closes, because we are gone, it ends at once.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from services.events.solving.rules import Limits, RunKind, SolverFailed, to_plain

_ROOT = Path(__file__).parents[4]
_MODULES = {
    RunKind.TIMETABLE: "services.events.timetables.gateways.solving",
    RunKind.SELECTION: "services.events.selections.gateways.solving",
}
_PROGRESS_SECONDS = 1.0
"""How often we look up from waiting: to renew the lease, and to see whether to stop."""
_STOP_SECONDS = 20.0
"""How long the process has to bring its best answer once it was told to stop."""
_SPARE_SECONDS = 120.0
"""What explaining may take beyond the search's own time, before the process is taken for hung."""


class Solver(Protocol):
    """What works on a problem until it has a result."""

    def solve(
        self,
        kind: RunKind,
        problem: Mapping[str, Any],
        limits: Limits,
        *,
        on_progress: Callable[[Mapping[str, Any] | None], None],
        stop_asked: Callable[[], bool],
    ) -> dict[str, Any]:
        """Return the result. Raises SolverFailed."""


@dataclass(frozen=True)
class SolverProcess:
    """A process for each run; `memory_mb` bounds what it may take."""

    memory_mb: int = 2048

    def solve(
        self,
        kind: RunKind,
        problem: Mapping[str, Any],
        limits: Limits,
        *,
        on_progress: Callable[[Mapping[str, Any] | None], None],
        stop_asked: Callable[[], bool],
    ) -> dict[str, Any]:
        """Return the result. `on_progress` is called at least every other second."""
        told = {"module": _MODULES[kind], "problem": problem, "limits": to_plain(limits)}
        told["memory_mb"] = self.memory_mb
        with tempfile.TemporaryFile() as errors, _start(errors) as process:
            try:
                return _watch(process, json.dumps(told), limits, on_progress, stop_asked)
            except SolverFailed as failure:
                errors.seek(0)
                last = errors.read()[-500:].decode(errors="replace").strip().splitlines()
                raise SolverFailed(f"{failure} {last[-1] if last else ''}".strip()) from failure
            finally:
                process.kill()


def _start(errors: IO[bytes]) -> subprocess.Popen[str]:
    """Begin the process: without our secrets, at a lower priority than what people wait for."""
    environment = {k: os.environ[k] for k in ("PATH", "VIRTUAL_ENV") if k in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "services.events.solving.gateways.solver_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd=_ROOT,
        env=environment | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )


def _watch(
    process: subprocess.Popen[str],
    told: str,
    limits: Limits,
    on_progress: Callable[[Mapping[str, Any] | None], None],
    stop_asked: Callable[[], bool],
) -> dict[str, Any]:
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    _say(process, told)
    # A reproducible run is ended by its effort; the clock only ends one that hangs.
    patience = max(limits.seconds, limits.effort * 10 if limits.reproducible else 0)
    deadline = time.monotonic() + patience + _SPARE_SECONDS
    stopping = False
    while True:
        progress, result, ended = _next(lines)
        if result is not None:
            return result
        if ended:
            raise SolverFailed("The solver ended without an answer.")
        on_progress(progress)
        if stop_asked() and not stopping:
            stopping = True
            deadline = time.monotonic() + _STOP_SECONDS
            _say(process, "stop")
        if time.monotonic() > deadline:
            raise SolverFailed("The solver took longer than it may.")


def _next(
    lines: queue.Queue[str | None],
) -> tuple[Mapping[str, Any] | None, dict[str, Any] | None, bool]:
    """Wait a moment; return the last progress told, the result, and whether the process is gone."""
    progress = None
    until = time.monotonic() + _PROGRESS_SECONDS
    while (left := until - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            return progress, None, True
        try:
            heard = json.loads(line)
        except ValueError as error:
            raise SolverFailed("The solver said something that is no answer.") from error
        if "result" in heard:
            return progress, heard["result"], False
        progress = heard.get("progress", progress)
    return progress, None, False


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    if process.stdout is not None:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _say(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):  # it has ended: reading its answers tells
            process.stdin.write(line + "\n")
            process.stdin.flush()
