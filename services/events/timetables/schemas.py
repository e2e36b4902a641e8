"""The shapes of timetables, in JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from services.events.solving.queries import SolverRun
from services.events.timetables.queries import Difference, Facts
from services.events.timetables.rules import Advice, Forecast, Room, moment_of

_WEIGHT = validate.Range(0, 10_000)
_STATUSES = "optimal, feasible or infeasible; null until there is an answer"


class TimetableWeightsIn(Schema):
    """What counts how much.

    A thousandth of the full score, a head of the audience, a session missing to a theme's or a region's
    fair share, and a warning.
    """

    score = fields.Integer(validate=_WEIGHT)
    demand = fields.Integer(validate=_WEIGHT)
    themes = fields.Integer(validate=_WEIGHT)
    regions = fields.Integer(validate=_WEIGHT)
    warnings = fields.Integer(validate=_WEIGHT)


class TimetablePinIn(Schema):
    """A proposal, by id or reference, that must be placed: anywhere, or as far as is said."""

    proposal = fields.String(required=True)
    day = fields.Date()
    starts = fields.AwareDateTime()
    stage = fields.String(metadata={"description": "a stage's id or name"})


class ForbiddenPairIn(Schema):
    """Two proposals that may not be on at one time; with `both`, not both be chosen."""

    first = fields.String(required=True)
    second = fields.String(required=True)
    both = fields.Boolean(load_default=False)


class MovedDayIn(Schema):
    """A day whose sessions are now held on another, at the same times."""

    before = fields.Date(required=True)
    after = fields.Date(required=True)


class TimetableIn(Schema):
    """What to look for; `mode` "repair" keeps what is placed and mends it with the fewest moves."""

    mode = fields.String(validate=validate.OneOf(["new", "repair"]))
    fill = fields.Boolean(metadata={"description": "in a repair, fill places that became free"})
    max_sessions = fields.Integer(validate=validate.Range(0, 2000))
    min_sessions = fields.Integer(validate=validate.Range(0, 2000))
    weights = fields.Nested(TimetableWeightsIn)
    pins = fields.List(fields.Nested(TimetablePinIn), validate=validate.Length(max=500))
    forbidden_pairs = fields.List(fields.Nested(ForbiddenPairIn), validate=validate.Length(max=500))
    lost_stages = fields.List(fields.UUID(), validate=validate.Length(max=100))
    closed_days = fields.List(fields.Date(), validate=validate.Length(max=100))
    moved_days = fields.List(fields.Nested(MovedDayIn), validate=validate.Length(max=100))
    step = fields.Integer(validate=validate.Range(5, 480), metadata={"description": "minutes"})
    reproducible = fields.Boolean()
    seed = fields.Integer(validate=validate.Range(0, 2**31 - 1))
    seconds = fields.Float(validate=validate.Range(1, 600))
    effort = fields.Float(validate=validate.Range(0.1, 600))


class ForecastOut(Schema):
    """How many people a session will draw where it is placed, and what to do about its room."""

    proposal = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    stage_name = fields.String(required=True)
    expected = fields.Integer(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    room = fields.String(required=True, validate=validate.OneOf([room.value for room in Room]))
    advice = fields.String(required=True, validate=validate.OneOf([a.value for a in Advice]))
    advised_stage = fields.String(required=True, metadata={"description": "a stage's name"})
    times = fields.Integer(required=True, metadata={"description": "how often to hold it"})


class TimetableOut(Schema):
    """A timetable: where the run stands, what is placed, what is not and why."""

    number = fields.Integer(required=True)
    state = fields.String(required=True)
    status = fields.String(required=True, allow_none=True, metadata={"description": _STATUSES})
    objective = fields.Integer(required=True, allow_none=True)
    bound = fields.Integer(required=True, allow_none=True)
    gap = fields.Float(required=True, allow_none=True)
    placed = fields.List(fields.Dict(), required=True)
    unplaced = fields.List(fields.Dict(), required=True)
    relaxations = fields.List(fields.Dict(), required=True)
    warnings = fields.List(fields.Dict(), required=True)
    forecast = fields.List(fields.Nested(ForecastOut), required=True)
    progress = fields.Dict(required=True)
    options = fields.Dict(required=True)
    error = fields.String(required=True)
    solver_version = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    applied_at = fields.AwareDateTime(required=True, allow_none=True)


class TimetableSummaryOut(TimetableOut):
    """A timetable without what is placed and what is not."""

    class Meta:
        exclude = ("placed", "unplaced", "relaxations", "warnings", "forecast")


class SlotOut(Schema):
    """A stage and a time."""

    stage_id = fields.UUID(required=True)
    stage = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)


class TimetableChangeOut(Schema):
    """A session that is added, moved or removed."""

    kind = fields.String(required=True)
    title = fields.String(required=True)
    session_id = fields.UUID(required=True, allow_none=True)
    before = fields.Nested(SlotOut, required=True, allow_none=True)
    after = fields.Nested(SlotOut, required=True, allow_none=True)


class DifferenceOut(Schema):
    """What applying would change; its ETag is what applying asks for."""

    changes = fields.List(fields.Nested(TimetableChangeOut), required=True)
    unchanged = fields.Integer(required=True)


_FACTS = (
    "number", "state", "progress", "options", "error", "solver_version",
    "created_at", "started_at", "ended_at", "applied_at",
)  # fmt: skip


def summary_shape(run: SolverRun) -> dict[str, Any]:
    """Return a run as a list shows it; while it runs, what its progress tells."""
    told: dict[str, Any] = run.result if run.result is not None else run.progress
    shape = {name: getattr(run, name) for name in _FACTS}
    return shape | {name: told.get(name) for name in ("status", "objective", "bound", "gap")}


def timetable_shape(run: SolverRun, facts: Facts, forecasts: Sequence[Forecast]) -> dict[str, Any]:
    """Return a run as the API shows it, with the proposals' names."""
    result = run.result or {}
    titles = {item["id"]: item["title"] for item in run.problem["items"]}
    stages = {stage["id"]: stage["name"] for stage in run.problem["stages"]}

    def named(key: str) -> dict[str, Any]:
        proposal = facts.proposals.get(key)
        planned = facts.sessions.get(key)
        of_proposal = proposal is not None or planned is None or planned.proposal_id is not None
        return {
            "proposal": key if of_proposal else None,
            "reference": proposal.reference if proposal else None,
            "session": str(planned.id) if planned else None,
            "title": titles.get(key, ""),
        }

    first = facts.edition.starts_on
    placed = [
        named(row["item"])
        | {
            "day": (first + dt.timedelta(days=row["day"])).isoformat(),
            "starts": moment_of(row["start"], first).isoformat(),
            "ends": moment_of(row["end"], first).isoformat(),
            "stage": row["stage"],
            "stage_name": stages.get(row["stage"], ""),
            "moved": row["moved"],
        }
        for row in result.get("placed", [])
    ]
    unplaced = [
        named(row["item"]) | {"why": row["why"], "cost": row["cost"]}
        for row in result.get("unplaced", [])
    ]
    return summary_shape(run) | {
        "placed": placed,
        "unplaced": unplaced,
        "forecast": _forecast_shapes(placed, stages, result, forecasts),
        "relaxations": result.get("relaxations", []),
        "warnings": [
            {"rule": w["rule"], "text": w["text"], "proposals": w["items"]}
            for w in result.get("warnings", [])
        ],
    }


def _forecast_shapes(
    placed: list[dict[str, Any]],
    stages: dict[str, str],
    result: dict[str, Any],
    forecasts: Sequence[Forecast],
) -> list[dict[str, Any]]:
    shown = {raw["item"]: row for raw, row in zip(result.get("placed", []), placed, strict=True)}
    return [
        {name: shown[one.item][name] for name in ("proposal", "title", "stage_name")}
        | {name: getattr(one, name) for name in ("expected", "capacity", "room", "advice", "times")}
        | {"advised_stage": stages.get(one.stage, "")}
        for one in forecasts
    ]


def difference_shape(difference: Difference) -> dict[str, Any]:
    """Return a difference as the API shows it."""
    return {"changes": difference.changes, "unchanged": difference.unchanged}
