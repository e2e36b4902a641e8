"""Which files a mail may carry, and the part of the mail that each becomes (RFC 2045, RFC 2183)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from shared.refusals import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10
LONGEST_FILE_NAME = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_LINE = 76

# Each kind with the bytes that such a file begins with; text has none, and must be UTF-8.
KINDS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (b"PK\x03\x04",),
    ),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ics": ("text/calendar", ()),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
PICTURES = ("png", "jpg", "jpeg", "gif")


class FileRefused(Invalid):
    """A file that our mails do not carry."""

    def __init__(self, message: str) -> None:
        super().__init__(message, pointer="/file")


def checked_file(
    name: str, content: bytes, allowed: tuple[str, ...] = tuple(KINDS)
) -> tuple[str, str]:
    """Return a file's name as mails carry it, and its type. Raises FileRefused.

    The type follows from the name's ending, and the first bytes have to agree with it.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name.strip()).strip("-.")[-LONGEST_FILE_NAME:]
    ending = plain.rpartition(".")[2].lower()
    if ending not in allowed or not _NAME.match(plain):
        raise FileRefused(f"Choose a file of one of these kinds: {', '.join(allowed)}.")
    if not content:
        raise FileRefused("The file is empty.")
    if len(content) > MOST_BYTES:
        raise FileRefused(f"The file must be {MOST_BYTES // 2**20} MB or smaller.")
    kind, beginnings = KINDS[ending]
    if beginnings and not content.startswith(beginnings):
        raise FileRefused(f"The file says it is a {ending} file, but it is not one.")
    if not beginnings and not _is_text(content):
        raise FileRefused("The file is not text in UTF-8.")
    return plain, kind


def mime_part(name: str, content_type: str, content: bytes, cid: str = "") -> bytes:
    """Return a file as a part of a mail, without its boundary; with a `cid` the text shows it."""
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    disposition = "inline" if cid else "attachment"
    head = [
        f'Content-Type: {content_type}{charset}; name="{name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: {disposition}; filename="{name}"',
        *([f"Content-ID: <{cid}>"] if cid else []),
    ]
    encoded = base64.b64encode(content)
    lines = [encoded[i : i + _LINE] for i in range(0, len(encoded), _LINE)]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + b"\r\n".join(lines) + b"\r\n"


def _is_text(content: bytes) -> bool:
    try:
        return b"\x00" not in content and bool(content.decode())
    except UnicodeDecodeError:
        return False
