"""`zone up` and `zone down`: starts the keeper, passes signals on, and clears up if it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psutil

from stack.faults import NotRunning, StackFault
from stack.process import adopt_orphans, end_with_parent
from stack.status import clear_leftovers, read_status, running_keeper

KEEPER = (sys.executable, "-m", "stack.keeper")
_DOWN_SECONDS = 90.0


def run(var: Path, keeper: Sequence[str] = KEEPER, *, bound_to_parent: bool = False) -> int:
    """Run the stack in the foreground; returns the exit code once everything has stopped."""
    if bound_to_parent:
        end_with_parent(signal.SIGTERM)
    adopt_orphans()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    # Held back until the keeper can be told; the keeper starts with none held back.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    process = subprocess.Popen(
        keeper,
        stdin=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, signals),  # noqa: PLW1509
    )
    for number in signals:
        signal.signal(number, lambda *_: _ask_to_stop(process))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    code = process.wait()
    if code < 0:
        print("The runner was killed; stopping what it left.", file=sys.stderr)
        clear_leftovers(var)
        for orphan in psutil.Process().children(recursive=True):
            orphan.kill()
        return 1
    return code


def run_detached(var: Path, keeper: Sequence[str] = KEEPER) -> int:
    """Start the stack, show its progress until it is ready, and leave it running."""
    logs = var / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "up.out").open("w+b") as output:
        process = subprocess.Popen(
            [*keeper, "--detached"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with (logs / "up.out").open() as progress:
        while process.poll() is None and not _is_announced(var, process.pid):
            _show(progress)
            time.sleep(0.1)
        _show(progress)
    return process.poll() or 0


def stop(var: Path) -> None:
    """Ask the running stack to stop and wait until it has; NotRunning when there is none."""
    keeper = running_keeper(var)
    if keeper is None:
        if not clear_leftovers(var):
            raise NotRunning("The stack is not running.")
        return
    os.kill(keeper, signal.SIGTERM)
    deadline = time.monotonic() + _DOWN_SECONDS
    while running_keeper(var) == keeper:
        if time.monotonic() > deadline:
            raise StackFault(f"The stack (process {keeper}) still stops: see {var}/logs/zone.log.")
        time.sleep(0.1)


def _ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)


def _is_announced(var: Path, keeper: int) -> bool:
    status = read_status(var)
    return status is not None and status.pid == keeper and status.state == "ready"


def _show(progress: IO[str]) -> None:
    print(progress.read(), end="", flush=True)
