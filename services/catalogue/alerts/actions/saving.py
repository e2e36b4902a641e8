"""Saves searches, confirms addresses, and changes what was saved."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.catalogue.alerts.actions.writing import Links, write
from services.catalogue.alerts.models import SavedSearch
from services.catalogue.alerts.queries import (
    count_saved,
    count_waiting,
    describe,
    find_same,
    get_saved,
)
from services.catalogue.alerts.rules import (
    CONFIRM,
    MOST_SAVED,
    MOST_WAITING_AN_HOUR,
    MOST_WAITING_OF_ADDRESS,
    WAITING_DAYS,
    Frequency,
    LinkOld,
    SavedQuery,
    SavedSearchStale,
    State,
    TooManySaved,
    address_mark,
    confirmation,
    next_morning,
)
from services.catalogue.database import database
from shared.bus import publish
from shared.contracts.catalogue import ConsentGiven, PersonOffered
from shared.contracts.people import ALERTS
from shared.db import new_id
from shared.letters import offer_person
from shared.refusals import TooMany

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)


def save_search(
    query: SavedQuery, frequency: Frequency, *, account_id: uuid.UUID, now: dt.datetime
) -> SavedSearch:
    """Save a search of somebody signed in; the same search again only sets how often.

    Raises TooManySaved.
    """
    try:
        return _save(query, frequency, account_id, now)
    except IntegrityError:  # the same form came twice in the same moment
        return _save(query, frequency, account_id, now)


def _save(
    query: SavedQuery, frequency: Frequency, account_id: uuid.UUID, now: dt.datetime
) -> SavedSearch:
    with database.transaction() as session:
        saved = find_same(session, account_id, query.fingerprint)
        if saved is not None:
            _change(saved, frequency, State.ACTIVE, now)
            return saved
        if count_saved(session, account_id) >= MOST_SAVED:
            raise TooManySaved
        saved = _new(query, frequency, account_id, State.ACTIVE, now)
        saved.has_account = True
        session.add(saved)
    return saved


def ask_to_confirm(
    query: SavedQuery, frequency: Frequency, *, email: str, links: Links, now: dt.datetime
) -> SavedSearch:
    """Save a search of somebody without an account, and ask their address whether they want it.

    Raises TooMany when too many letters wait for an answer already.
    """
    mark = address_mark(links.secret_key, email)
    with database.transaction() as session:
        _check_patience(session, mark, now)
        person_id = offer_person(session, PersonOffered, name="", email=email)
        saved = _new(query, frequency, person_id, State.WAITING, now)
        saved.address_mark = mark
        session.add(saved)
        letter = confirmation(describe(query), links.to("confirm", CONFIRM, saved.id))
        write(session, saved, "saved-search-confirmation", letter, key=str(saved.id))
    return saved


def _check_patience(session: Session, mark: str, now: dt.datetime) -> None:
    if count_waiting(session, now - _DAY, mark) >= MOST_WAITING_OF_ADDRESS:
        raise TooMany(
            "We have sent this address several links already. Open one of them, or try again"
            " tomorrow.",
            retry_after_seconds=int(_DAY.total_seconds()),
        )
    if count_waiting(session, now - _HOUR) >= MOST_WAITING_AN_HOUR:
        raise TooMany(
            "Too many searches are being saved right now. Try again in an hour.",
            retry_after_seconds=int(_HOUR.total_seconds()),
        )


def confirm_search(saved_id: uuid.UUID, now: dt.datetime) -> SavedSearch:
    """Begin the mails of a search whose address's owner agreed; a second time changes nothing.

    Raises NoSuchSavedSearch, LinkOld.
    """
    with database.transaction() as session:
        saved = get_saved(session, saved_id, lock=True)
        if saved.state != State.WAITING:
            return saved
        if saved.created_at < now - dt.timedelta(days=WAITING_DAYS):
            raise LinkOld
        saved.address_mark = None
        _change(saved, Frequency(saved.frequency), State.ACTIVE, now)
        data = {"person_id": saved.person_id, "purpose": ALERTS, "source": "saved search"}
        publish(session, ConsentGiven, saved.person_id, version=1, data=data)
    return saved


def change_saved(
    saved_id: uuid.UUID,
    *,
    frequency: Frequency | None = None,
    state: State | None = None,
    version: int | None = None,
    now: dt.datetime,
) -> SavedSearch:
    """Set how often mails come, pause, go on or stop. Raises NoSuchSavedSearch, SavedSearchStale."""
    with database.transaction() as session:
        saved = get_saved(session, saved_id, lock=True)
        if version not in (None, saved.version):
            raise SavedSearchStale
        if saved.state == State.WAITING and state is not State.STOPPED:
            state = State.WAITING
        _change(saved, frequency or Frequency(saved.frequency), state or State(saved.state), now)
    return saved


def forget_unconfirmed(now: dt.datetime) -> int:
    """Delete searches whose address nobody confirmed in time; returns how many."""
    with database.transaction() as session:
        old = delete(SavedSearch).where(
            SavedSearch.state == State.WAITING,
            SavedSearch.created_at < now - dt.timedelta(days=WAITING_DAYS),
        )
        return int(session.execute(old).rowcount)  # type: ignore[attr-defined]


def _new(
    query: SavedQuery,
    frequency: Frequency,
    person_id: uuid.UUID,
    state: State,
    now: dt.datetime,
) -> SavedSearch:
    return SavedSearch(
        id=new_id(),
        person_id=person_id,
        has_account=False,
        address_mark=None,
        text=query.text,
        filters={name: list(values) for name, values in query.filters.items()},
        exact=query.exact,
        fingerprint=query.fingerprint,
        frequency=frequency,
        state=state,
        counts_from=now,
        told_until=now,
        due_at=next_morning(frequency, now),
        version=1,
        created_at=now,
        updated_at=now,
    )


def _change(saved: SavedSearch, frequency: Frequency, state: State, now: dt.datetime) -> None:
    if (saved.frequency, saved.state) == (frequency, state):
        return
    if saved.state == State.PAUSED and state == State.ACTIVE:
        saved.counts_from = now  # who paused does not want what came meanwhile
    saved.frequency, saved.state = frequency, state
    saved.due_at = next_morning(frequency, now)
    saved.version += 1
    saved.updated_at = now
