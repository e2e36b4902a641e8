"""The shapes of selections, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.events.cohorts.queries import Cohort
from services.events.selections.rules import Weights, plan_from
from services.events.solving.queries import SolverRun
from shared.refusals import Refusal
from shared.web.forms import faults_of

_STATUSES = "optimal, feasible or infeasible; null until there is an answer"
_PLAN = (
    "what to send to the cohort's decision-rehearsals with a reason, so as to decide on this"
    " selection; each alternative has its own; null until there is an answer"
)


class WeightsIn(Schema):
    """What weighs how much, in hundredths of a full score; what is not given is the cohort's."""

    score = fields.Integer(validate=validate.Range(0, 1000))
    issues = fields.Integer(validate=validate.Range(0, 1000))
    kinds = fields.Integer(validate=validate.Range(0, 1000))
    regions = fields.Integer(validate=validate.Range(0, 1000))
    new = fields.Integer(validate=validate.Range(0, 1000))
    seats = fields.Integer(validate=validate.Range(0, 1000))


class SelectionIn(Schema):
    """How to select; what is not given is as the cohort has it."""

    weights = fields.Nested(WeightsIn)
    pins = fields.List(fields.String(), validate=validate.Length(max=100))
    excluded = fields.List(fields.String(), validate=validate.Length(max=2000))
    seats = fields.Integer(validate=validate.Range(0, 1000))
    councils_least = fields.Integer(validate=validate.Range(0, 1000))
    councils_most = fields.Integer(validate=validate.Range(0, 1000))
    seats_least = fields.Integer(validate=validate.Range(0, 100))
    seats_most = fields.Integer(validate=validate.Range(0, 100))
    group_most = fields.Integer(validate=validate.Range(2, 20))
    fill = fields.Boolean()
    alternatives = fields.Integer(validate=validate.Range(0, 10))
    seed = fields.Integer(validate=validate.Range(0, 2**31 - 1))
    effort = fields.Float(validate=validate.Range(0.1, 200))


class SelectionOut(Schema):
    """A selection: where it stands, and who is in, who is not, and why."""

    number = fields.Integer(required=True)
    state = fields.String(required=True)
    status = fields.String(required=True, allow_none=True, metadata={"description": _STATUSES})
    objective = fields.Integer(required=True, allow_none=True)
    bound = fields.Integer(required=True, allow_none=True)
    gap = fields.Float(required=True, allow_none=True)
    councils = fields.List(fields.Dict(), required=True)
    groups = fields.List(fields.Dict(), required=True)
    reserves = fields.List(fields.Dict(), required=True)
    not_selected = fields.List(fields.Dict(), required=True)
    alternatives = fields.List(fields.Dict(), required=True)
    relaxations = fields.List(fields.Dict(), required=True)
    plan = fields.Dict(required=True, allow_none=True, metadata={"description": _PLAN})
    progress = fields.Dict(required=True)
    options = fields.Dict(required=True)
    error = fields.String(required=True)
    solver_version = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


_WEIGHTS = tuple(WeightsIn().fields)
_LIMITS = ("seats", "councils_least", "councils_most", "seats_least", "seats_most")


def selection_typed(cohort: Cohort) -> dict[str, str]:
    """Return the form of a selection as the cohort's own limits and weights fill it."""
    usual = Weights()
    weights = {name: cohort.weights.get(name, getattr(usual, name)) for name in _WEIGHTS}
    typed = {f"weight-{name}": str(weight) for name, weight in weights.items()}
    return typed | {name: str(getattr(cohort, name)) for name in _LIMITS}


def selection_data(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as SelectionIn wants it; what is empty stays as the cohort has it."""
    given = {key: value.strip() for key, value in typed.items() if value.strip()}
    data: dict[str, Any] = {name: given[name] for name in _LIMITS if name in given}
    data |= {name: given[name].split() for name in ("pins", "excluded") if name in given}
    data["weights"] = {n: given[f"weight-{n}"] for n in _WEIGHTS if f"weight-{n}" in given}
    return data


def selection_faults(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the first fault of each input, a weight's at that weight."""
    if isinstance(error, ValidationError) and isinstance(error.messages, dict):
        messages = dict(error.messages)
        weights = messages.pop("weights", {})
        error = ValidationError(messages | {f"weight-{n}": said for n, said in weights.items()})
    return faults_of(error)


_LISTS = ("councils", "groups", "reserves", "not_selected", "alternatives", "relaxations")
_FACTS = (
    "number", "state", "progress", "options", "error",
    "solver_version", "created_at", "started_at", "ended_at",
)  # fmt: skip


def selection_shape(run: SolverRun) -> dict[str, Any]:
    """Return a run as the API shows it; while it runs, what its progress tells."""
    told: dict[str, Any] = run.result if run.result is not None else run.progress
    shape = {name: getattr(run, name) for name in _FACTS}
    shape |= {name: told.get(name) for name in ("status", "objective", "bound", "gap")}
    shape |= {name: told.get(name, []) for name in _LISTS}
    reserves = shape["reserves"]
    shape["alternatives"] = [
        other | {"plan": plan_from(other["councils"], reserves)} for other in shape["alternatives"]
    ]
    return shape | {"plan": plan_from(shape["councils"], reserves)}
