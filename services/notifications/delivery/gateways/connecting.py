"""Opens connections to the relay: greeting, TLS and login are smtplib's work."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from services.notifications.delivery.gateways.wire import Wire

_CONNECT_SECONDS = 10
_SUBMISSION_PORT, _TLS_PORT = 587, 465
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class RelayAway(Exception):
    """The relay cannot be reached, or takes no mail of ours at all; no recipient is at fault."""


@dataclass(frozen=True)
class Connected:
    """A connection on which mail can be announced, and what the relay offers."""

    wire: Wire
    pipelining: bool
    eight_bit: bool


def connect(url: str, hostname: str) -> Connected:
    """Connect to `smtp://` (STARTTLS where it is offered), `smtp+tls://` (STARTTLS or nothing) or
    `smtps://` (TLS from the first byte), and log in where the address has a user. Raises RelayAway.
    """
    try:
        smtp = _greeted(url, hostname)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise RelayAway(f"cannot connect: {error}") from error
    if smtp.sock is None:
        raise RelayAway("cannot connect: the relay closed the connection")
    offered = smtp.has_extn
    return Connected(Wire(smtp.sock), offered("pipelining"), offered("8bitmime"))


def _greeted(url: str, hostname: str) -> smtplib.SMTP:
    address = urlsplit(url)
    tls = address.scheme == "smtps"
    port = address.port or (_TLS_PORT if tls else _SUBMISSION_PORT)
    host = address.hostname or ""
    context = ssl.create_default_context()
    smtp = (
        smtplib.SMTP_SSL(host, port, hostname, timeout=_CONNECT_SECONDS, context=context)
        if tls
        else smtplib.SMTP(host, port, hostname, timeout=_CONNECT_SECONDS)
    )
    try:
        smtp.ehlo_or_helo_if_needed()
        if not tls:
            tls = _start_tls(smtp, context, needed=address.scheme == "smtp+tls")
        if address.username:
            _check_private(host, tls=tls)
            smtp.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _start_tls(smtp: smtplib.SMTP, context: ssl.SSLContext, *, needed: bool) -> bool:
    if smtp.has_extn("starttls"):
        smtp.starttls(context=context)
        smtp.ehlo()
        return True
    if needed:
        raise smtplib.SMTPException("the relay offers no STARTTLS")
    return False


def _check_private(host: str, *, tls: bool) -> None:
    if not tls and host not in _LOOPBACK:
        raise smtplib.SMTPException("the relay offers no TLS, so no password is sent to it")
