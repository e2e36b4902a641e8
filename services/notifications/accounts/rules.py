"""What a sign-in may and may not do."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from shared.refusals import Gone, Invalid, NotFound, TooMany

LINK_LIFETIME = dt.timedelta(minutes=10)
SESSION_LIFETIME = dt.timedelta(hours=12)
LINKS_AN_HOUR = 5
_ADDRESS = re.compile(r"^[^@\s\x00-\x1f\x7f<>,;\"]{1,64}@[^@\s\x00-\x1f\x7f<>,;\"]{1,190}$")
_FRONT_PAGE = "/catalogue/"


class LinkSpent(Gone):
    """The sign-in link was used or has expired."""

    def __init__(self) -> None:
        super().__init__("This sign-in link was used or has expired. Ask for a new one.")


class NoSuchSession(NotFound):
    """The session is not there, or belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__("There is no such session among yours.")


def normalised_address(text: str) -> str:
    """Return an address as we compare it: trimmed, in lower case. Raises Invalid."""
    address = text.strip().lower()
    if not _ADDRESS.match(address):
        raise Invalid("Enter an email address like name@council.gov.uk.", pointer="/email")
    return address


def check_link_rate(recent_links: int) -> None:
    """Raise TooMany when an address asked for more links than anybody needs."""
    if recent_links >= LINKS_AN_HOUR:
        raise TooMany(
            "You have asked for several links already. Use the newest, or try again in an hour.",
            retry_after_seconds=3600,
        )


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
