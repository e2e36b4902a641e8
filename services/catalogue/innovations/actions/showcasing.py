"""Makes drafts of sessions that took place."""

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
    text = _text(showcased)
    draft = find_by_source(session, Source.SESSION, source_id, lock=True)
    if draft is None:
        draft = add_draft(session, text, source=Source.SESSION, source_id=source_id, now=now)
        draft.source_mark = str(version)
    elif not is_newer(version, draft.source_mark):
        return
    else:
        draft.source_mark = str(version)
        if draft.state != State.DRAFT or draft.edited_by is not None:
            return
        write_columns(draft, text_columns(text))
        touch(draft, now)
    _name_its_own(session, draft, text, showcased)


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
