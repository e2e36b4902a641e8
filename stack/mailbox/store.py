"""Keeps mails in one append-only file, so that a mail answered with 250 survives the process."""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from stack.mailbox.letters import header_of, headers_of

FILE_NAME = "mails.log"
_WANTED_HEADERS = re.compile(
    rb"^(?:subject|message-id):.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")


class MailboxInUse(Exception):
    """Another process keeps its mails in the same folder."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it was taken, and where it lies; it is listed once for each recipient."""

    first_number: int
    received_at: str
    sender: str
    recipients: tuple[str, ...]
    offset: int
    size: int
    wanted_headers: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail in the list of one recipient."""

    number: int
    recipient: str
    mail: Mail

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return header_of(headers_of(self.mail.wanted_headers), "subject") or ""

    @property
    def message_id(self) -> str:
        """The Message-ID with its brackets; empty when the mail has none."""
        return header_of(headers_of(self.mail.wanted_headers), "message-id") or ""


class Store:
    """The mails of one folder. Safe to use from several threads, refused to a second process.

    The file is a line of JSON about itself, then for each mail a line of JSON and its bytes. A
    write goes to the operating system, not to the disk: a power cut may cost the last mails.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = Lock()
        self._mails: list[Mail] = []
        self._file = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise MailboxInUse(str(folder)) from None
        self._next_number, self._end = 1, 0
        self._recover()

    def add(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        """Keep a mail; OSError when it could not be written, and then nothing of it stays."""
        received_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self._lock:
            number = self._next_number
            about = {
                "n": number,
                "at": received_at,
                "from": sender,
                "to": list(recipients),
                "size": len(content),
            }
            head = json.dumps(about, separators=(",", ":")).encode() + b"\n"
            self._append(head + content + b"\n")
            offset = self._end - len(content) - 1
            self._mails.append(_mail(about, offset, content))
            self._next_number = number + len(recipients)

    def entries(self, *, before: int | None = None) -> Iterator[Entry]:
        """Every entry, the newest first, from the one before a number."""
        with self._lock:
            mails = tuple(self._mails)
        for mail in reversed(mails):
            if before is not None and mail.first_number >= before:
                continue
            for place in reversed(range(len(mail.recipients))):
                number = mail.first_number + place
                if before is None or number < before:
                    yield Entry(number, mail.recipients[place], mail)

    def find(self, number: int) -> Entry | None:
        """The entry of that number."""
        entry = next(self.entries(before=number + 1), None)
        return entry if entry and entry.number == number else None

    def raw(self, mail: Mail) -> bytes | None:
        """The bytes of a mail as they came; None when it was removed meanwhile."""
        with self._lock:
            known = any(kept is mail for kept in reversed(self._mails))
            return os.pread(self._file, mail.size, mail.offset) if known else None

    def clear(self) -> None:
        """Remove every mail; numbers are not given out again."""
        with self._lock:
            self._mails.clear()
            self._begin()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def __len__(self) -> int:
        return sum(len(mail.recipients) for mail in self._mails)

    def _append(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.pwrite(self._file, data[written:], self._end + written)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(data)

    def _begin(self) -> None:
        os.ftruncate(self._file, 0)
        self._end = 0
        self._append(json.dumps({"mailbox": 1, "next": self._next_number}).encode() + b"\n")

    def _recover(self) -> None:
        """Read what is there; a mail that was cut off, never acknowledged, is dropped."""
        with os.fdopen(os.dup(self._file), "rb") as file:
            about = _about(file.readline())
            if about is None:
                self._begin()
                return
            self._next_number, self._end = int(str(about["next"])), file.tell()
            while (about := _about(file.readline())) is not None:
                offset = file.tell()
                size = int(str(about["size"]))
                content = file.read(size)
                if len(content) < size or file.read(1) != b"\n":
                    break
                mail = _mail(about, offset, content)
                self._mails.append(mail)
                self._next_number = mail.first_number + len(mail.recipients)
                self._end = file.tell()
        os.ftruncate(self._file, self._end)


def _about(line: bytes) -> dict[str, object] | None:
    try:
        about = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return about if isinstance(about, dict) else None


def _mail(about: dict[str, object], offset: int, content: bytes) -> Mail:
    end = _HEADERS_END.search(content)
    headers = content[: end.start()] if end else content
    recipients = about["to"]
    return Mail(
        first_number=int(str(about["n"])),
        received_at=str(about["at"]),
        sender=str(about["from"]),
        recipients=tuple(map(str, recipients)) if isinstance(recipients, list) else (),
        offset=offset,
        size=len(content),
        wanted_headers=b"\n".join(_WANTED_HEADERS.findall(headers)),
    )
