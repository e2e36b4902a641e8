"""Builds the bytes of a mail (RFC 5322, RFC 2045), with nobody able to add a header of their own."""

from __future__ import annotations

import binascii
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, formataddr

# "=_" cannot occur in quoted-printable text, so no part can hold the boundary (RFC 2045, 6.7).
BOUNDARY = "=_innovation-zone"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NEWLINES = re.compile(r"\r\n|\r|\n")
_LONGEST_PLAIN_HEADER = 900
LONGEST_NAME = 80

_WITH_CALENDAR = (
    b"--" + BOUNDARY.encode() + b"\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"%b"
    b"--" + BOUNDARY.encode() + b"\r\n"
    b"Content-Type: %b\r\n"
    b'Content-Disposition: attachment; filename="calendar.ics"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"%b"
    b"--" + BOUNDARY.encode() + b"--\r\n"
)
_METHOD = re.compile(r"^METHOD:(PUBLISH|REQUEST|CANCEL|REPLY)\s*$", re.MULTILINE)


class HeaderInjection(ValueError):
    """A header's text would have made another header, or the built mail holds one we did not set."""


@dataclass(frozen=True)
class Envelope:
    """A mail ready for SMTP: who it is for, its sender, its bytes, and whether some have eight bits."""

    recipient: str
    sender: str
    content: bytes
    eight_bit: bool = False


def letter(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    message_id: str,
    now: dt.datetime,
    calendar: str = "",
) -> Envelope:
    """Return a single mail of plain text that our system writes by itself.

    `calendar` is attached as an iCalendar file (RFC 6047).
    """
    headers = {
        **_usual_headers(sender, to, "", subject, message_id, now),
        "Auto-Submitted": "auto-generated",
    }
    if calendar:
        headers["Content-Type"] = f'multipart/mixed; boundary="{BOUNDARY}"'
        method = _METHOD.search(calendar)
        kind = f"text/calendar; charset=utf-8; method={method[1] if method else 'PUBLISH'}"
        parts = (_quoted_printable(text), kind.encode(), _quoted_printable(calendar))
        return Envelope(to, address_of(sender), head_of(headers) + _WITH_CALENDAR % parts)
    headers["Content-Type"] = "text/plain; charset=utf-8"
    headers["Content-Transfer-Encoding"] = "quoted-printable"
    return Envelope(to, address_of(sender), head_of(headers) + _quoted_printable(text))


def _usual_headers(
    sender: str, to: str, name: str, subject: str, message_id: str, now: dt.datetime
) -> dict[str, str]:
    return {
        "From": shown_sender(sender),
        "To": formataddr((name[:LONGEST_NAME], to)) if name else to,
        "Subject": subject,
        "Date": format_datetime(now),
        "Message-ID": message_id,
        "MIME-Version": "1.0",
    }


def head_of(headers: Mapping[str, str]) -> bytes:
    """Return headers and the empty line after them, read again to make sure that they are ours."""
    head = lines_of(headers)
    return head + b"\r\n"


def lines_of(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines, read again: none has become another. Raises HeaderInjection."""
    head = "".join(
        [f"{name}: {encoded_header(name, text)}\r\n" for name, text in headers.items()]
    ).encode()
    lines = head[:-2].split(b"\r\n")
    if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines):
        raise HeaderInjection("a header holds a line break of its own")
    names = [line.partition(b":")[0].decode() for line in lines if line[:1] not in (b" ", b"\t")]
    if names != list(headers):
        raise HeaderInjection("the built mail holds other headers than were set")
    return head


def shown_sender(sender: str) -> str:
    """Return the sender as people see it."""
    return sender if "<" in sender else formataddr(("Innovation Zone", sender))


def encoded_header(name: str, text: str) -> str:
    """Return a header's text as it travels. Raises HeaderInjection for a control character."""
    if CONTROLS.search(text):
        raise HeaderInjection(f"{name} holds a control character")
    if text.isascii() and len(text) <= _LONGEST_PLAIN_HEADER:
        return text
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _quoted_printable(text: str) -> bytes:
    """Encode a part; its lines end in CRLF, its last one too."""
    lines = _NEWLINES.sub("\r\n", text.rstrip()) + "\r\n"
    encoded = binascii.b2a_qp(lines.encode(), istext=True)
    # It encodes a dot that is a line, but not one that its own line breaks make one.
    return encoded.replace(b"=\r\n.\r\n", b"=\r\n=2E\r\n")


def address_of(sender: str) -> str:
    """Return the address alone of a sender that may have a name."""
    return sender.rpartition("<")[2].rstrip(">").strip()
