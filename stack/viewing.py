"""What `zone status` and `zone logs` show of a running, or a past, stack."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import click
import psutil

from stack.announcement import addresses
from stack.environment import SERVICES, Place
from stack.faults import NotRunning, StackFault
from stack.plan import is_ready
from stack.status import PartStatus, read_status, running_keeper


def status_lines(place: Place) -> Iterator[str]:
    """The runner, each process with its memory, each service's readiness, and the addresses."""
    keeper, status = running_keeper(place.var), read_status(place.var)
    if keeper is None or status is None:
        raise NotRunning("The stack is not running: start it with `make up`.")
    yield f"The stack is {status.state} (process {keeper})."
    yield ""
    yield f"{'process':<24}{'pid':>8}{'up':>10}{'memory':>10}{'restarts':>10}"
    total = 0
    for part in status.parts:
        memory = memory_bytes(part.pid)
        total += memory
        yield _line(part, memory)
    yield f"{'all':<24}{'':>18}{total // 1_000_000:>7} MB"
    yield ""
    for service in SERVICES:
        answer = "ready" if is_ready(f"{place.service_url(service)}/ready") else "not ready"
        yield f"{service:<24}{answer}"
    yield from addresses(place)


def memory_bytes(pid: int) -> int:
    """What a process and its children hold for themselves, with their part of what they share."""
    if not pid:
        return 0
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                total += _own_part(one)
    return total


def _own_part(process: psutil.Process) -> int:
    """PSS where the system tells it to us, else what is resident."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return int(process.memory_info().rss)


def _line(part: PartStatus, memory: int) -> str:
    if not part.pid:
        return f"{part.name:<24}{'down':>8}{'':>20}{part.restarts:>10}"
    up = f"{int(time.time() - part.started)} s"
    return f"{part.name:<24}{part.pid:>8}{up:>10}{memory // 1_000_000:>7} MB{part.restarts:>10}"


def follow_logs(logs: Path, wanted: str, *, lines: int, follow: bool) -> None:
    """Print the ends of the logs that belong to the name, and go on with what comes."""
    paths = sorted(p for p in logs.glob("*.log") if p.stem == wanted or _is_of(p.stem, wanted))
    if not paths:
        known = ", ".join(sorted({p.stem for p in logs.glob("*.log")})) or "none yet"
        raise StackFault(f"There is no log of {wanted!r}. There are: {known}.")
    opened: list[tuple[Path, IO[str]]] = [(path, path.open(errors="replace")) for path in paths]
    for path, file in opened:
        for line in file.read().splitlines()[-lines:]:
            click.echo(f"{path.stem:<23}| {line}")
    while follow:
        told = [_tell_more(path, file) for path, file in opened]
        opened = [_reopened(path, file) for path, file in opened]
        if not any(told):
            time.sleep(0.2)


def _is_of(stem: str, service: str) -> bool:
    return service in SERVICES and stem.startswith(f"{service}-")


def _tell_more(path: Path, file: IO[str]) -> bool:
    lines = file.read().splitlines()
    for line in lines:
        click.echo(f"{path.stem:<23}| {line}")
    return bool(lines)


def _reopened(path: Path, file: IO[str]) -> tuple[Path, IO[str]]:
    """The file, or its successor once it has moved aside at its size."""
    with suppress(FileNotFoundError):
        if path.stat().st_size < file.tell():
            file.close()
            return path, path.open(errors="replace")
    return path, file
