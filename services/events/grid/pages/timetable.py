"""The timetable of a day as a grid (a list on narrow screens), worked with buttons alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, request

from services.events.database import database
from services.events.editions.queries import Edition, days_planned, get_edition_by_slug
from services.events.editions.rules import EditionDay
from services.events.grid.actions import refuse_blocked
from services.events.grid.queries import list_conflicts
from services.events.grid.rules import Block, grid_rows
from services.events.programme.actions import Actor, place_session, swap_sessions, undo_placement
from services.events.programme.queries import find_last_placements, list_planned, list_unplaced
from services.events.programme.rules import LONDON, london_moment
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "grid", "services.events.grid")


@pages.get("/editions/<slug>/timetable")
@access(Role.ORGANISER)
def timetable(slug: str) -> str:
    """A day of the timetable; `?move=` shows where a session could go."""
    return _page(slug, request.args.get("day", ""), request.args.get("move", ""))


@pages.post("/editions/<slug>/timetable")
@access(Role.ORGANISER)
def place(slug: str) -> Any:
    """Place, swap or take off the session that is being moved, or show what stands against it."""
    return _done(slug, _move)


@pages.post("/editions/<slug>/timetable/undo")
@access(Role.ORGANISER)
def undo(slug: str) -> Any:
    """Take back what this organiser moved last."""

    def take_back(edition: Edition) -> str:
        moved = undo_placement(edition.id, _actor(), dt.datetime.now(dt.UTC))
        return f"{' and '.join(sorted(f'“{m.title}”' for m in moved))} went back."

    return _done(slug, take_back)


def _done(slug: str, change: Callable[[Edition], str]) -> Any:
    day = request.form.get("day", "")
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    try:
        said = change(edition)
    except Refusal as refusal:
        moving = request.form.get("session_id", "") if refusal.status != 412 else ""
        return _page(slug, day, moving, refusal.message), refusal.status
    flash(said)
    return page_redirect(f"/events/editions/{slug}/timetable?day={day}")


def _move(edition: Edition) -> str:
    """Do what the button pressed says: `slot` is "stage|start", `swap` "session|version"."""
    form = request.form
    try:
        moving = (uuid.UUID(form.get("session_id", "")), int(form.get("version", "")))
        if "swap" in form:
            other, version = form["swap"].split("|")
            one, two = swap_sessions(
                edition.id, moving, (uuid.UUID(other), int(version)), _actor(), refuse_blocked
            )
            return f"“{one.title}” and “{two.title}” changed places."
        slot = None
        if "slot" in form:
            stage_id, start = form["slot"].split("|")
            slot = (uuid.UUID(stage_id), dt.datetime.fromisoformat(start))
        elif "stage_id" in form:
            slot = _typed_slot(form.get("stage_id", ""), form.get("day", ""), form.get("start", ""))
    except ValueError as error:
        raise Invalid("Choose a stage and a time for the session.") from error
    placed = place_session(edition.id, *moving, slot, _actor(), refuse_blocked)
    if placed.starts_at is None:
        return f"“{placed.title}” has no place now."
    at = placed.starts_at.astimezone(LONDON)
    return f"“{placed.title}” is on {placed.stage_name} at {at:%H:%M}."


def _typed_slot(stage_id: str, day: str, start: str) -> tuple[uuid.UUID, dt.datetime]:
    moment = london_moment(dt.date.fromisoformat(day), dt.time.fromisoformat(start))
    return uuid.UUID(stage_id), moment


def _actor() -> Actor:
    principal = require_principal()
    return Actor(principal.subject, principal.name)


def _page(slug: str, wanted: str, moving: str, fault: str = "") -> str:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        planned, unplaced = list_planned(session, edition.id), list_unplaced(session, edition.id)
        conflicts = list_conflicts(session, edition, planned)
        mine = find_last_placements(session, edition.id, require_principal().subject)
    days = days_planned(edition)
    day = next((d for d in days if d.date.isoformat() == wanted), days[0])
    today = [s for s in planned if s.slot[0].astimezone(LONDON).date() == day.date]
    moved = next((s for s in [*planned, *unplaced] if str(s.id) == moving), None)
    return render(
        "grid/timetable.html",
        edition=edition,
        days=days,
        day=day,
        rows=_rows(edition, day, today, moved),
        sessions={s.id: s for s in today},
        ordered=today,
        unplaced=unplaced,
        elsewhere=[s for s in planned if s not in today],
        moving=moved,
        can_undo=bool(mine),
        conflicts=conflicts,
        fault=fault,
    )


def _rows(edition: Edition, day: EditionDay, today: Sequence[Any], moved: Any) -> list[Any]:
    blocks = [Block(s.id, s.stage_id, *s.slot) for s in today if s.stage_id]
    return grid_rows(
        london_moment(day.date, day.opens),
        london_moment(day.date, day.closes),
        [stage.id for stage in edition.stages],
        blocks,
        next((b for b in blocks if moved is not None and b.id == moved.id), None),
        dt.timedelta(minutes=moved.duration_minutes) if moved is not None else None,
    )
