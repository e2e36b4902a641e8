"""Why each council is in, why not, and what would change it: exact re-solves, put in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.events.selections.gateways.building import Choice
from services.events.selections.rules import FULL, Application, cannot_be_chosen

if TYPE_CHECKING:
    from services.events.selections.gateways.solving import Solving


def explain(solving: Solving, best: Choice) -> dict[str, Any]:
    """Return `councils` with why, and `not_selected` with why not and what would change it."""
    chosen = [_why_in(solving, best, solving.by_id[key]) for key in best.seats]
    others = [a for a in solving.selection.applications if a.id not in best.seats]
    others.sort(key=lambda a: (-a.points, a.id))
    left_out = []
    for number, application in enumerate(others):
        left_out.append(_why_not(solving, best, application))
        solving.search.tell(
            solving.standing() | {"explained": number + 1, "to_explain": len(others)}
        )
    return {"councils": chosen, "not_selected": left_out}


def points_text(value: int) -> str:
    """A difference in worth, in hundredths of a full score."""
    return f"{value / (FULL):.1f}".rstrip("0").rstrip(".")


def _why_in(solving: Solving, best: Choice, application: Application) -> dict[str, Any]:
    selection = solving.selection
    reasons = []
    if application.id in selection.pins:
        reasons.append("It was asked for by hand.")
    rank = 1 + sum(a.points > application.points for a in selection.applications)
    if application.score is not None:
        of = len(selection.applications)
        reasons.append(f"Its score of {application.score:g} is number {rank} of {of}.")
    group = best.groups.get(application.id)
    if group is not None:
        others = [k for k, i in best.groups.items() if i == group and k != application.id]
        names = ", ".join(solving.name(key) for key in others)
        reasons.append(f"It shares “{group}” with {names}.")
    reasons += _brings(solving, best, application)
    reasons += _loss_without(solving, best, application)
    return _row(application) | {
        "seats": best.seats[application.id],
        "group": group,
        "why": " ".join(reasons),
    }


def _brings(solving: Solving, best: Choice, application: Application) -> list[str]:
    """What no other chosen one has: a kind, a region, or that it is new."""
    others = [solving.by_id[key] for key in best.seats if key != application.id]
    reasons = []
    for dimension in ("kind", "region"):
        own = {getattr(c, dimension) for c in application.councils} - {""}
        rest = {getattr(c, dimension) for a in others for c in a.councils}
        if own - rest:
            names = ", ".join(sorted(own - rest)).replace("_", " ")
            reasons.append(f"It alone brings the {dimension} {names}.")
    if application.is_new:
        reasons.append("It is new to the scheme.")
    return reasons


def _loss_without(solving: Solving, best: Choice, application: Application) -> list[str]:
    if solving.search.stopped or application.id in solving.selection.pins:
        return []
    status, choice = solving.variant(lambda m: m.chosen[application.id] == 0)
    if status == "infeasible":
        return ["Without it the limits cannot be kept."]
    if choice is None or status != "optimal" or solving.status != "optimal":
        return []
    loss = best.objective - choice.objective
    if loss == 0:
        return ["Another selection without it would be worth the same."]
    return [f"Without it the best selection is worth {points_text(loss)} less."]


def _why_not(solving: Solving, best: Choice, application: Application) -> dict[str, Any]:
    row = _row(application) | {"cost": None, "score_rise": None}
    barred = cannot_be_chosen(solving.selection, application)
    if barred:
        return row | {"why_not": barred, "would_change_if": _unbarred(solving, application)}
    twin = _twin(solving, best, application)
    if solving.search.stopped or solving.status != "optimal":
        why = twin or "Others were worth more when the search ended."
        return row | {"why_not": why, "would_change_if": "Not looked into: the search had ended."}
    status, choice = solving.variant(lambda m: m.chosen[application.id] == 1)
    if status == "infeasible":
        why = twin or "With it the limits cannot be kept."
        return row | {"why_not": why, "would_change_if": "Change the limits or the pins."}
    if choice is None or status != "optimal":
        why = twin or "Others are worth more."
        return row | {"why_not": why, "would_change_if": "Not found within the search's limit."}
    return row | _measured(solving, best, application, choice, twin)


def _measured(
    solving: Solving, best: Choice, application: Application, choice: Choice, twin: str
) -> dict[str, Any]:
    """With the best selection that has it known exactly, so is what it lacks."""
    cost = best.objective - choice.objective
    out = [solving.name(key) for key in best.seats if key not in choice.seats]
    instead = f" instead of {', '.join(out)}" if out else ""
    if cost == 0:
        why = twin or f"A selection with it{instead} is worth just as much; the draw decided."
        return {
            "cost": 0,
            "score_rise": 0.0,
            "why_not": why,
            "would_change_if": "A pin, at no cost.",
        }
    why = twin or f"The best selection with it{instead} is worth {points_text(cost)} less."
    weight = solving.selection.weights.score
    needed = -(-cost // weight) if weight > 0 else None
    pin = f"A pin, at a cost of {points_text(cost)}."
    if needed is None or application.points + needed > FULL:
        return {"cost": cost, "why_not": why, "would_change_if": f"No score would be enough. {pin}"}
    rise = needed * solving.selection.scale / FULL
    change = f"A score higher by {rise:g}. {pin}"
    return {"cost": cost, "score_rise": rise, "why_not": why, "would_change_if": change}


def _twin(solving: Solving, best: Choice, application: Application) -> str:
    """Words for a council of it that is chosen in another bid."""
    own = {council.key for council in application.councils}
    for key in best.seats:
        shared = [c.name for c in solving.by_id[key].councils if c.key in own]
        if shared:
            return (
                f"{', '.join(shared)} has a place already, with bid {solving.by_id[key].reference}."
            )
    return ""


def _unbarred(solving: Solving, application: Application) -> str:
    if application.id in solving.selection.excluded:
        return "Take it off the list of those left out."
    return "Change its seats or councils, or the limits."


def _row(application: Application) -> dict[str, Any]:
    return {
        "application": application.id,
        "reference": application.reference,
        "council": application.name,
        "score": application.score,
        "issues": list(application.issues),
    }
