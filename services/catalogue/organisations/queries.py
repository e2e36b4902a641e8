"""Every read of organisations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.catalogue.organisations.models import Organisation
from services.catalogue.organisations.rules import NoSuchOrganisation
from shared.db import Page, keyset_page
from shared.register import COUNCIL_KINDS, Council, How, Kind, Match, Matcher, Register, plain

_SHORTEST_BEGINNING = 2
_Edition = tuple[int, int, dt.datetime | None]


@dataclass(frozen=True)
class Bodies:
    """All organisations at one moment: their lines of succession, and finding them by name."""

    register: Register

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(c for c in self.register.councils if c.kind in COUNCIL_KINDS)

    @cached_property
    def _others(self) -> Mapping[str, Council]:
        """Bodies that are no councils, by their names: those are matched in full or not at all."""
        others = [c for c in self.register.councils if c.kind not in COUNCIL_KINDS]
        return {plain(name): body for body in others for name in (*body.other_names, body.name)}

    def match(self, text: str, on: dt.date | None = None) -> Match:
        """Return whom a name as written means (see shared.register.Matcher)."""
        other = self._others.get(plain(text))
        if other is not None:
            return Match(text, How.EXACT, other, (), other.kind)
        return self._matcher.match(text, on)

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[tuple[str, Council]]]:
        """Every name, with spaces around its words, by the first two letters of each word."""
        found: dict[str, list[tuple[str, Council]]] = defaultdict(list)
        for body in self.register.councils:
            for name in dict.fromkeys((body.name, body.short_name, *body.other_names)):
                spelled = plain(name)
                for beginning in {word[:2] for word in spelled.split()}:
                    found[beginning].append((f" {spelled} ", body))
        return found

    def named_like(self, text: str, limit: int) -> list[Council]:
        """Return bodies with a name whose words begin with all of the words, current ones first."""
        words = plain(text).split()
        if not words or len(words[0]) < _SHORTEST_BEGINNING:
            return []
        fits: dict[uuid.UUID, tuple[bool, bool, int, str, Council]] = {}
        for name, body in self._by_beginning.get(words[0][:2], []):
            if all(f" {word}" in name for word in words):
                begins = name.startswith(f" {words[0]}")
                rank = (not body.is_current, not begins, len(body.name), body.name, body)
                fits[body.id] = min(rank, fits.get(body.id, rank), key=lambda r: r[:4])
        return [rank[-1] for rank in sorted(fits.values(), key=lambda r: r[:4])[:limit]]

    def find(self, organisation_id: uuid.UUID | None) -> Council | None:
        """Return a body by its id, or None."""
        return self.register.by_id.get(organisation_id) if organisation_id else None

    def family(self, organisation_id: uuid.UUID) -> tuple[Council, ...]:
        """Return everyone an organisation replaced or was replaced by, directly or through others."""
        later: dict[uuid.UUID, Council] = {}
        waiting = [organisation_id]
        while waiting:
            found = self.find(waiting.pop())
            if found is not None and found.id not in later:
                later[found.id] = found
                waiting += found.successor_ids
        later.pop(organisation_id, None)
        return (*later.values(), *self.register.ancestors_of(organisation_id))


# The last one read in this process. Building the names takes a tenth of a second, and they change
# a few times a year, so each caller only asks whether there is a newer edition.
_latest: tuple[_Edition, Bodies] | None = None


def get_bodies(session: Session) -> Bodies:
    """Return all organisations as they are now."""
    global _latest  # noqa: PLW0603 - one reference, replaced as a whole
    edition = _edition(session)
    latest = _latest
    if latest is None or latest[0] != edition:
        rows = session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id))
        latest = edition, Bodies(Register(tuple(as_council(row) for row in rows)))
        _latest = latest
    return latest[1]


def _edition(session: Session) -> _Edition:
    """What changes whenever any organisation does."""
    count, versions, updated_at = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Organisation.version), 0),
            func.max(Organisation.updated_at),
        )
    ).one()
    return count, versions, updated_at


def as_council(row: Organisation) -> Council:
    """Return a row as the register's fact."""
    return Council(
        id=row.id,
        key=row.key,
        name=row.name,
        short_name=row.short_name,
        kind=Kind(row.kind),
        region=row.region,
        other_names=tuple(row.other_names),
        started_on=row.started_on,
        ended_on=row.ended_on,
        successor_ids=tuple(row.successor_ids),
        codes=tuple(row.codes),
        mail_domains=tuple(row.mail_domains),
    )


def get_organisation(session: Session, organisation_id: uuid.UUID) -> Organisation:
    """Return one organisation. Raises NoSuchOrganisation."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NoSuchOrganisation
    return organisation


def find_organisations(
    session: Session, ids: Iterable[uuid.UUID], *, lock: bool = False
) -> dict[uuid.UUID, Organisation]:
    """Return those of the ids that there are."""
    query = select(Organisation).where(Organisation.id.in_(list(ids))).order_by(Organisation.id)
    rows = session.scalars(query.with_for_update() if lock else query)
    return {row.id: row for row in rows}


def list_organisations(
    session: Session,
    *,
    kind: str | None = None,
    region: str | None = None,
    name_prefix: str | None = None,
    limit: int,
    cursor: str | None = None,
) -> Page[Organisation]:
    """Return a page of organisations by name."""
    query = select(Organisation)
    if kind:
        query = query.where(Organisation.kind == kind)
    if region:
        query = query.where(Organisation.region == region)
    if name_prefix:
        query = query.where(Organisation.name.istartswith(name_prefix, autoescape=True))
    key = (Organisation.name, Organisation.id)
    return keyset_page(session, query, key, limit=limit, cursor=cursor)
