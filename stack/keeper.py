"""The process that owns the running stack; it stops all when its runner is gone.

`zone up` starts it in a session of its own and holds a pipe to it. Ctrl-C reaches the runner alone,
which passes it on; when the runner is killed the pipe closes. If this process is killed itself, the
kernel tells every child to stop (`stack.process.launch`) and the runner clears what is left.
"""

import argparse
import asyncio
import errno
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from stack.announcement import welcome
from stack.assets import build as build_assets
from stack.checks import check_database_owner, check_folder, check_ports, check_room, check_setup
from stack.console import Console
from stack.environment import Place, note_port
from stack.faults import DataFolderUnusable, DiskFull, StackFault
from stack.plan import Part, Stage, stages
from stack.status import Status, clear_leftovers, hold_lock
from stack.supervisor import Supervisor

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True)
class Setting:
    """What is kept, how it is welcomed once it is ready, and whether it outlives its runner."""

    place: Place
    plan: Callable[[Place], list[Stage]]
    welcome: Callable[[Place, Supervisor, Console], Awaitable[None]]
    detached: bool = False


def keep(setting: Setting) -> int:
    """Run the stack until told to stop; returns the exit code, having told why in one line."""
    place = setting.place
    try:
        check_folder(place.var)
        console = Console(place.var / "logs")
        with hold_lock(place.var, console.say):
            for name in clear_leftovers(place.var):
                console.say(f"Stopped {name}, which a killed run had left.")
            check_room(place.var)
            check_database_owner(place)
            check_ports(place)
            note_port(place)
            return asyncio.run(_run(setting, console))
    except StackFault as fault:
        return _refuse(fault)
    except OSError as error:
        return _refuse(_as_fault(error, place))


async def _run(setting: Setting, console: Console) -> int:
    stop = _stop_requests(detached=setting.detached)
    supervisor = Supervisor(console, partial(Status.write, var=setting.place.var))
    starting = asyncio.create_task(_start(setting, supervisor, console))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await stopping
    finally:
        starting.cancel()
        stopping.cancel()
        console.follows = False
        console.say("Stopping.")
        await supervisor.stop()
        await asyncio.gather(starting, stopping, return_exceptions=True)
        console.say("Stopped.")
    return 0


async def _start(setting: Setting, supervisor: Supervisor, console: Console) -> None:
    begun = time.monotonic()
    prepared = setting.plan(setting.place)
    expected = sum(len(stage.parts) for stage in prepared)
    ready: list[str] = []

    def on_ready(part: Part, seconds: float) -> None:
        ready.append(part.name)
        how = f"is ready ({seconds:.1f} s)" if part.is_ready else "has started"
        console.say(f"[{len(ready):>2}/{expected}] {part.name} {how}")

    for stage in prepared:
        await supervisor.start(stage.parts, on_ready)
        for step in stage.steps:
            console.say(f"        {step.label}")
        await supervisor.run(stage.steps)
    supervisor.enter("loading")
    console.say(f"Ready in {time.monotonic() - begun:.1f} s.")
    await setting.welcome(setting.place, supervisor, console)
    supervisor.enter("ready")
    console.follows = not setting.detached


def _stop_requests(*, detached: bool) -> asyncio.Event:
    """An event that is set by SIGTERM, SIGINT, SIGHUP, or the end of the runner."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if not detached:

        def read_lifeline() -> None:
            if not os.read(0, 1024):
                loop.remove_reader(0)
                stop.set()

        loop.add_reader(0, read_lifeline)
    return stop


def _as_fault(error: OSError, place: Place) -> StackFault:
    what = f"{error.strerror}: {error.filename}" if error.filename else str(error)
    if error.errno in _FULL:
        return DiskFull(f"The disk of {place.var} is full ({what}): free some room and try again.")
    if error.errno in _FORBIDDEN:
        return DataFolderUnusable(
            f"The data folder {place.var} cannot be used ({what}): make it yours and try again."
        )
    return StackFault(f"The stack cannot run ({what}).")


def _refuse(fault: StackFault) -> int:
    print(" ".join(str(fault).split()), file=sys.stderr, flush=True)
    return fault.exit_code


def main() -> None:
    """Command line: `python -m stack.keeper [--detached]`, used by `zone up`."""
    parser = argparse.ArgumentParser(prog="python -m stack.keeper", description=main.__doc__)
    parser.add_argument("--detached", action="store_true", help="live on without a runner")
    arguments = parser.parse_args()
    try:
        check_setup()
        build_assets()
        place = Place.here()
    except StackFault as fault:
        sys.exit(_refuse(fault))
    sys.exit(keep(Setting(place, stages, welcome, arguments.detached)))


if __name__ == "__main__":
    main()
