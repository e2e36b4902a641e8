"""An SMTP server that misbehaves on purpose: it answers, breaks off or calls back at named moments."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

Hook = Callable[[str, str], str | None]
CLOSE = "close"


@dataclass
class Mail:
    """One mail that was taken: for whom, and its bytes."""

    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.content, policy=policy.default))

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class MisbehavingSmtp:
    """Keeps what it takes. `hook(moment, argument)` may return a reply to give instead, or CLOSE.

    Moments: connect, mail, rcpt, data, body (the final dot has come, nothing is kept yet), kept
    (the mail is kept, 250 is not said yet), said (250 is said).
    """

    hook: Hook = lambda moment, argument: None
    pipelining: bool = False
    mails: list[Mail] = field(default_factory=list)
    connections: int = 0
    speaking: threading.local = field(default_factory=threading.local)
    _open: set[socket.socket] = field(default_factory=set)

    def __enter__(self) -> MisbehavingSmtp:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer.connections += 1
                outer.speaking.port = self.client_address[1]
                outer._open.add(self.request)
                _Conversation(outer, self).run()
                outer._open.discard(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def hang_up(self) -> None:
        """Close every connection, as a relay does with those that are idle."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def peer_port(self) -> int:
        """In a hook: the port at the other end of the connection that is speaking."""
        return int(self.speaking.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    @property
    def recipients(self) -> list[str]:
        return [mail.recipient for mail in self.mails]


class _Conversation:
    """One connection, line by line (RFC 5321, 4.1)."""

    def __init__(self, server: MisbehavingSmtp, handler: Any) -> None:
        self._server = server
        self._in, self._out = handler.rfile, handler.wfile
        self._recipient = ""

    def run(self) -> None:
        try:
            if not self._answer("connect", "", "220 ready"):
                return
            while (line := self._in.readline()) and self._command(line.decode().strip()):
                pass
        except OSError:
            return

    def _command(self, line: str) -> bool:
        verb = line[:4].upper()
        if verb == "EHLO":
            extensions = "250-PIPELINING\r\n" if self._server.pipelining else ""
            return self._say(f"250-test\r\n{extensions}250 8BITMIME")
        if verb == "MAIL":
            self._recipient = ""
            return self._answer("mail", line[11:-1], "250 fine")
        if verb == "RCPT":
            return self._rcpt(line[9:-1])
        if verb == "DATA":
            return self._data()
        return self._say("221 bye" if verb == "QUIT" else "250 fine") and verb != "QUIT"

    def _rcpt(self, recipient: str) -> bool:
        reply = self._server.hook("rcpt", recipient)
        if reply is None:
            self._recipient = recipient
        return self._give(reply, "250 fine")

    def _data(self) -> bool:
        reply = self._server.hook("data", self._recipient)
        if reply is None and not self._recipient:
            reply = "554 no valid recipients"
        if reply is not None:
            return self._give(reply, "")
        self._say("354 go ahead")
        lines = []
        while (line := self._in.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        return self._take(b"".join(lines))

    def _take(self, content: bytes) -> bool:
        reply = self._server.hook("body", self._recipient)
        if reply is not None:
            return self._give(reply, "")
        self._server.mails.append(Mail(self._recipient, content))
        if not self._answer("kept", self._recipient, "250 taken"):
            return False
        return self._server.hook("said", self._recipient) is None

    def _answer(self, moment: str, argument: str, usual: str) -> bool:
        return self._give(self._server.hook(moment, argument), usual)

    def _give(self, reply: str | None, usual: str) -> bool:
        return reply != CLOSE and self._say(reply or usual)

    def _say(self, reply: str) -> bool:
        self._out.write(f"{reply}\r\n".encode())
        self._out.flush()
        return True
