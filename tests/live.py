"""A whole stack to test by its address: the one ZONE_URL names, or an embedded one of this run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx
import pytest

from stack.ports import is_free

REPOSITORY = Path(__file__).parent.parent
_START_SECONDS = 180


@dataclass(frozen=True)
class LiveStack:
    """A running stack: its front door, and how to run `zone` for it."""

    url: str
    zone: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)

    def run_zone(self, *arguments: str) -> str:
        """Run a `zone` command and return the last line it printed."""
        finished = subprocess.run(
            [*self.zone, *arguments],
            env=self.environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout.strip().splitlines()[-1]

    def client(self, *roles: str) -> httpx.Client:
        """An HTTP client with a bearer token of the roles."""
        options = [part for role in roles for part in ("--role", role)]
        headers = {"Authorization": f"Bearer {self.run_zone('token', 'create', *options)}"}
        return httpx.Client(base_url=self.url, headers=headers if roles else {}, timeout=30)

    @cached_property
    def visitor(self) -> httpx.Client:
        """An HTTP client that has not signed in."""
        return httpx.Client(base_url=self.url, timeout=30)


def _free_base_port() -> int:
    """A base port all of whose offsets are free; the runner says so if one is taken meanwhile."""
    offsets = (0, 1, 2, 3, 25, 26, 32, 79)
    start = 20_000 + os.getpid() % 20_000
    for base in range(start, start + 10_000, 100):
        if all(is_free(base + offset) for offset in offsets):
            return base
    raise AssertionError("no free range of ports")


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStack]:
    """The stack at ZONE_URL, with `zone` as ZONE_COMMAND runs it; or one started for this run."""
    url = os.environ.get("ZONE_URL")
    if url:
        command = tuple(os.environ.get("ZONE_COMMAND", f"{sys.executable} -m stack").split())
        yield LiveStack(url.rstrip("/"), command, dict(os.environ))
        return
    base = _free_base_port()
    environment = dict(
        os.environ, ZONE_BASE_PORT=str(base), ZONE_VAR=str(tmp_path_factory.mktemp("zone"))
    )
    command = (sys.executable, "-m", "stack")
    log = tmp_path_factory.getbasetemp() / "zone-up.log"
    with log.open("wb") as output:
        up = [*command, "up", "--bound-to-parent"]
        runner = subprocess.Popen(
            up, cwd=REPOSITORY, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _await_announcement(runner, log)
            yield LiveStack(f"http://localhost:{base}", command, environment)
        finally:
            runner.send_signal(signal.SIGTERM)
            runner.wait(timeout=90)


def _await_announcement(runner: subprocess.Popen[bytes], log: Path) -> None:
    """Look at what the runner prints until it has printed the addresses."""
    deadline = time.monotonic() + _START_SECONDS
    while "prints another link" not in (printed := log.read_text(errors="replace")):
        assert runner.poll() is None, f"the stack did not start:\n{printed[-4000:]}"
        assert time.monotonic() < deadline, f"the stack is not ready:\n{printed[-4000:]}"
        time.sleep(0.2)
