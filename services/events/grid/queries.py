"""What is wrong with an edition's timetable as it is placed now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.events.editions.queries import Edition
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import list_planned
from services.events.programme.rules import LONDON
from services.events.proposals.rules import (
    Format,
    OrganisationKind,
    person_key,
    windows_of,
)
from services.events.timetables.rules.conflicts import Conflict, find_conflicts
from services.events.timetables.rules.problem import (
    DAY,
    Body,
    Item,
    Person,
    Place,
    Span,
    StageSpec,
    Timetable,
)

_HOUR = 60


def list_conflicts(
    session: Session, edition: Edition, planned: Sequence[ProgrammeSession] | None = None
) -> list[Conflict]:
    """Return every broken rule of an edition's placed sessions; `items` are sessions' ids."""
    placed = list_planned(session, edition.id) if planned is None else planned
    first = edition.starts_on
    stages = tuple(
        StageSpec(
            str(stage.id),
            stage.name,
            stage.capacity,
            tuple(stage.equipment),
            stage.floor,
            stage.headphones,
        )
        for stage in edition.stages
    )
    timetable = Timetable(
        stages,
        (),
        tuple(_item(one, first) for one in placed),
        walking=edition.walking_minutes,
        turnround=edition.turnaround_minutes,
        severities=edition.severities,
    )
    places = {str(one.id): Place(str(one.stage_id), _minute(one.slot[0], first)) for one in placed}
    return find_conflicts(timetable, places)


def _item(planned: ProgrammeSession, first: dt.date) -> Item:
    proposal = planned.proposal
    starts_at, ends_at = planned.slot
    people = {person_key(name): Person(person_key(name), name) for name in planned.presenters}
    bodies: tuple[Body, ...] = ()
    if planned.organisation_name:
        kind = OrganisationKind.COUNCIL if _is_council(planned) else OrganisationKind.PARTNER
        key = str(planned.organisation_id or planned.organisation_name.casefold())
        known = proposal.organisation_kind if proposal else kind.value
        bodies = (Body(key, planned.organisation_name, known),)
    if proposal is None:
        return Item(
            str(planned.id),
            planned.title,
            int((ends_at - starts_at).total_seconds()) // _HOUR,
            themes=tuple(planned.themes),
            bodies=bodies,
            people=tuple(people.values()),
        )
    for one in proposal.people:
        key = person_key(one["name"])
        people[key] = Person(key, one["name"], one["role"])
    return Item(
        str(planned.id),
        planned.title,
        int((ends_at - starts_at).total_seconds()) // _HOUR,
        themes=tuple(planned.themes),
        bodies=bodies,
        people=tuple(people.values()),
        available=tuple(
            Span(_minute(w.starts, first), _minute(w.ends, first))
            for w in windows_of(proposal.available)
        ),
        audience=proposal.expected_audience,
        needs=tuple(proposal.needs),
        needs_chair=proposal.format == Format.LAUNCH_PANEL,
    )


def _is_council(planned: ProgrammeSession) -> bool:
    return "council" in planned.organisation_name.casefold()


def _minute(moment: dt.datetime, first: dt.date) -> int:
    """Minutes by London's clock since midnight of the edition's first day."""
    local = moment.astimezone(LONDON)
    return (local.date() - first).days * DAY + local.hour * _HOUR + local.minute
