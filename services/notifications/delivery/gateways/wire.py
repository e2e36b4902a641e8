"""A connection to the relay as lines: groups of commands out, replies in (RFC 5321, 4.2; RFC 2920)."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

REPLY_SECONDS = 60.0
_READ_AT_ONCE = 65536
_LONGEST_REPLY_BYTES = 65536
_CODE_LENGTH = 3
_TEMPORARY, _PERMANENT, _CLOSING = 400, 500, 421


class WireBroken(OSError):
    """The connection ended, was silent for too long, or said what is no reply."""


class WireCut(WireBroken):
    """The connection ended before it took the final dot, so the mail was not handed over."""


@dataclass(frozen=True)
class Answer:
    """One reply: its code and its words."""

    code: int
    words: bytes

    @property
    def is_fine(self) -> bool:
        """True for what is neither a refusal for now nor for good."""
        return self.code < _TEMPORARY

    @property
    def is_temporary(self) -> bool:
        """True when the same may succeed later."""
        return _TEMPORARY <= self.code < _PERMANENT

    @property
    def is_goodbye(self) -> bool:
        """True when the relay is closing the connection."""
        return self.code == _CLOSING

    def __str__(self) -> str:
        return f"{self.code} {self.words.decode(errors='replace')}"


class Wire:
    """Writes bytes and reads replies; a reply has one deadline for all of it."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._waiting = b""
        # A final dot is a packet of its own: Nagle's algorithm would keep it back for 40 ms.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(REPLY_SECONDS)

    def say(self, said: bytes, *, final: int = 0) -> None:
        """Send bytes as they are. Raises WireCut where the first `final` were not all taken."""
        taken = 0
        try:
            while taken < len(said):
                taken += self._socket.send(memoryview(said)[taken:])
        except OSError as error:
            raise (WireCut if taken < final else WireBroken)(str(error)) from error

    def answer(self) -> Answer:
        """Return the next reply. Raises OSError."""
        words: list[bytes] = []
        deadline = 0.0
        size = 0
        while True:
            end = self._waiting.find(b"\n")
            if end < 0:
                deadline = deadline or time.monotonic() + REPLY_SECONDS
                self._read_until(deadline)
                continue
            line, self._waiting = self._waiting[:end].rstrip(b"\r"), self._waiting[end + 1 :]
            code, rest = line[:_CODE_LENGTH], line[_CODE_LENGTH:]
            size += len(line)
            if not code.isdigit() or len(code) != _CODE_LENGTH or size > _LONGEST_REPLY_BYTES:
                raise WireBroken("the relay said what is no SMTP reply")
            words.append(rest[1:])
            if rest[:1] != b"-":
                return Answer(int(code), b" ".join(words))

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _read_until(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or len(self._waiting) > _LONGEST_REPLY_BYTES:
            raise WireBroken("the relay did not finish its reply in time")
        self._socket.settimeout(left)
        read = self._socket.recv(_READ_AT_ONCE)
        if not read:
            raise WireBroken("the relay closed the connection")
        self._waiting += read
