"""A stack of stub processes on free ports, run by the real runner and keeper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from stack.environment import Place
from stack.ports import free_port, is_free
from stack.status import Status, read_status

KEEPER = Path(__file__).with_name("stub_keeper.py")
RUNNER = """
import sys
from pathlib import Path
from stack.runner import run
sys.exit(run(Path(sys.argv[1]), [sys.executable, *sys.argv[2:]]))
"""


def eventually(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Return once the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def free_base_port() -> int:
    """A base port with every port of a stack free."""
    while True:
        base = free_port()
        if base < 60000 and all(is_free(p) for p in Place(Path("/"), base).ports.values()):
            return base


@dataclass
class StubStack:
    """One folder in which stub stacks are run."""

    var: Path
    base_port: int
    journal: Path
    runners: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        names = {"ZONE_VAR": str(self.var), "ZONE_BASE_PORT": str(self.base_port)}
        return {**os.environ, **names, "ZONE_POSTGRES_URL": "postgresql://x@127.0.0.1:1/x"}

    def up(self, *options: str) -> subprocess.Popen[str]:
        """Start a runner."""
        argv = [
            sys.executable,
            "-c",
            RUNNER,
            str(self.var),
            str(KEEPER),
            str(self.journal),
            *options,
        ]
        runner = subprocess.Popen(
            argv,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.runners.append(runner)
        return runner

    def up_and_ready(self, *options: str) -> subprocess.Popen[str]:
        """Start a runner and wait until its stack is ready."""
        runner = self.up(*options)
        eventually(lambda: self.state() == "ready")
        return runner

    def refused(self, *options: str) -> tuple[int, list[str]]:
        """The exit code of a start that fails, and the lines of its complaint."""
        _, complaint = self.up(*options).communicate(timeout=20)
        return self.runners[-1].returncode, complaint.splitlines()

    def status(self) -> Status:
        status = read_status(self.var)
        assert status is not None
        return status

    def state(self) -> str:
        status = read_status(self.var)
        return status.state if status else ""

    def pid(self, name: str) -> int:
        return next(part.pid for part in self.status().parts if part.name == name)

    def told(self) -> list[str]:
        """What happened to the processes, without their numbers."""
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [line.rpartition(" ")[0] for line in lines]

    def left(self) -> list[int]:
        """Every living process of this stack, the runner's own excepted."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline", "status"])
            if str(self.journal) in " ".join(process.info["cmdline"] or [])
            and process.info["status"] != psutil.STATUS_ZOMBIE
            and process.pid not in {runner.pid for runner in self.runners}
        ]


@pytest.fixture
def stub_stack(tmp_path: Path) -> Iterator[StubStack]:
    stack = StubStack(tmp_path / "var", free_base_port(), tmp_path / "journal")
    yield stack
    for pid in [*stack.left(), *(r.pid for r in stack.runners if r.poll() is None)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    for runner in stack.runners:
        runner.communicate(timeout=5)
