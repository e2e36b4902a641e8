"""What a sign-in may and may not do."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.refusals import Conflict, Gone, NotFound

LINK_LIFETIME = dt.timedelta(minutes=10)
SESSION_LIFETIME = dt.timedelta(hours=12)
LINKS_AN_HOUR = 5
_FRONT_PAGE = "/catalogue/"


class LinkSpent(Gone):
    """The sign-in link was used or has expired."""

    def __init__(self) -> None:
        super().__init__("This sign-in link was used or has expired. Ask for a new one.")


class NoSuchSession(NotFound):
    """The session is not there, or belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__("There is no such session among yours.")


class NotGranted(NotFound):
    """The account does not hold the role, or is not there."""

    def __init__(self, email: str, role: str) -> None:
        super().__init__(f"{email} does not hold the role {role}. See `zone user list`.")


class LastOperator(Conflict):
    """Without this role nobody could grant roles any more."""

    def __init__(self) -> None:
        super().__init__("This is the last operator. Make somebody else an operator first.")


class NoSuchAccount(NotFound):
    """There is no account with the id."""

    def __init__(self) -> None:
        super().__init__("There is no such account.")


@dataclass(frozen=True)
class Actor:
    """Who changes an account; without an id it is the `zone` command."""

    id: uuid.UUID | None
    name: str


COMMAND = Actor(None, "the zone command")


def may_have_link(recent_links: int) -> bool:
    """False when an address asked for more links within an hour than anybody needs."""
    return recent_links < LINKS_AN_HOUR


def safe_next(address: str | None) -> str:
    """Return where to go after signing in: a path of ours, whatever the link said."""
    if not address:
        return _FRONT_PAGE
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address
    ours = address.startswith("/") and not address.startswith("//")
    return address if ours and plain and not parts.netloc else _FRONT_PAGE


def browser_name(user_agent: str) -> str:
    """Return what a person would call the browser of a User-Agent line."""
    browsers = [("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]
    systems = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("Mac", "Mac")]
    browser = next((name for mark, name in browsers if mark in user_agent), "A browser")
    system = next((name for mark, name in systems if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
