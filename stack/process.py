"""Describes a program to run, and starts, awaits and stops it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from stack.accounts import Account
from stack.faults import StartFailed

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """A program with all that starting and stopping it takes."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


def launch(command: Command, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own; it is told to stop if we die."""
    account = command.account
    parent = os.getpid()
    return subprocess.Popen(
        command.argv,
        env=dict(command.environment) or None,
        cwd=command.folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        # Runs after the change of user, which would clear the setting; only calls the C library.
        preexec_fn=lambda: _stop_with_parent(parent, command.stop_signal),  # noqa: PLW1509
    )


def _stop_with_parent(parent: int, stop_signal: signal.Signals) -> None:
    """In the child: end with the parent, at once if that is gone already."""
    end_with_parent(stop_signal)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def end_with_parent(stop_signal: signal.Signals) -> None:
    """Ask the kernel for a signal when the thread that started us ends, on Linux."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every orphan among our descendants, on Linux."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop(process: subprocess.Popen[bytes], command: Command) -> int:
    """Ask the program to stop, insist on its whole group after its time, and return its code."""
    if process.poll() is None:
        process.send_signal(command.stop_signal)
        try:
            process.wait(command.stop_seconds)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
    kill_group(process.pid)
    return process.wait()


def kill_group(group: int) -> None:
    """Kill whatever is left of a process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def await_ready(
    name: str,
    process: subprocess.Popen[bytes],
    is_ready: Callable[[], bool],
    *,
    seconds: float = 30.0,
    explain: Callable[[], str] = lambda: "",
) -> None:
    """Return once the program is ready; StartFailed when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if (code := process.poll()) is not None:
            raise StartFailed(
                f"{name} stopped with code {code} while starting. {explain()}".strip()
            )
        if time.monotonic() > deadline:
            raise StartFailed(f"{name} was not ready after {seconds:g} s. {explain()}".strip())
        time.sleep(0.02)
