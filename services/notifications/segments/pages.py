"""Pages to build a segment, look at whom it means, and ask why somebody is in it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from services.notifications.database import database
from services.notifications.segments import actions, queries
from services.notifications.segments.models import Segment
from services.notifications.segments.rules import FACTS, facts_in, groups_in, worded
from services.notifications.segments.schemas import Builder, SegmentIn
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "segments", __name__)
_SEGMENTS_A_PAGE = 50
_CONTACTS_A_PAGE = 50
_NAME = "Enter a name for the segment, in one line of up to 200 characters."


@pages.get("/segments")
@access(Role.ORGANISER)
def index() -> str:
    """The segments, newest first."""
    with database.reading() as session:
        cursor = request.args.get("cursor")
        page = queries.list_segments(session, limit=_SEGMENTS_A_PAGE, cursor=cursor)
    return render("segments/index.html", page=page)


@pages.get("/segments/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The builder of a new segment."""
    return _builder(Builder(), None)


@pages.post("/segments/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Change the conditions by one step, keep them, or show what is wrong."""
    return _step(None)


@pages.get("/segments/<uuid:segment_id>")
@access(Role.ORGANISER)
def show(segment_id: uuid.UUID) -> str:
    """Whom the segment means, and why somebody is in it or not."""
    asked = request.args.get("address", "").strip()
    with database.reading() as session:
        segment = queries.get_segment(session, segment_id)
        page = queries.list_segment_contacts(
            session,
            segment.conditions,
            limit=_CONTACTS_A_PAGE,
            cursor=request.args.get("cursor"),
        )
        total, counts = queries.count_segment(session, segment.conditions)
        contact = queries.find_by_address(session, asked) if asked else None
        explained = queries.explain(session, segment.conditions, contact) if contact else None
        values = {
            "names": _names(session),
            "versions": queries.list_versions(session, segment_id),
        }
    return render(
        "segments/show.html",
        segment=segment,
        page=page,
        total=total,
        count_of=_counter(segment.conditions, counts),
        asked=asked,
        contact=contact,
        explained=explained,
        worded=worded,
        **values,
    )


@pages.get("/segments/<uuid:segment_id>/edit")
@access(Role.ORGANISER)
def ask_changes(segment_id: uuid.UUID) -> str:
    """The builder with the segment in it."""
    segment = _segment(segment_id)
    return _builder(Builder(segment.name, str(segment.version), segment.conditions), segment)


@pages.post("/segments/<uuid:segment_id>/edit")
@access(Role.ORGANISER)
def edit(segment_id: uuid.UUID) -> Any:
    """Change the conditions by one step, keep them as another version, or show what is wrong."""
    return _step(_segment(segment_id))


def _step(segment: Segment | None) -> Any:
    builder = Builder()
    try:
        builder = Builder.sent(request.form)
        action = request.form.get("do", "count")
        if action == "save":
            return _save(builder, segment)
        return _builder(builder.changed(action), segment)
    except (ValidationError, Refusal) as error:
        return _builder(builder, segment, error), 422


def _save(builder: Builder, segment: Segment | None) -> Any:
    fields: dict[str, Any] = SegmentIn().load(
        {"name": builder.name, "conditions": builder.conditions}
    )
    actor_id, now = require_principal().subject, dt.datetime.now(dt.UTC)
    if segment is None:
        kept = actions.create_segment(**fields, actor_id=actor_id, now=now)
    else:

        def check_version(version: int) -> None:
            if builder.version != str(version):
                raise Stale(
                    "Somebody else changed this segment while you were editing. Nothing was saved."
                    " Open it again to see their changes, then make yours."
                )

        kept = actions.edit_segment(
            segment.id, fields, check_version=check_version, actor_id=actor_id, now=now
        )
    flash(f"The segment {kept.name} was saved.")
    return page_redirect(f"/notifications/segments/{kept.id}")


def _builder(
    builder: Builder, segment: Segment | None, error: ValidationError | Refusal | None = None
) -> str:
    with database.reading() as session:
        total, counts = queries.count_segment(session, builder.conditions)
        names = _names(session)
        choices = _choices(session) if builder.fact in FACTS else {}
    return render(
        "segments/form.html",
        builder=builder,
        segment=segment,
        total=total,
        count_of=_counter(builder.conditions, counts),
        names=names,
        choices=choices,
        facts=FACTS,
        groups=[path for path, _ in groups_in(builder.conditions)],
        worded=worded,
        faults=_faults(error),
    )


def _choices(session: Session) -> dict[str, Mapping[str, str]]:
    """What can be chosen where the answers are not fixed, by parameter."""
    return {
        "event_id": queries.list_events(session),
        "campaign_id": queries.list_sent_campaigns(session),
        "themes": queries.list_known_themes(session),
        "values": queries.list_known_roles(session),
    }


def _names(session: Session) -> dict[str, str]:
    return {**queries.list_events(session), **queries.list_sent_campaigns(session)}


def _counter(conditions: dict[str, Any], counts: list[int]) -> Callable[[Any], int | None]:
    """What says how many contacts a fact of the tree that the page walks means."""
    known = {id(node): count for node, count in zip(facts_in(conditions), counts, strict=True)}
    return lambda node: known.get(id(node))


def _faults(error: ValidationError | Refusal | None) -> dict[str, str]:
    if isinstance(error, Refusal):
        return {(error.pointer or "/").removeprefix("/").partition("/")[0]: error.message}
    return {"name": _NAME} if error else {}


def _segment(segment_id: uuid.UUID) -> Segment:
    with database.reading() as session:
        return queries.get_segment(session, segment_id)
