"""Reads a raw mail: its headers in plain text, its parts and its links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser

_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_TEXT_LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Letter:
    """A mail as a person reads it; a part that is missing is None."""

    headers: tuple[tuple[str, str], ...]
    plain: str | None
    html: str | None
    attachments: tuple[str, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The web addresses in it, each once, in the order they appear."""
        found = _TEXT_LINK.findall(self.plain or "")
        found = [link.rstrip(".,;:!?)") for link in found] + _links_of_html(self.html or "")
        return tuple(dict.fromkeys(found))


def headers_of(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The headers, unfolded and decoded for reading, in their order."""
    end = _HEADERS_END.search(raw)
    block = raw[: end.start()] if end else raw
    lines = _FOLD.sub("", block.decode("utf-8", "replace")).splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name.strip(), readable(value.strip())) for name, _, value in pairs)


def header_of(headers: Iterable[tuple[str, str]], wanted: str) -> str | None:
    """The first header of that name, whatever its case."""
    return next((value for name, value in headers if name.lower() == wanted), None)


def readable(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, as far as they can be."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def letter_of(raw: bytes) -> Letter:
    """Read a mail; whatever is broken in it is shown as it came."""
    message = message_from_bytes(raw, policy=policy.default)
    plain, html, attachments = None, None, []
    for part in message.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        kind = part.get_content_type()
        if name := part.get_filename():
            attachments.append(f"{name} ({kind})")
        elif kind == "text/plain" and plain is None:
            plain = _text_of(part)
        elif kind == "text/html" and html is None:
            html = _text_of(part)
        else:
            attachments.append(kind)
    return Letter(headers_of(raw), plain, html, tuple(attachments))


def _text_of(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


class _LinkCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("http://", "https://")):
            self.links.append(target)


def _links_of_html(html: str) -> list[str]:
    collector = _LinkCollector()
    collector.feed(html)
    return collector.links
