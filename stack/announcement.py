"""What a newcomer sees once the stack is ready: sample data, addresses and sign-in links."""

import importlib.util
import sys
from contextlib import suppress

from stack.console import Console
from stack.environment import ROOT, Place, process_environment
from stack.faults import StackFault
from stack.plan import Step
from stack.process import Command
from stack.supervisor import Supervisor

ROLES = ("contributor", "reviewer", "organiser", "operator")


async def welcome(place: Place, supervisor: Supervisor, console: Console) -> None:
    """Load sample data at the first start, then say where everything is."""
    await load_sample(place, supervisor, console)
    await announce(place, supervisor, console)


async def load_sample(place: Place, supervisor: Supervisor, console: Console) -> None:
    """Load sample data into a stack that has never had any; a failure is told, not fatal."""
    marker = place.var / "sample-loaded"
    if marker.exists() or importlib.util.find_spec("stack.sample") is None:
        return
    console.say("Loading the register of councils and sample data")
    seed = Step("Loading the register", _zone("register-seed", "register", "seed"))
    load = Step("Loading the sample data", _zone("sample-load", "sample", "load"))
    try:
        await supervisor.run((seed,))
        await supervisor.run((load,))
    except StackFault as fault:
        console.say(f"{fault} Try again with `./zone sample load`.")
        return
    marker.touch()


async def announce(place: Place, supervisor: Supervisor, console: Console) -> None:
    """Print the addresses and a fresh sign-in link for each role."""
    for line in addresses(place):
        console.say(line)
    command = _zone("sign-in-links", "sign-in-links")
    with suppress(StackFault):
        await supervisor.run((Step("Making sign-in links", command),))
        for line in console.heard(command.name):
            console.say(line)
    console.say(
        "`./zone signin ROLE` prints another link. Ctrl-C stops everything; the data stays."
    )
    console.say()


def addresses(place: Place) -> list[str]:
    """Where people find the parts of a running stack."""
    base = place.public_url
    return [
        "",
        f"  Catalogue      {base}/catalogue/",
        f"  Events         {base}/events/",
        f"  Notifications  {base}/notifications/",
        f"  Mailbox        {base}/mailbox/",
        "",
    ]


def _zone(name: str, *argv: str) -> Command:
    return Command(name, (sys.executable, "-m", "stack", *argv), process_environment(), ROOT)
