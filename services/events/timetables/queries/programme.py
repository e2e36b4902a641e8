"""An edition's stages, days, proposals and sessions as the rules of timetables see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.events.editions.queries import Edition, days_planned, severities_kept
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import list_planned, list_unplaced
from services.events.proposals.models import Proposal
from services.events.proposals.queries import list_selectable
from services.events.proposals.rules import ProposalState, people_of, person_key, windows_of
from services.events.solving.rules import points_of, scale_of
from services.events.timetables.rules import (
    COUNCIL,
    Body,
    Conflict,
    Item,
    Person,
    Place,
    Span,
    StageSpec,
    Timetable,
    find_conflicts,
    minute_of,
    minute_on,
)

_PANEL = "launch_panel"
"""The format that needs a chair."""


@dataclass(frozen=True)
class Facts:
    """What an edition has: proposals by id, its sessions by the key their item has."""

    edition: Edition
    proposals: Mapping[str, Proposal]
    sessions: Mapping[str, ProgrammeSession]

    @property
    def scale(self) -> float:
        """The full score that the proposals' scores are out of."""
        return scale_of(proposal.score for proposal in self.proposals.values())


def find_facts(session: Session, edition: Edition) -> Facts:
    """Return an edition's proposals that may be chosen and its sessions that are not cancelled.

    Where some are accepted in principle, those are chosen from; else all that were received.
    """
    proposals = {str(p.id): p for p in list_selectable(session, edition.id)}
    planned = [*list_planned(session, edition.id), *list_unplaced(session, edition.id)]
    sessions = {str(s.proposal_id or s.id): s for s in planned}
    accepted = {k: p for k, p in proposals.items() if p.state == ProposalState.ACCEPTED}
    if accepted:
        placed = {key for key in proposals if key in sessions}
        proposals = {k: p for k, p in proposals.items() if k in accepted or k in placed}
    return Facts(edition, proposals, sessions)


def timetable_of(facts: Facts) -> Timetable:
    """Return the edition's programme as a problem without wishes: what is there, and where."""
    edition = facts.edition
    scale = facts.scale
    items = [
        item_of(facts, key, scale) for key in sorted({*facts.proposals, *_own_sessions(facts)})
    ]
    return Timetable(
        stages=tuple(
            StageSpec(
                str(stage.id),
                stage.name,
                stage.capacity,
                tuple(_words(stage.equipment)),
                stage.floor,
                stage.headphones,
            )
            for stage in edition.stages
        ),
        windows=tuple(_windows(edition)),
        items=tuple(items),
        scale=scale,
        walking=edition.walking_minutes,
        turnround=edition.turnaround_minutes,
        severities={rule.value: s.value for rule, s in severities_kept(edition).items()},
    )


def find_programme_conflicts(session: Session, edition: Edition) -> list[Conflict]:
    """Return what is wrong with an edition's programme as it is placed now."""
    timetable = timetable_of(find_facts(session, edition))
    placed = {item.id: item.kept for item in timetable.items if item.kept is not None}
    return find_conflicts(timetable, placed)


def item_of(facts: Facts, key: str, scale: float) -> Item:
    """Return a proposal, or a session of none, as an item."""
    proposal, planned = facts.proposals.get(key), facts.sessions.get(key)
    kept = _kept(facts.edition, planned)
    if proposal is None:
        return _session_item(facts, key, kept)
    first = facts.edition.starts_on
    duration = planned.duration_minutes if planned is not None else proposal.duration_minutes
    if planned is not None and planned.starts_at is not None and planned.ends_at is not None:
        duration = int((planned.ends_at - planned.starts_at).total_seconds() // 60)
    spans = [
        Span(minute_of(w.starts, first), minute_of(w.ends, first))
        for w in windows_of(proposal.available)
    ]
    return Item(
        id=key,
        title=planned.title if planned is not None else proposal.title,
        duration=max(1, duration),
        score=points_of(proposal.score, scale),
        themes=tuple(sorted(set(planned.themes if planned is not None else proposal.themes))),
        region=proposal.region,
        bodies=_bodies(proposal),
        people=tuple(
            Person(person_key(p.name), p.name, p.role.value) for p in people_of(proposal.people)
        ),
        available=tuple(spans),
        audience=proposal.expected_audience,
        needs=tuple(_words(proposal.needs)),
        needs_chair=proposal.format == _PANEL,
        kept=kept,
        fixed=planned is not None and planned.is_pinned and kept is not None,
    )


def _session_item(facts: Facts, key: str, kept: Place | None) -> Item:
    """A session that no proposal led to: a break or an opening, put where it is by a person."""
    planned = facts.sessions[key]
    starts, ends = planned.slot
    return Item(
        id=key,
        title=planned.title,
        duration=int((ends - starts).total_seconds() // 60),
        themes=tuple(sorted(set(planned.themes))),
        people=tuple(Person(person_key(name), name) for name in planned.presenters),
        kept=kept,
        fixed=True,
    )


def _own_sessions(facts: Facts) -> list[str]:
    """The keys of placed sessions that no proposal led to."""
    return [k for k, s in facts.sessions.items() if s.proposal_id is None and s.starts_at]


def _kept(edition: Edition, planned: ProgrammeSession | None) -> Place | None:
    if planned is None or planned.starts_at is None:
        return None
    return Place(str(planned.stage_id), minute_of(planned.starts_at, edition.starts_on))


def _bodies(proposal: Proposal) -> tuple[Body, ...]:
    name = proposal.organisation_name
    key = str(proposal.organisation_id or " ".join(name.casefold().split()))
    return (Body(key, name, proposal.organisation_kind or COUNCIL),) if name else ()


def _words(values: list[str]) -> list[str]:
    return sorted({" ".join(value.casefold().split()) for value in values})


def _windows(edition: Edition) -> list[Span]:
    """The open hours of each day between its breaks."""
    windows = []
    for day in days_planned(edition):
        at = minute_on(day.date, day.opens, edition.starts_on)
        for pause in sorted(day.breaks, key=lambda b: b.starts):
            until = minute_on(day.date, pause.starts, edition.starts_on)
            windows.append(Span(at, until))
            at = max(at, minute_on(day.date, pause.ends, edition.starts_on))
        windows.append(Span(at, minute_on(day.date, day.closes, edition.starts_on)))
    return [window for window in windows if window.end > window.start]
