"""What is expected of the sessions of a result, by what is known of the year before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.editions.models import Edition, Stage
from services.events.programme.models import ProgrammeSession
from services.events.reviews.models import SessionFeedback
from services.events.solving.queries import SolverRun
from services.events.solving.rules import from_plain, points_of
from services.events.timetables.queries.programme import Facts
from services.events.timetables.rules import (
    Filled,
    Forecast,
    Place,
    Timetable,
    forecast,
    theme_factors,
)

_MOST = 2000


def find_forecast(session: Session, run: SolverRun, facts: Facts) -> list[Forecast]:
    """Return the expected audience of every session that a run placed."""
    rows = (run.result or {}).get("placed", [])
    if not rows:
        return []
    placed = {row["item"]: Place(row["stage"], row["start"]) for row in rows}
    scores = {
        key: points_of(proposal.score, facts.scale)
        for key, proposal in facts.proposals.items()
        if proposal.score is not None
    }
    themes = theme_factors(_list_filled(session, facts.edition))
    return forecast(from_plain(Timetable, run.problem), placed, scores, themes)


def _list_filled(session: Session, edition: Edition) -> list[Filled]:
    """The sessions with feedback of the last edition before this one that has any."""
    last = (
        select(ProgrammeSession.edition_id)
        .join(SessionFeedback, SessionFeedback.session_id == ProgrammeSession.id)
        .join(Edition, Edition.id == ProgrammeSession.edition_id)
        .where(Edition.starts_on < edition.starts_on)
        .order_by(Edition.starts_on.desc(), Edition.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ProgrammeSession.themes, SessionFeedback.answers, Stage.capacity)
        .join(SessionFeedback, SessionFeedback.session_id == ProgrammeSession.id)
        .join(Stage, Stage.id == ProgrammeSession.stage_id)
        .where(ProgrammeSession.edition_id == last, Stage.capacity.is_not(None))
        .order_by(ProgrammeSession.id)
        .limit(_MOST)
    )
    return [Filled(tuple(themes), answers, seats or 0) for themes, answers, seats in rows]
