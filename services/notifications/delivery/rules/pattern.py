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

_ALTERNATIVE = f'multipart/alternative; boundary="{BOUNDARY}"'
# None begins with another: readers compare the beginning of a line alone (RFC 2046, 5.1.1).
_FILES, _SHOWN = "=_files-of-innovation-zone", "=_shown-by-innovation-zone"
_MIXED = f'multipart/mixed; boundary="{_FILES}"'
_RELATED = f'multipart/related; boundary="{_SHOWN}"'
_TEXT = (
    b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
)


@dataclass(frozen=True)
class MailPattern:
    """A campaign's mail, to be filled for each recipient.

    `shown` are the parts that the HTML shows (a logo, pictures), `files` those to be opened; both are
    whole already, see `mime_part`.
    """

    template: Template
    sender: str
    reply_to: str = ""
    shown: tuple[bytes, ...] = ()
    files: tuple[bytes, ...] = ()
    _before: bytes = field(init=False)
    _between: bytes = field(init=False)
    _after: bytes = field(init=False)
    _head: bytes = field(init=False)
    _plain: Quoted = field(init=False)
    _html: Quoted = field(init=False)

    def __post_init__(self) -> None:
        same = {
            "From": shown_sender(self.sender),
            "MIME-Version": "1.0",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **({"Reply-To": self.reply_to} if self.reply_to else {}),
            "Content-Type": _MIXED if self.files else _ALTERNATIVE,
        }
        before, between, after = _frame(self.shown, self.files)
        made = {
            "_before": before,
            "_between": between,
            "_after": after,
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
        return b"".join(
            (
                self._before,
                fill_quoted(self._plain, values, plain),
                self._between,
                fill_quoted(self._html, values, html),
                self._after,
            )
        )


def _frame(shown: tuple[bytes, ...], files: tuple[bytes, ...]) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the plain text, between it and the HTML, and after (RFC 2046, RFC 2387)."""
    mark = b"--" + BOUNDARY.encode()
    before = mark + b"\r\n" + _TEXT % b"plain"
    between = mark + b"\r\n" + _TEXT % b"html"
    after = mark + b"--\r\n"
    if shown:
        inner = b"--" + _SHOWN.encode()
        opening = b"\r\nContent-Type: " + _RELATED.encode() + b"\r\n\r\n"
        between = mark + opening + inner + b"\r\n" + _TEXT % b"html"
        pictures = b"".join(inner + b"\r\n" + part for part in shown)
        after = pictures + inner + b"--\r\n" + after
    if files:
        outer = b"--" + _FILES.encode()
        opening = b"\r\nContent-Type: " + _ALTERNATIVE.encode() + b"\r\n\r\n"
        before = outer + opening + before
        after += b"".join(outer + b"\r\n" + part for part in files) + outer + b"--\r\n"
    return before, between, after


@lru_cache(maxsize=4096)
def _quoted(value: str) -> bytes:
    return quote_piece(value)


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return format_datetime(dt.datetime.fromtimestamp(second, dt.UTC))
