"""A council as a fact with dates, and who came before and after it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID, uuid5

from shared.register.kinds import Kind

# Fixed for ever: every service derives the same ids from it.
NAMESPACE = UUID("5d0c4e8a-6f0b-5d53-9c39-1f2f0a4f7b11")


def council_id(key: str, started_on: date | None) -> UUID:
    """The id of a council, from the key it was first published under and its start."""
    return uuid5(NAMESPACE, f"{key}/{started_on.isoformat() if started_on else ''}")


@dataclass(frozen=True)
class Council:
    """One council of England over its life.

    `started_on` is its first day (None: before the register's memory) and `ended_on` the first
    day on which it no longer exists (None: it does). `codes` are GSS codes, the latest first.
    Mail domains are a hint: they may be shared with others or stale.
    """

    id: UUID
    key: str
    name: str
    short_name: str
    kind: Kind
    region: str | None = None
    other_names: tuple[str, ...] = ()
    started_on: date | None = None
    ended_on: date | None = None
    successor_ids: tuple[UUID, ...] = ()
    codes: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether no end of it is known."""
        return self.ended_on is None

    def exists_on(self, day: date) -> bool:
        """Whether it exists on that day."""
        started = self.started_on is None or self.started_on <= day
        return started and (self.ended_on is None or day < self.ended_on)


def middle_of(year: int) -> date:
    """The day that stands for a year: councils change over on 1 April, so not the first."""
    return date(year, 7, 1)


@dataclass(frozen=True)
class Register:
    """Councils with their lines of succession; the shipped ones or a service's own."""

    councils: tuple[Council, ...]

    @cached_property
    def by_id(self) -> Mapping[UUID, Council]:
        """Every council by its id."""
        return {council.id: council for council in self.councils}

    @cached_property
    def by_key(self) -> Mapping[str, Council]:
        """Every council by its source key."""
        return {council.key: council for council in self.councils}

    @cached_property
    def _predecessors(self) -> Mapping[UUID, tuple[Council, ...]]:
        found: dict[UUID, list[Council]] = defaultdict(list)
        for council in self.councils:
            for successor in council.successor_ids:
                found[successor].append(council)
        return {key: _in_order(values) for key, values in found.items()}

    @cached_property
    def _by_domain(self) -> Mapping[str, tuple[Council, ...]]:
        found: dict[str, list[Council]] = defaultdict(list)
        for council in self.councils:
            for domain in council.mail_domains:
                found[domain].append(council)
        return {key: _in_order(values) for key, values in found.items()}

    def successors_of(self, council_id: UUID, on: date | None = None) -> tuple[Council, ...]:
        """Who does its work on that day (None: now), following chains and splits.

        Empty while it exists itself, and when no successor is known. KeyError: no such council.
        """
        found: dict[UUID, Council] = {}
        seen: set[UUID] = set()
        waiting = [self.by_id[council_id]]
        while waiting:
            council = waiting.pop()
            if council.id in seen:
                continue
            seen.add(council.id)
            if _has_not_ended(council, on):
                found[council.id] = council
            else:
                waiting += [self.by_id[i] for i in council.successor_ids if i in self.by_id]
        found.pop(council_id, None)
        return _in_order(found.values())

    def predecessors_of(self, council_id: UUID) -> tuple[Council, ...]:
        """The councils that it replaced directly."""
        return self._predecessors.get(council_id, ())

    def ancestors_of(self, council_id: UUID) -> tuple[Council, ...]:
        """Every council that it replaced, directly or through others: what is found under it."""
        found: dict[UUID, Council] = {}
        waiting = list(self.predecessors_of(council_id))
        while waiting:
            council = waiting.pop()
            if council.id not in found:
                found[council.id] = council
                waiting += self.predecessors_of(council.id)
        return _in_order(found.values())

    def at_mail_domain(self, domain: str) -> tuple[Council, ...]:
        """The councils that are known to use a mail domain or a parent of it; often several."""
        labels = domain.casefold().strip().split(".")
        for start in range(len(labels) - 1):
            if councils := self._by_domain.get(".".join(labels[start:])):
                return councils
        return ()


def _has_not_ended(council: Council, on: date | None) -> bool:
    return council.ended_on is None or (on is not None and on < council.ended_on)


def _in_order(councils: Iterable[Council]) -> tuple[Council, ...]:
    """Current ones first, then by name, so that every list has one order."""
    return tuple(sorted(councils, key=lambda c: (c.ended_on is not None, c.name, c.key)))
