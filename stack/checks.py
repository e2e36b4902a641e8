"""What must be so before the stack can start; `zone doctor` asks the same."""

import os
import shutil
import tempfile
from pathlib import Path

from stack.accounts import database_account
from stack.assets import KIT
from stack.environment import Place
from stack.faults import DataFolderUnusable, DiskFull, NotSetUp, PortBusy
from stack.ports import holder, is_free

NEEDED_BYTES = 300_000_000


def check_folder(var: Path) -> None:
    """The data folder can be made, read and written."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var) as probe:
            probe.write(b"x")
        list(var.iterdir())
    except OSError as error:
        raise DataFolderUnusable(
            f"The data folder {var} cannot be used ({error.strerror}): make it readable and "
            "writable for you, or name another with ZONE_VAR."
        ) from error


def check_room(var: Path, needed_bytes: int = NEEDED_BYTES) -> None:
    """There is room to start: databases that run out of it stop in the middle of their work."""
    free_bytes = shutil.disk_usage(var).free
    if free_bytes < needed_bytes:
        raise DiskFull(
            f"The disk of {var} is full: {free_bytes // 1_000_000} MB are free, "
            f"{needed_bytes // 1_000_000} MB are needed. Free some, or name another with ZONE_VAR."
        )


def check_database_owner(place: Place) -> None:
    """The database folder belongs to the user that PostgreSQL will run as."""
    if place.postgres_url:
        return
    folder = place.postgres().data_dir
    account = database_account()
    wanted = account.uid if account else os.geteuid()
    try:
        owner = folder.stat().st_uid
    except FileNotFoundError:
        return
    except PermissionError:
        owner = -1
    if owner != wanted:
        raise DataFolderUnusable(
            f"The database in {folder} belongs to another user: run this as the user who made it, "
            "or start anew with `zone reset` as that user."
        )


def check_ports(place: Place) -> None:
    """Nobody else listens where we must."""
    for name, port in place.ports.items():
        if not is_free(port):
            raise PortBusy(
                f"Port {port} ({name}) is taken by {holder(port)}: stop that, "
                "or choose other ports, for example with ZONE_BASE_PORT=9000."
            )


def check_setup() -> None:
    """The page kit is there; Python packages are told by the first import that fails."""
    if not KIT.exists():
        raise NotSetUp("The page kit is missing: run `make setup`.")
