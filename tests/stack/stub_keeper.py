"""The real keeper with stub processes: `stub_keeper.py JOURNAL [--fail] [--detached]`."""

import sys
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGTERM

from stack.environment import Place, process_environment
from stack.keeper import Setting, keep
from stack.plan import Part, Stage
from stack.process import Command

STUB = Path(__file__).with_name("stub.py")
journal = Path(sys.argv[1])


def command(name: str, *options: str) -> Command:
    argv = (sys.executable, str(STUB), name, str(journal), *options)
    signal = SIGINT if name == "store" else SIGTERM
    environment = process_environment()
    return Command(name, argv, environment, stop_signal=signal, stop_seconds=1.0)


def part(name: str, rank: int, *options: str) -> Part:
    def is_ready() -> bool:
        return journal.exists() and f"{name} started" in journal.read_text()

    return Part(name, partial(command, name, *options), is_ready, rank)


def plan(_: Place) -> list[Stage]:
    failing = ["--fail"] if "--fail" in sys.argv else []
    return [
        Stage((part("store", 0),)),
        Stage((part("web", 1, "--grandchild", *failing), part("worker", 1, "--stubborn"))),
    ]


async def no_welcome(*_: object) -> None:
    """Stubs have neither samples nor addresses."""


sys.exit(keep(Setting(Place.here(), plan, no_welcome, detached="--detached" in sys.argv)))
