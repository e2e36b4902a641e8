"""What is saved of a search, when its mails are due, what they say, and the links in them."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import enum
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, Signer

from services.catalogue.search.rules import MOST_QUERY_LETTERS
from shared.refusals import Conflict, Gone, Invalid, NotFound, Stale
from shared.register import Kind

LONDON = ZoneInfo("Europe/London")
MORNING_HOUR = 7
WAITING_DAYS = 7
OVERLAP_DAYS = 2
"""How far each look goes back behind the last: what was committed late or indexed late is found."""

MOST_SHOWN = 20
MOST_NEWS = 1_000
"""A mail that would tell more says so, and the next begins after it."""

MOST_PUBLICATIONS = 200_000
MOST_SAVED = 50
MOST_WAITING_OF_ADDRESS = 3
MOST_WAITING_AN_HOUR = 200
FILTERS = ("theme", "region", "organisation_kind", "year", "council")
_MOST_VALUES = 50
_MOST_LETTERS = 200
MANAGE, CONFIRM = "manage", "confirm"


class Frequency(enum.StrEnum):
    """How often mails come at most."""

    DAILY = "daily"
    WEEKLY = "weekly"


class State(enum.StrEnum):
    """Whether a search's mails come; waiting is for the confirmation of an address."""

    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


FREQUENCY_LABELS: Mapping[Frequency, str] = {
    Frequency.DAILY: "Every morning when there is something new",
    Frequency.WEEKLY: "On Monday mornings when there is something new",
}


class NoSuchSavedSearch(NotFound):
    """No saved search has this id, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("There is no such saved search. It may have ended.")


class SavedSearchStale(Stale):
    """The saved search changed after the caller read it."""

    def __init__(self) -> None:
        super().__init__("This saved search has changed since you read it. Load it again.")


class LinkBroken(NotFound):
    """A link that we did not make, or that was cut short on its way."""

    def __init__(self) -> None:
        super().__init__("This link does not work. Check that you copied all of it from the mail.")


class LinkOld(Gone):
    """A confirmation that came too late, or for a search that was stopped."""

    def __init__(self) -> None:
        super().__init__("This link has ended. Save the search again to get a new one.")


class TooManySaved(Conflict):
    """Somebody has as many saved searches as one may have."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_SAVED} saved searches. Stop one to save another.")


@dataclass(frozen=True)
class SavedQuery:
    """What was searched for: the words, and the values of each filter in use."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = False

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the search's address."""
        words = [("q", self.text)] if self.text else []
        chosen = [(name, v) for name in FILTERS for v in self.filters.get(name, ())]
        return words + chosen + ([("exact", "1")] if self.exact else [])

    @property
    def fingerprint(self) -> str:
        """A sign that is the same for the same search."""
        said = json.dumps(sorted(self.parameters))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def read_query(values: Mapping[str, Sequence[str]]) -> SavedQuery:
    """Return the search that an address's parameters ask for. Raises Invalid."""
    text = " ".join([*values.get("q", ()), ""][0].split())
    if len(text) > MOST_QUERY_LETTERS:
        raise Invalid(f"Search with {MOST_QUERY_LETTERS} characters or fewer", pointer="/q")
    filters = {}
    for name in FILTERS:
        chosen = tuple(dict.fromkeys(value for value in values.get(name, ()) if value))
        if len(chosen) > _MOST_VALUES or any(len(value) > _MOST_LETTERS for value in chosen):
            raise Invalid("Choose fewer filters", pointer=f"/{name}")
        if chosen:
            filters[name] = chosen
    kinds, years = filters.get("organisation_kind", ()), filters.get("year", ())
    if not set(kinds) <= set(Kind):
        raise Invalid("Choose filters from the list", pointer="/organisation_kind")
    if not all(year.isascii() and year.isdecimal() and len(year) == len("2026") for year in years):
        raise Invalid("Choose filters from the list", pointer="/year")
    exact = [*values.get("exact", ()), ""][0] in {"1", "true"}
    return SavedQuery(text, filters, exact)


def next_morning(frequency: Frequency, now: dt.datetime) -> dt.datetime:
    """Return when the next mail is due: seven o'clock in London, for weekly ones on a Monday."""
    local = now.astimezone(LONDON)
    day = local.date()
    if local.hour >= MORNING_HOUR:
        day += dt.timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day += dt.timedelta(days=-day.weekday() % 7)
    morning = dt.datetime.combine(day, dt.time(MORNING_HOUR), tzinfo=LONDON)
    return morning.astimezone(dt.UTC)


def looks_back_to(counts_from: dt.datetime, told_until: dt.datetime) -> dt.datetime:
    """Return since when publications are looked at: never before the search was saved or resumed."""
    return max(counts_from, told_until - dt.timedelta(days=OVERLAP_DAYS))


@dataclass(frozen=True)
class News:
    """An innovation as a mail names it."""

    title: str
    organisation: str
    address: str


@dataclass(frozen=True)
class LetterText:
    """The subject and the text of a letter."""

    subject: str
    text: str


def confirmation(described: str, link: str) -> LetterText:
    """Return the letter that asks whether the address's owner wants the mails."""
    return LetterText(
        f"Confirm your saved search: {described}"[:200],
        f"Somebody, we think you, asked the Innovation Zone to mail you what is new for"
        f" {described}.\n\nTo get these mails, open this page and press the button:\n{link}\n\n"
        f"The link works for {WAITING_DAYS} days. If it was not you, do nothing: no mails will"
        " come.",
    )


def digest(
    described: str, news: Sequence[News], total: int, *, search: str, manage: str, stop: str
) -> LetterText:
    """Return the letter that tells what is new for a saved search."""
    least = "At least " if total >= MOST_NEWS else ""
    count = "1 new innovation" if total == 1 else f"{least}{total:,} new innovations"
    listed = "\n\n".join(f"{n.title}\n{n.organisation}\n{n.address}" for n in news)
    more = f"\n\nand {total - len(news):,} more" if total > len(news) else ""
    return LetterText(
        f"{count} for {described}"[:200],
        f"There is news for your saved search: {described}.\n\n{listed}{more}\n\n"
        f"See the whole search:\n{search}\n\nChange how often these mails come, or pause them:\n"
        f"{manage}\n\nStop these mails:\n{stop}",
    )


def address_mark(secret_key: str, email: str) -> str:
    """Return a sign of an address that only we can make, to count what waits for its owner."""
    plain = email.strip().lower().encode()
    return hmac.new(f"saved-search {secret_key}".encode(), plain, "sha256").hexdigest()[:32]


def sign_token(secret_key: str, purpose: str, saved_id: uuid.UUID) -> str:
    """Return the token of a link in a mail."""
    name = base64.urlsafe_b64encode(saved_id.bytes).rstrip(b"=")
    return _signer(secret_key, purpose).sign(name).decode()


def read_token(secret_key: str, purpose: str, token: str) -> uuid.UUID:
    """Return the saved search a token names. Raises LinkBroken."""
    try:
        name = _signer(secret_key, purpose).unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(name + b"=="))
    except (BadSignature, ValueError, binascii.Error) as error:
        raise LinkBroken from error


@cache
def _signer(secret_key: str, purpose: str) -> Signer:
    return Signer(secret_key, salt=f"saved-search-{purpose}", sep=".")
