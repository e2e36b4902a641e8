"""Reads a cohort's applications as a problem, and a run's result as an audit file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.events.applications.queries import Candidate, CandidateCouncil, list_candidates
from services.events.cohorts.queries import Cohort
from services.events.places.queries import list_taken_part
from services.events.selections.rules import (
    Application,
    Council,
    Quota,
    Selection,
    Weights,
)
from services.events.solving.queries import SolverRun
from services.events.solving.rules import points_of, scale_of
from shared.refusals import Invalid

__all__ = ["audit_of", "pose_selection"]

_OVERRIDES = ("seats", "councils_least", "councils_most", "seats_least", "seats_most")
_SETTINGS = ("group_most", "fill", "alternatives", "seed")


def pose_selection(session: Session, cohort: Cohort, options: Mapping[str, Any]) -> Selection:
    """Return the problem that a cohort's applications and limits pose now. Raises Invalid."""
    candidates = list_candidates(session, cohort.id)
    taken_part = list_taken_part(session, cohort.scheme_id)
    scale = scale_of(candidate.score for candidate in candidates)
    known = {c.reference: str(c.application_id) for c in candidates}
    known |= {key: key for key in known.values()}
    limits = {name: options.get(name, getattr(cohort, name)) for name in _OVERRIDES}
    weights = {k: int(v) for k, v in cohort.weights.items() if hasattr(Weights, k)}
    return Selection(
        applications=tuple(_application(c, scale, taken_part) for c in candidates),
        quotas=tuple(
            Quota(q["dimension"], q["value"], q["least"] or 0, q["most"]) for q in cohort.quotas
        ),
        weights=Weights(**(weights | dict(options.get("weights", {})))),
        pins=_named(known, options, "pins"),
        excluded=_named(known, options, "excluded"),
        scale=scale,
        **limits,
        **{name: options[name] for name in _SETTINGS if name in options},
    )


def _named(known: Mapping[str, str], options: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The ids of applications named by id or reference."""
    found = []
    for place, name in enumerate(options.get(field, [])):
        if name not in known:
            raise Invalid(f"“{name}” is no application of this cohort", pointer=f"/{field}/{place}")
        found.append(known[name])
    return tuple(dict.fromkeys(found))


def _application(candidate: Candidate, scale: float, taken_part: set[Any]) -> Application:
    return Application(
        id=str(candidate.application_id),
        reference=candidate.reference,
        councils=tuple(_council(council, taken_part) for council in candidate.councils),
        issues=tuple(sorted(set(candidate.issues))),
        seats_least=candidate.seats_least,
        seats_most=candidate.seats_most,
        points=points_of(candidate.score, scale),
        score=candidate.score,
    )


def _council(council: CandidateCouncil, taken_part: set[Any]) -> Council:
    key = str(council.organisation_id or " ".join(council.name.casefold().split()))
    return Council(
        key=key,
        name=council.name,
        kind=council.kind or "",
        region=council.region or "",
        is_new=council.organisation_id not in taken_part,
    )


def audit_of(run: SolverRun) -> dict[str, Any]:
    """Return all that is needed to come to a run's result again, and that result."""
    return {
        "audit": 1,
        "cohort": str(run.subject_id),
        "number": run.number,
        "limits": run.limits,
        "seed": run.problem["seed"],
        "solver": run.solver_version,
        "problem": run.problem,
        "result": run.result,
    }
