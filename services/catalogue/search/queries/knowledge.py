"""What a process knows beside the index: the vocabulary and the organisations, as they are now."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy.exc import SQLAlchemyError

from services.catalogue.database import database
from services.catalogue.organisations.queries import Bodies, get_bodies
from services.catalogue.search.queries.councils import CouncilNames
from services.catalogue.search.queries.wording import compared
from services.catalogue.search.rules import Lexicon
from services.catalogue.vocabulary.queries import (
    get_edition,
    get_entries,
    real_words,
    shipped_entries,
)
from services.catalogue.vocabulary.rules import Entry
from shared.logs import get_logger
from shared.register import load_register

log = get_logger(__name__)
_LOOKS_SECONDS = 0.5
"""A change of the vocabulary or the register takes effect in every process within this time."""
_AWAY_SECONDS = 10.0
"""How long a database that did not answer is left in peace."""


@dataclass(frozen=True)
class Knowledge:
    """What queries are read by."""

    lexicon: Lexicon
    councils: CouncilNames
    bodies: Bodies


def knowledge_of(entries: Iterable[Entry], bodies: Bodies) -> Knowledge:
    """Return what a vocabulary and a set of organisations tell."""
    return Knowledge(Lexicon(entries, compared, real_words()), CouncilNames(bodies), bodies)


@cache
def shipped_knowledge() -> Knowledge:
    """Return what ships: it serves where the database has nothing yet or is away."""
    return knowledge_of(shipped_entries(), Bodies(load_register()))


class _Current:
    """The newest that this process has seen; looks for something newer now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look_at = float("-inf")
        self._edition: object = None
        self._bodies: Bodies | None = None
        self._knowledge: Knowledge | None = None

    def get(self) -> Knowledge:
        if self._look_at <= time.monotonic() and self._lock.acquire(blocking=self._is_new()):
            try:
                if self._look_at <= time.monotonic():
                    self._look()
            finally:
                self._lock.release()
        return self._knowledge or shipped_knowledge()

    def _is_new(self) -> bool:
        return self._knowledge is None

    def _look(self) -> None:
        self._look_at = time.monotonic() + _LOOKS_SECONDS
        try:
            with database.reading() as session:
                edition, bodies = get_edition(session), get_bodies(session)
                if edition == self._edition and bodies is self._bodies:
                    return
                entries = get_entries(session)
        except RuntimeError:  # no database is connected: a bench, or a look at an index alone
            return
        except SQLAlchemyError as error:
            log.warning("knowledge_not_renewed", error=type(error).__name__)
            self._look_at = time.monotonic() + _AWAY_SECONDS
            return
        known = bodies if bodies.register.councils else Bodies(load_register())
        self._knowledge = knowledge_of(entries, known)
        self._edition, self._bodies = edition, bodies


_current = _Current()


def current_knowledge() -> Knowledge:
    """Return what queries are read by now."""
    return _current.get()
