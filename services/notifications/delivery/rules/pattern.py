"""A campaign's mail, compiled once: what is the same for everybody is bytes before the first is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, formataddr
from functools import lru_cache
from html import escape

from services.notifications.delivery.rules.mime import (
    BOUNDARY,
    LONGEST_NAME,
    Envelope,
    address_of,
    head_of,
    lines_of,
    shown_sender,
)
from services.notifications.delivery.rules.quoting import (
    Quoted,
    fill_quoted,
    quote_nodes,
    quote_piece,
)
from services.notifications.templates.rules import Template, fill_nodes

_PARTS = (
    b"--" + BOUNDARY.encode() + b"\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"%b"
    b"--" + BOUNDARY.encode() + b"\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"%b"
    b"--" + BOUNDARY.encode() + b"--\r\n"
)


@dataclass(frozen=True)
class MailPattern:
    """A campaign's mail, to be filled for each recipient."""

    template: Template
    sender: str
    _head: bytes = field(init=False)
    _plain: Quoted = field(init=False)
    _html: Quoted = field(init=False)

    def __post_init__(self) -> None:
        same = {
            "From": shown_sender(self.sender),
            "MIME-Version": "1.0",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
        }
        made = {
            "_head": head_of(same),
            "_plain": quote_nodes(self.template.plain),
            "_html": quote_nodes(self.template.html),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def fill(
        self,
        *,
        to: str,
        name: str,
        message_id: str,
        now: dt.datetime,
        values: Mapping[str, str],
        comes_back_to: str = "",
    ) -> Envelope:
        """Return the mail of one recipient; `values` holds every placeholder the template uses.

        `comes_back_to` is its return path where that is not the sender's address.
        """
        recipient = formataddr((name[:LONGEST_NAME], to)) if name else to
        subject = fill_nodes(self.template.subject, values)
        own = {
            "To": recipient,
            "Subject": subject,
            "Date": _date(int(now.timestamp())),
            "Message-ID": message_id,
            "List-Unsubscribe": f"<{values['unsubscribe_link']}>",
        }
        sender = comes_back_to or address_of(self.sender)
        return Envelope(to, sender, lines_of(own) + self._head + self._body(values))

    def _body(self, values: Mapping[str, str]) -> bytes:
        plain = {name: _quoted(value) for name, value in values.items()}
        html = {
            name: plain[name] if (safe := escape(value)) == value else _quoted(safe)
            for name, value in values.items()
        }
        return _PARTS % (
            fill_quoted(self._plain, values, plain),
            fill_quoted(self._html, values, html),
        )


@lru_cache(maxsize=4096)
def _quoted(value: str) -> bytes:
    return quote_piece(value)


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return format_datetime(dt.datetime.fromtimestamp(second, dt.UTC))
