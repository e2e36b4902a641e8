"""Shows a person what happens: our own lines, and each process's lines with its name and colour."""

import asyncio
import os
import sys
from collections import deque
from pathlib import Path
from typing import IO

_COLOURS = (36, 33, 35, 32, 34, 96, 93, 95, 92, 94)
_LONGEST_LINE_BYTES = 64 * 1024
_LOG_BYTES = 5_000_000
_OLDER_LOGS = 3


class Console:
    """The terminal, or what stands for it, and one rotated log a process."""

    def __init__(self, logs: Path, output: IO[str] = sys.stdout) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        logs.chmod(0o700)  # sign-in links pass through
        self.logs = logs
        self.follows = False
        """Whether lines of processes are shown; they are always logged."""
        self._output = output
        self._is_colourful = output.isatty() and not os.environ.get("NO_COLOR")
        self._files: dict[str, RotatedLog] = {}
        self._recent: dict[str, deque[str]] = {}

    def say(self, line: str = "") -> None:
        """A line of the runner's own."""
        self._log("zone").write(f"{line}\n".encode())
        self._print(line)

    def tell(self, name: str, line: bytes) -> None:
        """A line that a process wrote."""
        self._log(name).write(line + b"\n")
        text = line.decode(errors="replace").rstrip()
        self._recent.setdefault(name, deque(maxlen=20)).append(text)
        if self.follows:
            self._print(f"{self._paint(name)} {text}")

    def last_line(self, name: str) -> str:
        """The last thing a process said that was not blank."""
        return next((line for line in reversed(self._recent.get(name, ())) if line.strip()), "")

    def heard(self, name: str) -> list[str]:
        """The last lines of a process."""
        return list(self._recent.get(name, ()))

    def close(self) -> None:
        """Let go of all logs."""
        for log in self._files.values():
            log.close()

    def _log(self, name: str) -> "RotatedLog":
        if name not in self._files:
            self._files[name] = RotatedLog(self.logs / f"{name}.log")
        return self._files[name]

    def _paint(self, name: str) -> str:
        label = f"{name:<23}|"
        if not self._is_colourful:
            return label
        colour = _COLOURS[sorted(self._files).index(name) % len(_COLOURS)]
        return f"\x1b[{colour}m{label}\x1b[0m"

    def _print(self, line: str) -> None:
        try:
            print(line, file=self._output, flush=True)
        except OSError:
            self._output = Path(os.devnull).open("w")  # noqa: SIM115 - nobody looks any more


class RotatedLog:
    """An appended file that moves aside at its size; a full disk loses lines, never the stack."""

    def __init__(self, path: Path, *, size_bytes: int = _LOG_BYTES) -> None:
        self._path = path
        self._size_bytes = size_bytes
        self._file = path.open("ab", buffering=0)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def write(self, data: bytes) -> None:
        """Append, moving a full file aside first."""
        try:
            if self._file.tell() > self._size_bytes:
                self._rotate()
            self._file.write(data)
        except OSError:
            return

    def _rotate(self) -> None:
        for age in range(_OLDER_LOGS, 0, -1):
            newer = self._path.with_name(f"{self._path.name}.{age - 1}") if age > 1 else self._path
            if newer.exists():
                newer.replace(self._path.with_name(f"{self._path.name}.{age}"))
        self._file.close()
        self._file = self._path.open("ab", buffering=0)


class Lines(asyncio.Protocol):
    """Cuts what a process writes into lines for the console; endless lines are cut off."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        """Tell the whole lines and keep the rest."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE_BYTES:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._console.tell(self._name, line)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        """Tell a last line without an end."""
        if self._rest:
            self._console.tell(self._name, self._rest)
            self._rest = b""
