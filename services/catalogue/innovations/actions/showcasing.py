"""Makes drafts of sessions that took place, and of projects that are done."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from services.catalogue.innovations.actions.drafting import (
    add_draft,
    matched,
    text_columns,
    touch,
    write_columns,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import find_by_source
from services.catalogue.innovations.rules import (
    InnovationText,
    Source,
    State,
    clipped,
    is_newer,
    theme_slugs,
)
from services.catalogue.organisations.queries import get_bodies


def take_session(
    session: Session, showcased: dict[str, Any], *, version: int, now: dt.datetime
) -> None:
    """Make a session's story a draft to review; a later version mends one nobody has touched.

    The same version again, or an older one, changes nothing.
    """
    source_id = str(showcased["session_id"])
    draft = _take(session, _text(showcased), Source.SESSION, source_id, version, now)
    if draft is not None:
        _name_its_own(session, draft, _text(showcased), showcased)


def take_project(
    session: Session, completed: dict[str, Any], *, version: int, now: dt.datetime
) -> None:
    """Make a project's story a draft to review, its evidence with it; like a session's."""
    text = _project_text(completed)
    source_id = str(completed["project_id"])
    draft = _take(session, text, Source.PROJECT, source_id, version, now)
    if draft is not None:
        _name_its_own(session, draft, text, completed | {"innovation_id": None})


def _take(
    session: Session,
    text: InnovationText,
    source: Source,
    source_id: str,
    version: int,
    now: dt.datetime,
) -> Innovation | None:
    """Return the draft that now says the text, None where nothing is to be changed."""
    draft = find_by_source(session, source, source_id, lock=True)
    if draft is None:
        draft = add_draft(session, text, source=source, source_id=source_id, now=now)
        draft.source_mark = str(version)
        return draft
    if not is_newer(version, draft.source_mark):
        return None
    draft.source_mark = str(version)
    if draft.state != State.DRAFT or draft.edited_by is not None:
        return None
    write_columns(draft, text_columns(text))
    touch(draft, now)
    return draft


def _name_its_own(
    session: Session, draft: Innovation, text: InnovationText, showcased: dict[str, Any]
) -> None:
    """Set what the session knew by id: its organisation, and the innovation it was about."""
    bodies = get_bodies(session)
    said: uuid.UUID | None = showcased["organisation_id"]
    draft.organisation_id = said if bodies.find(said) else matched(bodies, text)
    about: uuid.UUID | None = showcased["innovation_id"]
    draft.continues_id = about if about and session.get(Innovation, about) else None


def _text(showcased: dict[str, Any]) -> InnovationText:
    title = clipped(showcased["title"], "title")
    return InnovationText(
        title=title,
        summary=clipped(showcased["abstract"], "summary") or title,
        organisation=clipped(showcased["organisation_name"], "organisation"),
        year=showcased["took_place_on"].year,
        themes=theme_slugs(showcased["themes"]),
    )


def _project_text(completed: dict[str, Any]) -> InnovationText:
    title = clipped(completed["title"], "title")
    parts = [completed["summary"], completed["outcome"]]
    if completed["evidence"]:
        parts.append("What shows it:\n" + "\n".join(f"- {one}" for one in completed["evidence"]))
    parts.append(f"A project of {completed['cohort_name']}, {completed['scheme_name']}.")
    return InnovationText(
        title=title,
        summary=clipped("\n\n".join(part for part in parts if part), "summary"),
        organisation=clipped(completed["organisation_name"], "organisation"),
        year=completed["completed_on"].year,
        themes=theme_slugs(completed["themes"]),
    )
