"""The mail relay, over SMTP connections that stay open (RFC 5321, RFC 2920)."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from services.notifications.delivery.rules import Envelope, Verdict
from shared.logs import get_logger

log = get_logger(__name__)

_CONNECT_SECONDS = 10
_REPLY_SECONDS = 60
_IDLE_SECONDS = 1
_SUBMISSION_PORT, _TLS_PORT = 587, 465
_FINE, _TEMPORARY, _PERMANENT = 250, 400, 500
_GO_AHEAD = 354
_LONGEST_REPLY = 300
_of_thread = threading.local()


class RelayAway(Exception):
    """The relay cannot be reached, or takes no mail of ours at all; no recipient is at fault."""


@dataclass(frozen=True)
class Reply:
    """How handing one mail over ended, with the relay's words."""

    verdict: Verdict
    words: str = ""


class Relay:
    """One connection to the relay; not to be shared by threads."""

    def __init__(self, url: str, hostname: str) -> None:
        self._address = urlsplit(url)
        self._hostname = hostname
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    def open(self) -> None:
        """Connect unless we are; one that was idle is tried first. Raises RelayAway."""
        if self._smtp is not None and time.monotonic() - self._used_at > _IDLE_SECONDS:
            try:
                alive = self._smtp.noop()[0] == _FINE
            except (smtplib.SMTPException, OSError):
                alive = False
            if not alive:
                self.close()
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise RelayAway(f"cannot connect: {error}") from error
        self._used_at = time.monotonic()

    def close(self) -> None:
        """Drop the connection; what was not ended by the final dot, the relay forgets."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def send(self, envelope: Envelope, may_finish: Callable[[], bool]) -> Reply:
        """Hand one mail over. Raises RelayAway when the connection breaks before the final dot.

        `may_finish` is asked between the last byte of the mail and the final dot: from there on the
        mail may have been taken whatever we hear. When it says no or raises, nothing was sent.
        """
        try:
            refusal = self._announced(envelope)
            if refusal is not None:
                return refusal
            self._smtp_now.send(envelope.content.replace(b"\r\n.", b"\r\n.."))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise RelayAway(str(error)) from error
        if not self._asked(may_finish):
            return Reply(Verdict.ABANDONED)
        return self._finish()

    def _announced(self, envelope: Envelope) -> Reply | None:
        """Announce a mail, once more where the relay has ended the connection since the last one."""
        reused = self._smtp is not None
        self.open()
        try:
            return self._announce(envelope)
        except (smtplib.SMTPException, OSError):
            self.close()
            if not reused:
                raise
        self.open()
        return self._announce(envelope)

    @property
    def _smtp_now(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise RelayAway("the connection is closed")
        return self._smtp

    def _asked(self, may_finish: Callable[[], bool]) -> bool:
        finish = False
        try:
            finish = may_finish()
        finally:
            if not finish:
                self.close()
        return finish

    def _finish(self) -> Reply:
        try:
            self._smtp_now.send(b".\r\n")
            code, words = self._smtp_now.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Reply(Verdict.UNKNOWN, str(error)[:_LONGEST_REPLY])
        self._used_at = time.monotonic()
        return _judged(code, words)

    def _announce(self, envelope: Envelope) -> Reply | None:
        """Say from whom and to whom; return why not, or None when the mail itself is wanted."""
        smtp = self._smtp_now
        commands = [
            f"mail FROM:<{envelope.sender}>",
            f"rcpt TO:<{envelope.recipient}>",
            "data",
        ]
        if smtp.has_extn("pipelining"):
            smtp.send("\r\n".join([*commands, ""]).encode("ascii"))
            sender, recipient, data = (smtp.getreply() for _ in commands)
        else:
            sender = smtp.docmd(commands[0])
            recipient = smtp.docmd(commands[1]) if _taken(sender) else sender
            data = smtp.docmd(commands[2]) if _taken(recipient) else recipient
        if data[0] == _GO_AHEAD and _taken(recipient):
            return None
        if data[0] == _GO_AHEAD:
            smtp.send(b".\r\n")  # a mail to nobody, as RFC 2920, 3.1 asks for
            smtp.getreply()
        smtp.rset()
        if not _taken(sender):
            raise smtplib.SMTPSenderRefused(*sender, envelope.sender)
        return _judged(*(data if _taken(recipient) else recipient))

    def _connect(self) -> smtplib.SMTP:
        address = self._address
        tls = address.scheme == "smtps"
        port = address.port or (_TLS_PORT if tls else _SUBMISSION_PORT)
        host = address.hostname or ""
        smtp: smtplib.SMTP
        if tls:
            smtp = smtplib.SMTP_SSL(
                host,
                port,
                self._hostname,
                timeout=_CONNECT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(host, port, self._hostname, timeout=_CONNECT_SECONDS)
        smtp.ehlo_or_helo_if_needed()
        if not tls and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if address.username:
            smtp.login(unquote(address.username), unquote(address.password or ""))
        if smtp.sock is not None:
            smtp.sock.settimeout(_REPLY_SECONDS)
            # The final dot is a packet of its own: Nagle's algorithm would keep it back for 40 ms.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp


def relay_of_thread(url: str, hostname: str) -> Relay:
    """Return this thread's connection to the relay, kept open from one task to the next."""
    relays: dict[str, Relay] = _of_thread.__dict__.setdefault("relays", {})
    return relays.setdefault(url, Relay(url, hostname))


def close_relays() -> None:
    """Close this thread's connections."""
    for relay in _of_thread.__dict__.pop("relays", {}).values():
        relay.close()


def _taken(reply: tuple[int, bytes]) -> bool:
    return reply[0] < _TEMPORARY


def _judged(code: int, words: bytes) -> Reply:
    said = f"{code} {words.decode(errors='replace')}"[:_LONGEST_REPLY]
    if code < 0:
        return Reply(Verdict.UNKNOWN, said)
    if code >= _PERMANENT:
        return Reply(Verdict.REFUSED, said)
    return Reply(Verdict.DEFERRED if code >= _TEMPORARY else Verdict.ACCEPTED, said)
