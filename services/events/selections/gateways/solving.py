"""Solves a selection in the solver's process: the optimum, what is near it, reserves and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.events.selections.gateways.building import Choice, Literal, Model
from services.events.selections.gateways.reasons import explain
from services.events.selections.rules import (
    Application,
    Selection,
    limit_text,
)
from services.events.solving.rules import Search, from_plain, gap_of


def solve(problem: Mapping[str, Any], search: Search) -> dict[str, Any]:
    """Return the whole result of a selection as JSON values."""
    selection = from_plain(Selection, problem)
    solving = Solving(selection, search)
    best = solving.best()
    if best is None:
        return solving.failed()
    search.tell(solving.standing())
    result = solving.described(best)
    if not search.stopped:
        result["reserves"] = solving.reserves(best)
        result["alternatives"] = solving.alternatives(best)
    return result | explain(solving, best)


class Solving:
    """One selection being solved; every search is exact or says that it is not."""

    def __init__(self, selection: Selection, search: Search) -> None:
        self.selection = selection
        self.search = search
        self.by_id: dict[str, Application] = {a.id: a for a in selection.applications}
        self.status = "unknown"
        self.bound: int | None = None
        self.found: Choice | None = None

    def best(self) -> Choice | None:
        """The optimum, ties broken by the seed, or the best found; None where nothing fits."""
        model = Model(self.selection)
        found = self.search.run(model.cp, model.asked(), on_better=self._tell)
        self.status, self.bound = found.status, found.bound
        if found.objective is None:
            return None
        self.found = model.read(found.values, found.objective)
        if found.status == "optimal":
            self.found = self._first_of_equals(model, self.found)
        return self.found

    def _first_of_equals(self, model: Model, choice: Choice) -> Choice:
        model.break_ties(choice.objective)
        model.hint(choice)
        found = self.search.run(model.cp, model.asked())
        return model.read(found.values, choice.objective) if found.values else choice

    def _tell(self, objective: int, bound: int, _: tuple[int, ...]) -> None:
        self.search.tell({"objective": objective, "bound": bound, "gap": gap_of(objective, bound)})

    def progress(self) -> dict[str, Any]:
        """Where the search stands."""
        objective = self.found.objective if self.found else None
        gap = gap_of(objective, self.bound)
        return {"objective": objective, "bound": self.bound, "gap": gap}

    def standing(self) -> dict[str, Any]:
        """The progress with who is in, for those who need not wait for the reasons."""
        seats = self.found.seats.items() if self.found else ()
        rows = [{"council": self.name(key), "seats": number} for key, number in seats]
        return self.progress() | {"status": self.status, "councils": rows}

    def failed(self) -> dict[str, Any]:
        """What to say where no selection was found: what to give up, if that is why."""
        status = "infeasible" if self.status == "infeasible" else "unknown"
        result = {"status": status, "objective": None, "bound": None, "gap": None}
        lists: dict[str, Any] = {
            name: [] for name in ("councils", "reserves", "not_selected", "alternatives")
        }
        relaxations = self.relaxations() if status == "infeasible" else []
        return result | lists | {"groups": [], "relaxations": relaxations}

    def relaxations(self) -> list[dict[str, str]]:
        """The smallest set of limits that must be given up for any selection at all."""
        model = Model(self.selection, relaxed=True)
        keys = list(model.given_up)
        found = self.search.run(model.cp, list(model.given_up.values()))
        given_up = [key for key, v in zip(keys, found.values, strict=False) if v]
        return [{"limit": key, "text": limit_text(self.selection, key)} for key in given_up]

    def described(self, best: Choice) -> dict[str, Any]:
        """The result without reserves, alternatives and reasons."""
        groups: dict[str, list[str]] = {}
        for key, issue in sorted(best.groups.items()):
            groups.setdefault(issue, []).append(key)
        return {
            "status": self.status,
            **self.progress(),
            "reserves": [],
            "alternatives": [],
            "relaxations": [],
            "groups": [
                {"issue": issue, "councils": [self.name(key) for key in keys], "applications": keys}
                for issue, keys in sorted(groups.items())
            ],
        }

    def name(self, key: str) -> str:
        """Who an application is."""
        return self.by_id[key].name

    def variant(self, *conditions: Any, hint: Choice | None = None) -> tuple[str, Choice | None]:
        """Solve with further conditions, each a function from the model to a constraint."""
        model = Model(self.selection)
        for condition in conditions:
            model.cp.add(condition(model))
        if hint is not None:
            model.hint(hint)
        found = self.search.run(model.cp, model.asked())
        if found.objective is None:
            return found.status, None
        return found.status, model.read(found.values, found.objective)

    def alternatives(self, best: Choice) -> list[dict[str, Any]]:
        """The next best selections, each with two bids or more that none of the others has."""
        known, told = [best], []
        for _ in range(self.selection.alternatives):
            model = Model(self.selection)
            for choice in known:
                model.cp.add(_kept(model, choice) <= len(choice.seats) - 2)
            found = self.search.run(model.cp, model.asked())
            if found.objective is None:
                break
            choice = model.read(found.values, found.objective)
            if found.status == "optimal":
                choice = self._first_of_equals(model, choice)
            known.append(choice)
            told.append(self._told_alternative(best, choice))
        return told

    def _told_alternative(self, best: Choice, choice: Choice) -> dict[str, Any]:
        return {
            "objective": choice.objective,
            "loss": best.objective - choice.objective,
            "councils": [
                {"application": key, "council": self.name(key), "seats": seats}
                for key, seats in choice.seats.items()
            ],
            "instead": [self.name(key) for key in choice.seats if key not in best.seats],
            "without": [self.name(key) for key in best.seats if key not in choice.seats],
        }

    def reserves(self, best: Choice) -> list[dict[str, Any]]:
        """For whoever drops out, the best that comes in with every limit kept and the others there."""
        covers: dict[str, list[str]] = {}
        for out in best.seats:
            others = [key for key in best.seats if key != out]
            coming = self._coming_in(out, others)
            for key in coming:
                covers.setdefault(key, []).append(self.name(out))
        order = sorted(covers, key=lambda k: (-len(covers[k]), -self.by_id[k].points, k))
        return [
            {
                "application": key,
                "council": self.name(key),
                "score": self.by_id[key].score,
                "rank": rank,
                "instead_of": covers[key],
            }
            for rank, key in enumerate(order, start=1)
        ]

    def _coming_in(self, out: str, others: list[str]) -> list[str]:
        """Who comes in for whom: as few as the limits ask for, one where that is enough."""

        def stay(model: Model) -> Any:
            return sum(model.chosen[key] for key in others) == len(others)

        own = {council.key for council in self.by_id[out].councils}
        gone = [a.id for a in self.by_id.values() if own & {c.key for c in a.councils}]
        for most in (1, 2):
            _, choice = self.variant(
                stay,
                lambda m: sum(m.chosen[key] for key in gone) == 0,
                lambda m, most=most: _added(m, others) == most,
            )
            if choice is not None:
                return [key for key in choice.seats if key not in others]
        return []


def _kept(model: Model, choice: Choice) -> Any:
    return sum(model.chosen[key] for key in choice.seats)


def _added(model: Model, others: list[str]) -> Any:
    literals: list[Literal] = [v for key, v in model.chosen.items() if key not in others]
    return sum(literals)
